import { byCodePoint } from '../../src/lib/order.ts';
import { sha256Hex } from '../../src/lib/sha256.ts';
import type { Container, ContainerFile } from '../../src/model/container.ts';

/** A file or folder of the guest that the build context holds. */
export interface ContextItem {
  /** Absolute, without a slash at its end. */
  readonly path: string;
  /** Where it lies in the context: a name that no builder and no shell reads anything into. */
  readonly source: string;
  readonly why: ContainerFile['why'];
  readonly origin: string;
  readonly sizeBytes: number | null;
  /** Files below it that hold secrets and stay out, relative to it. */
  readonly excluded: readonly string[];
}

export interface ContextItems {
  /** In the order in which layers change less and less seldom: configuration, changed files, content. */
  readonly items: readonly ContextItem[];
  /** Files that hold secrets: never in the image, mounted from a Secret. */
  readonly secrets: readonly { readonly path: string; readonly origin: string }[];
  /** What cannot be carried, and why. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/** Folder of the context that holds what came from the guest. */
export const contextFolder = 'files';

/** Longest path that stays readable in the context; longer ones get a hash. */
const readableLength = 200;

const readable = /^(?:\/(?![.]{1,2}(?:\/|$)|-)[A-Za-z0-9_@+=,.-]+)+$/;

/** "files/etc/nginx/nginx.conf" where the path is plain, else a hash of it: "files/.other/0123456789abcdef". */
export function contextName(path: string): string {
  return readable.test(path) && path.length <= readableLength
    ? `${contextFolder}${path}`
    : `${contextFolder}/.other/${sha256Hex(path).slice(0, 16)}`;
}

/** Folders that no workload's files are: the kernel's own and the roots of all others. */
const impossible = /^\/(?:(?:proc|sys|dev|run)(?:\/.*)?|etc|usr|var|home|root|opt|srv|lib|bin|sbin|boot)?$/;

const orderOf: Readonly<Record<ContainerFile['why'], number>> = { changed: 0, configuration: 1, content: 2 };

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** Sorts a workload's files into what the context holds, what a Secret brings, and what cannot be carried. */
export function contextItems({ files }: Pick<Container, 'files'>, volumes: readonly string[]): ContextItems {
  const leftOut: { path: string; reason: string }[] = [];
  const given = files.map((file) => ({ ...file, path: file.path === '/' ? '/' : file.path.replace(/\/+$/, '') }));
  const secrets = given.filter(({ secret }) => secret);
  const usable = given.filter(({ path, secret }) => {
    if (secret) return false;
    const reason = /[\0\ufffd]/.test(path)
      ? 'its name is not UTF-8, so that it cannot be named here: copy it under another name'
      : !path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.')
        ? 'it is no absolute path'
        : impossible.test(path)
          ? 'it is a folder of the system as a whole'
          : volumes.some((volume) => path === volume || isBelow(path, volume))
            ? 'it is data, and comes with its volume'
            : null;
    if (reason !== null) leftOut.push({ path, reason });
    return reason === null;
  });
  const folders = new Set(usable.map(({ path }) => path));
  const isInside = (path: string): boolean => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (folders.has(path.slice(0, at))) return true;
    }
    return false;
  };
  const items = usable
    .filter(({ path }) => !isInside(path))
    .map(({ path, why, origin, sizeBytes }): ContextItem => {
      const excluded = [...secrets.map((secret) => secret.path), ...volumes]
        .filter((each) => isBelow(each, path))
        .map((each) => each.slice(path.length + 1));
      return { path, source: contextName(path), why, origin, sizeBytes, excluded: excluded.sort(byCodePoint) };
    })
    .sort((a, b) => orderOf[a.why] - orderOf[b.why] || byCodePoint(a.path, b.path));
  return { items, secrets: secrets.map(({ path, origin }) => ({ path, origin })), leftOut };
}
