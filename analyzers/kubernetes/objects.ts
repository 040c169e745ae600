import { z } from 'zod';
import type {
  KubernetesNamespace,
  KubernetesNode,
  KubernetesPod,
  KubernetesUsage,
  NodeResources,
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../src/model/kubernetes-cluster.ts';
import { podLimits, podRequests, type ContainerResources, type PodResources } from './pod-resources.ts';
import { bytesOf, cpuMilliOf } from './quantity.ts';

/*
 * What is taken of each object of the API, and how it becomes a record. These schemas are the list of what is read: all
 * else, the environment of containers and their commands among it, is dropped where the answer is parsed.
 */

const text = z.string().nullish();
const texts = z.record(z.string(), z.string()).nullish();
/** The API server writes quantities as text; clients may have written numbers. */
const quantities = z
  .record(z.string(), z.union([z.string(), z.number().transform(String)]))
  .nullish()
  .transform((list) => list ?? {});

const resources = z.object({ requests: quantities, limits: quantities }).nullish();

const containerSchema = z.object({ resources, restartPolicy: text }).transform((container): ContainerResources => ({
  requests: container.resources?.requests ?? {},
  limits: container.resources?.limits ?? {},
  sidecar: container.restartPolicy === 'Always',
}));

export const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), labels: texts }),
  spec: z
    .object({
      providerID: text,
      unschedulable: z.boolean().nullish(),
      taints: z.array(z.object({ key: z.string(), value: text, effect: z.string() })).nullish(),
    })
    .nullish(),
  status: z
    .object({
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
      capacity: quantities,
      allocatable: quantities,
      nodeInfo: z.object({ systemUUID: text, kubeletVersion: text, osImage: text }).nullish(),
    })
    .nullish(),
});

export const podSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    ownerReferences: z
      .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }))
      .nullish(),
  }),
  spec: z.object({
    nodeName: text,
    resources,
    overhead: quantities,
    containers: z.array(containerSchema),
    initContainers: z.array(containerSchema).nullish(),
    volumes: z
      .array(
        // The name of the key is the kind of the volume; of the values only a claim's name is looked at.
        z.record(z.string(), z.unknown()).transform((volume) => ({
          kind: Object.keys(volume).find((key) => key !== 'name') ?? 'unknown',
          claim: z.object({ claimName: z.string() }).safeParse(volume['persistentVolumeClaim']).data?.claimName ?? null,
        })),
      )
      .nullish(),
  }),
  status: z.object({ phase: text }).nullish(),
});

export const namespaceSchema = z.object({ metadata: z.object({ name: z.string(), uid: text, labels: texts }) });

export const resourceQuotaSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  spec: z.object({ hard: quantities }).nullish(),
});

export const persistentVolumeSchema = z.object({
  metadata: z.object({ name: z.string() }),
  // The kind of the volume is the name of one of its keys.
  spec: z.looseObject({
    capacity: quantities,
    storageClassName: text,
    claimRef: z.object({ namespace: z.string(), name: z.string() }).nullish(),
    csi: z.object({ driver: z.string() }).nullish(),
  }),
  status: z.object({ phase: text }).nullish(),
});

export const persistentVolumeClaimSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  spec: z.object({ resources, storageClassName: text, volumeName: text, accessModes: z.array(z.string()).nullish() }),
  status: z.object({ phase: text, capacity: quantities }).nullish(),
});

export const nodeMetricsSchema = z.object({ metadata: z.object({ name: z.string() }), usage: quantities });

export const podMetricsSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  containers: z.array(z.object({ usage: quantities })),
});

/** Where a record belongs: the source and the cluster's id. */
export interface Belongs {
  readonly source: number;
  readonly cluster: string;
}

const amount = (list: Readonly<Record<string, string>>, name: string, parse: (text: string) => number | null) => {
  const quantity = list[name];
  return quantity === undefined ? null : parse(quantity);
};

function nodeResources(list: Readonly<Record<string, string>>): NodeResources {
  return {
    cpuMilli: amount(list, 'cpu', cpuMilliOf),
    memoryBytes: amount(list, 'memory', bytesOf),
    pods: amount(list, 'pods', bytesOf),
  };
}

/** Null where one of the two is missing. */
function usageOf(list: Readonly<Record<string, string>>): KubernetesUsage | null {
  const [cpuMilli, memoryBytes] = [amount(list, 'cpu', cpuMilliOf), amount(list, 'memory', bytesOf)];
  return cpuMilli === null || memoryBytes === null ? null : { cpuMilli, memoryBytes };
}

export const nodeUsage = ({ usage }: z.output<typeof nodeMetricsSchema>): KubernetesUsage | null => usageOf(usage);

/** The sum of its containers; null where one of them is not told. */
export function podUsage({ containers }: z.output<typeof podMetricsSchema>): KubernetesUsage | null {
  const sum = { cpuMilli: 0, memoryBytes: 0 };
  for (const { usage } of containers) {
    const own = usageOf(usage);
    if (own === null) return null;
    sum.cpuMilli += own.cpuMilli;
    sum.memoryBytes += own.memoryBytes;
  }
  return sum;
}

const rolePrefix = 'node-role.kubernetes.io/';
/** An empty text is as good as none, in the API as in Go. */
const orNull = (value: string | null | undefined): string | null => value || null;

export function nodeRecord(
  { metadata, spec, status }: z.output<typeof nodeSchema>,
  belongs: Belongs,
  usage: KubernetesUsage | null,
): KubernetesNode {
  const labels = metadata.labels ?? {};
  return {
    ...belongs,
    name: metadata.name,
    providerId: orNull(spec?.providerID),
    systemUuid: orNull(status?.nodeInfo?.systemUUID),
    addresses: status?.addresses ?? [],
    capacity: nodeResources(status?.capacity ?? {}),
    allocatable: nodeResources(status?.allocatable ?? {}),
    usage,
    labels,
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value: orNull(value), effect })),
    roles: Object.keys(labels)
      .filter((label) => label.startsWith(rolePrefix) && label.length > rolePrefix.length)
      .map((label) => label.slice(rolePrefix.length)),
    unschedulable: spec?.unschedulable === true,
    kubeletVersion: orNull(status?.nodeInfo?.kubeletVersion),
    osImage: orNull(status?.nodeInfo?.osImage),
  };
}

export function podRecord(
  { metadata, spec, status }: z.output<typeof podSchema>,
  belongs: Belongs,
  usage: KubernetesUsage | null,
): KubernetesPod {
  const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true);
  const asked: PodResources = {
    containers: spec.containers,
    initContainers: spec.initContainers ?? [],
    requests: spec.resources?.requests ?? {},
    limits: spec.resources?.limits ?? {},
    overhead: spec.overhead,
  };
  const volumes = new Map<string, number>();
  for (const { kind } of spec.volumes ?? []) volumes.set(kind, (volumes.get(kind) ?? 0) + 1);
  return {
    ...belongs,
    namespace: metadata.namespace,
    name: metadata.name,
    owner: owner === undefined ? null : { kind: owner.kind, name: owner.name },
    phase: orNull(status?.phase),
    node: orNull(spec.nodeName),
    requests: podRequests(asked),
    limits: podLimits(asked),
    usage,
    volumes: Object.fromEntries(volumes),
    claims: (spec.volumes ?? []).flatMap(({ claim }) => claim ?? []),
  };
}

export function namespaceRecord(
  { metadata }: z.output<typeof namespaceSchema>,
  belongs: Belongs,
  quotas: readonly z.output<typeof resourceQuotaSchema>[],
): KubernetesNamespace {
  return {
    ...belongs,
    name: metadata.name,
    labels: metadata.labels ?? {},
    quotas: quotas.map((quota) => ({ name: quota.metadata.name, hard: quota.spec?.hard ?? {} })),
  };
}

/** Keys of a PersistentVolume's spec that are no kind of volume. */
const commonKeys: ReadonlySet<string> = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);

export function persistentVolumeRecord(
  { metadata, spec, status }: z.output<typeof persistentVolumeSchema>,
  belongs: Belongs,
): PersistentVolume {
  const kind = Object.keys(spec).find((key) => key !== 'csi' && !commonKeys.has(key));
  return {
    ...belongs,
    name: metadata.name,
    capacityBytes: amount(spec.capacity, 'storage', bytesOf),
    storageClass: orNull(spec.storageClassName),
    driver: spec.csi?.driver ?? kind ?? null,
    claim: spec.claimRef ?? null,
    phase: orNull(status?.phase),
  };
}

export function persistentVolumeClaimRecord(
  { metadata, spec, status }: z.output<typeof persistentVolumeClaimSchema>,
  belongs: Belongs,
): PersistentVolumeClaim {
  return {
    ...belongs,
    namespace: metadata.namespace,
    name: metadata.name,
    requestBytes: amount(spec.resources?.requests ?? {}, 'storage', bytesOf),
    capacityBytes: amount(status?.capacity ?? {}, 'storage', bytesOf),
    storageClass: orNull(spec.storageClassName),
    accessModes: spec.accessModes ?? [],
    volume: orNull(spec.volumeName),
    phase: orNull(status?.phase),
  };
}
