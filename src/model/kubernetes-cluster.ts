import { z } from 'zod';

/**
 * What was read of Kubernetes clusters that exist today, most of them inside VMs. Flat lists, a record an object, so that
 * a cluster of any size is written and read as a stream. CPU is in thousandths of a Kubernetes CPU, memory in bytes.
 * Neither Secrets nor ConfigMaps nor the environment of containers are in it.
 */

const text = z.string().nullable();
const count = z.number().int().nonnegative().nullable();

const record = {
  /** Index into Estate.sources. */
  source: z.number().int().nonnegative(),
  /** `id` of the cluster that it belongs to. */
  cluster: z.string(),
};

/** What is listed of a cluster; a list that is not named in `KubernetesCluster.read` is unknown, not empty. */
export const kubernetesListSchema = z.enum([
  'nodes',
  'pods',
  'namespaces',
  'resourceQuotas',
  'persistentVolumes',
  'persistentVolumeClaims',
  'nodeUsage',
  'podUsage',
]);
export type KubernetesList = z.infer<typeof kubernetesListSchema>;

export const kubernetesClusterSchema = z.strictObject({
  source: record.source,
  /** UID of the namespace kube-system, which stays for the cluster's life; else the API server's address. */
  id: z.string(),
  /** Name of the context in the kubeconfig that it was read with. */
  name: z.string(),
  /** "v1.33.0" */
  version: text,
  /** The lists that were read to their end. */
  read: z.array(kubernetesListSchema),
});
export type KubernetesCluster = z.infer<typeof kubernetesClusterSchema>;

const resourcesSchema = z.strictObject({ cpuMilli: count, memoryBytes: count, pods: count });
export type NodeResources = z.infer<typeof resourcesSchema>;

/** What metrics.k8s.io measured over its last window, which is seconds to minutes. */
const usageSchema = z.strictObject({
  cpuMilli: z.number().int().nonnegative(),
  memoryBytes: z.number().int().nonnegative(),
});
export type KubernetesUsage = z.infer<typeof usageSchema>;

export const kubernetesNodeSchema = z.strictObject({
  ...record,
  name: z.string(),
  /** "vsphere://420c2e0f-…": what the cloud provider calls the machine. */
  providerId: text,
  /** SMBIOS UUID as the guest's kernel shows it, in either byte order. */
  systemUuid: text,
  addresses: z.array(z.strictObject({ type: z.string(), address: z.string() })),
  capacity: resourcesSchema,
  allocatable: resourcesSchema,
  usage: usageSchema.nullable(),
  labels: z.record(z.string(), z.string()),
  taints: z.array(z.strictObject({ key: z.string(), value: text, effect: z.string() })),
  /** By the labels node-role.kubernetes.io/…: "control-plane", "worker". */
  roles: z.array(z.string()),
  /** cordoned */
  unschedulable: z.boolean(),
  kubeletVersion: text,
  osImage: text,
});
export type KubernetesNode = z.infer<typeof kubernetesNodeSchema>;

export const kubernetesPodSchema = z.strictObject({
  ...record,
  namespace: z.string(),
  name: z.string(),
  /** What controls it: a ReplicaSet, StatefulSet, DaemonSet, Job; kind Node for a static pod. */
  owner: z.strictObject({ kind: z.string(), name: z.string() }).nullable(),
  /** Pending, Running, Succeeded, Failed, Unknown */
  phase: text,
  /** Null where it is bound to none. */
  node: text,
  /** What the scheduler counts: containers, sidecars, the largest init container, the runtime's overhead. 0 is "none asked". */
  requests: z.strictObject({
    cpuMilli: z.number().int().nonnegative(),
    memoryBytes: z.number().int().nonnegative(),
  }),
  /** Null where one of its containers has no limit. */
  limits: z.strictObject({ cpuMilli: count, memoryBytes: count }),
  usage: usageSchema.nullable(),
  /** Number of volumes by kind: { emptyDir: 1, persistentVolumeClaim: 2 }. Without their names. */
  volumes: z.record(z.string(), z.number().int().positive()),
  /** Claims that it mounts, by name, in its namespace. */
  claims: z.array(z.string()),
});
export type KubernetesPod = z.infer<typeof kubernetesPodSchema>;

export const kubernetesNamespaceSchema = z.strictObject({
  ...record,
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  /** ResourceQuotas: what each allows at most, as it is written ("requests.cpu": "20"). */
  quotas: z.array(z.strictObject({ name: z.string(), hard: z.record(z.string(), z.string()) })),
});
export type KubernetesNamespace = z.infer<typeof kubernetesNamespaceSchema>;

export const persistentVolumeSchema = z.strictObject({
  ...record,
  name: z.string(),
  capacityBytes: count,
  storageClass: text,
  /** CSI driver, "csi.vsphere.vmware.com", else the kind of volume, "nfs". */
  driver: text,
  claim: z.strictObject({ namespace: z.string(), name: z.string() }).nullable(),
  phase: text,
});
export type PersistentVolume = z.infer<typeof persistentVolumeSchema>;

export const persistentVolumeClaimSchema = z.strictObject({
  ...record,
  namespace: z.string(),
  name: z.string(),
  requestBytes: count,
  /** Of the volume that it is bound to. */
  capacityBytes: count,
  storageClass: text,
  /** ReadWriteOnce, ReadWriteMany, … */
  accessModes: z.array(z.string()),
  volume: text,
  phase: text,
});
export type PersistentVolumeClaim = z.infer<typeof persistentVolumeClaimSchema>;
