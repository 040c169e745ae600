import { z } from 'zod';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { GuestContainer } from '../../../src/model/guest.ts';
import type { Bundle } from './bundle.ts';

const labels = z.record(z.string(), z.string()).nullish();

/** What of Docker's config.v2.json is used here. */
const dockerSchema = z.object({
  Name: z.string().nullish(),
  State: z.object({ Running: z.boolean().nullish() }).nullish(),
  Config: z.object({ Image: z.string().nullish(), Labels: labels }).nullish(),
  NetworkSettings: z
    .object({
      Ports: z
        .record(
          z.string(),
          z.array(z.object({ HostIp: z.string().nullish(), HostPort: z.string().nullish() })).nullish(),
        )
        .nullish(),
    })
    .nullish(),
  MountPoints: z
    .record(
      z.string(),
      z.object({ Source: z.string().nullish(), Name: z.string().nullish(), Destination: z.string().nullish() }),
    )
    .nullish(),
});

/** Of containers.json of containers/storage, which podman and CRI-O use. */
const podmanSchema = z.array(z.object({ names: z.array(z.string()).nullish(), metadata: z.string().nullish() }));
const podmanMetadataSchema = z.object({ 'image-name': z.string().nullish() });

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Cut or redacted so that it is no JSON any more: then nothing is known.
    return null;
  }
}

function docker(text: string): GuestContainer[] {
  const found = parsed(dockerSchema, text);
  if (found === null) return [];
  const ports = Object.entries(found.NetworkSettings?.Ports ?? {}).flatMap(([inside, bound]) =>
    (bound ?? []).map(({ HostPort }) => `${HostPort ?? ''}:${inside}`),
  );
  return [
    {
      runtime: 'docker',
      name: found.Name?.replace(/^\//, '') ?? null,
      image: found.Config?.Image ?? null,
      running: found.State?.Running ?? null,
      ports: [...new Set(ports)].sort(byCodePoint),
      mounts: Object.values(found.MountPoints ?? {})
        .map(
          ({ Source, Name, Destination }) =>
            `${Source == null || Source === '' ? (Name ?? '') : Source}:${Destination ?? ''}`,
        )
        .sort(byCodePoint),
      composeFile: found.Config?.Labels?.['com.docker.compose.project.config_files'] ?? null,
    },
  ];
}

function podman(text: string): GuestContainer[] {
  return (parsed(podmanSchema, text) ?? []).map(({ names, metadata }) => ({
    runtime: 'podman',
    name: names?.[0] ?? null,
    image: (metadata == null ? null : parsed(podmanMetadataSchema, metadata))?.['image-name'] ?? null,
    // The state is kept elsewhere, in a database.
    running: null,
    ports: [],
    mounts: [],
    composeFile: null,
  }));
}

/** Containers by the state that their runtimes keep in files: no client is run. Null where nobody could look there. */
export function containers(bundle: Bundle): GuestContainer[] | null {
  const found = bundle.files.flatMap(({ path, contents }) =>
    /^\/var\/lib\/docker\/containers\/[0-9a-f]{12,64}\/config\.v2\.json$/.test(path)
      ? docker(contents)
      : path.endsWith('/overlay-containers/containers.json')
        ? podman(contents)
        : [],
  );
  const looked = bundle.facts.get('asRoot') === 'true' && bundle.commands.has('configuration-of-applications');
  if (found.length === 0 && !looked) return null;
  return found.sort((a, b) => byCodePoint(a.runtime, b.runtime) || byCodePoint(a.name ?? '', b.name ?? ''));
}
