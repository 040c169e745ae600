import { z } from 'zod';
import { secretPlaceSchema } from './guest.ts';
import { basisSchema } from './basis.ts';

/** What a container of an application that was seen inside a guest is made of. Generators read nothing else of it. */

/** What the image is built on, and why that. */
export const baseImageSchema = z.strictObject({
  /** "docker.io/library/debian:bookworm-slim"; null where there is no free base of the release (RHEL, SLES) or none at all. */
  image: z.string().nullable(),
  distribution: z.string(),
  release: z.string().nullable(),
  packageManager: z.enum(['apt', 'dnf', 'yum', 'zypper', 'apk']).nullable(),
  /** One sentence: why this base, or why none. */
  reason: z.string(),
  /** Choices that a person has where there is none, or where it is at its end of life. */
  choices: z.array(z.string()),
});
export type BaseImage = z.infer<typeof baseImageSchema>;

export const containerFileSchema = z.strictObject({
  /** Absolute path in the guest, and in the image. A folder ends with "/". */
  path: z.string(),
  why: z.enum(['configuration', 'content', 'changed']),
  sizeBytes: z.number().int().nonnegative().nullable(),
  /** True where secrets stand in it: it stays out of the image and comes from a Secret. */
  secret: z.boolean(),
  /** Where it was seen: "unit app.service WorkingDirectory", "DocumentRoot, /etc/apache2/sites-enabled/shop.conf:4". */
  origin: z.string(),
});
export type ContainerFile = z.infer<typeof containerFileSchema>;

export const containerPortSchema = z.strictObject({
  /** IANA service name, unique in the container. */
  name: z.string(),
  port: z.number().int(),
  protocol: z.enum(['TCP', 'UDP']),
  /** Address that the application is bound to; null for all. A loopback address is nobody's in another pod. */
  address: z.string().nullable(),
});
export type ContainerPort = z.infer<typeof containerPortSchema>;

/** Whom the application connects to, as one line of configuration or one kind of connection. */
export const containerPeerSchema = z.strictObject({
  /** As its configuration writes it, or the address seen. */
  host: z.string(),
  port: z.number().int().nullable(),
  service: z.string().nullable(),
  place: z.string(),
  /** VM that answers; null outside the estate. */
  vm: z.string().nullable(),
  /** Workload that answers, where it becomes one. */
  workload: z.string().nullable(),
  namespace: z.string().nullable(),
});
export type ContainerPeer = z.infer<typeof containerPeerSchema>;

export const containerSchema = z.strictObject({
  /** Reference under which its image is pushed and pulled: settings.images, the namespace and the workload's name. */
  image: z.string(),
  /** Id in analyzers/guest/apps, title for people, instance on its guest. */
  application: z.string(),
  title: z.string(),
  instance: z.string(),
  version: z.string().nullable(),
  role: z.string(),
  /** Applications that live inside it: WordPress in its Apache. */
  includes: z.array(z.string()),
  kind: z.enum(['Deployment', 'StatefulSet', 'CronJob']),
  /** Why that kind. */
  kindReason: z.string(),
  base: baseImageSchema,
  /** Repository of the application's own image, where the plan may use it instead. */
  officialImage: z.string().nullable(),
  packages: z.array(z.strictObject({ name: z.string(), observedVersion: z.string().nullable() })),
  files: z.array(containerFileSchema),
  /** Null where nobody knows: then the image must not be built as it is. */
  user: z.strictObject({ name: z.string().nullable(), uid: z.number().int(), gid: z.number().int() }).nullable(),
  /** argv in the foreground; null where none is known. */
  command: z.array(z.string()).nullable(),
  prepare: z.array(z.array(z.string())),
  workingDirectory: z.string().nullable(),
  environment: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** Kind and place of secrets that the application needs at run time; no value was ever read. */
  secrets: z.array(secretPlaceSchema),
  stopSignal: z.string().nullable(),
  terminationGraceSeconds: z.number().int().positive(),
  ports: z.array(containerPortSchema),
  /** Paths that it writes and may lose: emptyDir. */
  scratch: z.array(z.string()),
  logs: z.array(z.string()),
  probe: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('http'), path: z.string(), port: z.number().int() }),
      z.strictObject({ kind: z.literal('tcp'), port: z.number().int() }),
      z.strictObject({ kind: z.literal('exec'), command: z.array(z.string()) }),
    ])
    .nullable(),
  /** Of a CronJob: five fields, and the zone in which they are meant; null where no cron expression says the same. */
  schedule: z
    .strictObject({ expression: z.string().nullable(), observed: z.string(), timeZone: z.string().nullable() })
    .nullable(),
  sizing: z.strictObject({
    cpuRequestMilli: z.number().int().positive(),
    memoryRequestMiB: z.number().int().positive(),
    memoryLimitMiB: z.number().int().positive(),
    cpuBasis: basisSchema,
    memoryBasis: basisSchema,
  }),
  peers: z.array(containerPeerSchema),
  /** systemd's or the guest's facts that Kubernetes does otherwise: one sentence each. */
  notes: z.array(z.string()),
  evidence: z.array(z.string()),
});
export type Container = z.infer<typeof containerSchema>;
