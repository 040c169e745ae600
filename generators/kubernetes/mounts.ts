import { dnsLabel } from '../../src/lib/kubernetes-names.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { MovedWorkload } from '../../src/model/moved-workloads.ts';

/** Longest path that Linux takes (PATH_MAX in its limits.h, with the NUL). */
const pathLimitBytes = 4095;

/**
 * A guest's path as a mountPath: without doubled and trailing slashes. Null for what no container can have mounted:
 * relative paths, the root itself, colons (Kubernetes forbids them), dots as parts, and characters that cannot be seen.
 */
export function mountPath(path: string): string | null {
  const clean = `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
  if (!path.startsWith('/') || clean === '/' || path.includes(':') || /[\p{Cc}\p{Cs}]/u.test(path)) return null;
  if (/\/\.{1,2}(?:\/|$)/.test(clean) || new TextEncoder().encode(clean).length > pathLimitBytes) return null;
  return clean;
}

/** Below the root of each claim: some file systems are made with lost+found, which no database takes for its folder. */
export const dataSubPath = 'data';

export interface Mounts {
  readonly volumes: readonly unknown[];
  readonly volumeMounts: readonly { readonly mountPath: string }[];
  /** True where it is known what the application writes, so that the rest can be read-only. */
  readonly readOnlyRoot: boolean;
  /** Paths that cannot be mounted as they are. */
  readonly leftOut: readonly string[];
}

const below = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Name of the Secret that holds a workload's files with secrets in them. */
export const secretFilesName = ({ workload }: Pick<MovedWorkload, 'workload'>): string => `${workload.name}-files`;

/** Key of a file in that Secret; different paths have different ones. */
export const secretFileKey = (path: string): string => dnsLabel(path);

/** Files that come from a Secret and not from the image, by the path that the application reads. */
export function secretFiles({ container }: MovedWorkload): { readonly path: string; readonly key: string }[] {
  const withSecrets = container.files.filter(({ secret, path }) => secret && !path.endsWith('/'));
  // A key is a secret as a whole, and stands in no list of configuration.
  const keys = container.secrets.filter(({ kind, place }) => kind === 'private-key' && place.startsWith('/'));
  const paths = new Set([
    ...withSecrets.map(({ path }) => path),
    ...keys.map(({ place }) => place.replace(/:\d+$/, '')),
  ]);
  return [...paths].sort(byCodePoint).map((path) => ({ path, key: secretFileKey(path) }));
}

/** Claims, files with secrets, and room to write; with `withData` false only the last two (for Jobs that copy). */
export function mountsOf(moved: MovedWorkload, withData = true): Mounts {
  const { workload, container } = moved;
  const leftOut: string[] = [];
  const taken = new Set<string>();
  const usable = (path: string): string | null => {
    const clean = mountPath(path);
    if (clean === null) leftOut.push(path);
    return clean;
  };
  const mount = (path: string, rest: object): { mountPath: string }[] => {
    if (taken.has(path)) return [];
    taken.add(path);
    return [{ mountPath: path, ...rest }];
  };

  const data = workload.volumes.flatMap((volume) => {
    const path = volume.mountPath === null ? null : usable(volume.mountPath);
    return path === null ? [] : [{ volume, path }];
  });
  const names = new Set(workload.volumes.map(({ name }) => name));
  const free = (name: string): string => (names.has(name) ? free(`${name}-2`) : name);
  const scratchName = free('scratch');
  const filesName = free('files');

  const dataMounts = withData
    ? data.flatMap(({ volume, path }) => mount(path, { name: volume.name, subPath: dataSubPath }))
    : [];
  const fileMounts = secretFiles(moved).flatMap(({ path, key }) => {
    const clean = usable(path);
    return clean === null ? [] : mount(clean, { name: filesName, subPath: key, readOnly: true });
  });
  const readOnlyRoot = data.length + container.scratch.length + container.logs.length > 0;
  const written = readOnlyRoot ? [...container.scratch, ...container.logs, '/tmp', '/var/tmp'] : [];
  const scratchMounts = written
    .flatMap((path) => usable(path) ?? [])
    .filter((path) => !data.some((each) => below(path, each.path)))
    .sort(byCodePoint)
    .flatMap((path) => mount(path, { name: scratchName, subPath: dnsLabel(path) }));

  return {
    volumes: [
      ...(withData
        ? data.map(({ volume }) => ({ name: volume.name, persistentVolumeClaim: { claimName: volume.claim } }))
        : []),
      ...(fileMounts.length === 0
        ? []
        : [{ name: filesName, secret: { secretName: secretFilesName(moved), defaultMode: 0o440, optional: false } }]),
      ...(scratchMounts.length === 0 ? [] : [{ name: scratchName, emptyDir: {} }]),
    ],
    volumeMounts: [...dataMounts, ...fileMounts, ...scratchMounts],
    readOnlyRoot,
    leftOut: [...new Set(leftOut)].sort(byCodePoint),
  };
}
