import { z } from 'zod';

/** CPU in thousandths of a Kubernetes CPU or of a vCPU, which is what a node shows as one. Null is unknown. */
const amountSchema = z.strictObject({
  cpuMilli: z.number().int().nonnegative().nullable(),
  memoryMiB: z.number().int().nonnegative().nullable(),
});
export type Amount = z.infer<typeof amountSchema>;

/**
 * The second layer: what the VMs that are a cluster's nodes hold of the hosts, against what its pods ask for and use.
 * All figures are of the nodes that were found among the VMs, and of the pods on them.
 */
export const kubernetesInVmsSchema = z.strictObject({
  /** `id` of the cluster. */
  cluster: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  /** Nodes of the cluster, in VMs or not. */
  nodes: z.number().int().nonnegative(),
  /** VMs that are nodes, by id. */
  nodeVms: z.array(z.string()),
  /** Nodes that are not one VM for certain: because they are none of these, or because of a doubt. */
  notFound: z.array(z.strictObject({ node: z.string(), why: z.string() })),
  /** vCPUs and memory that the VMs are configured with. */
  vms: amountSchema,
  /** What is left for pods after the guests' and kubelets' own share. */
  allocatable: amountSchema,
  /** What pods ask for that have neither ended nor wait for a node. */
  requested: amountSchema,
  /** Of it, what comes with each node: DaemonSets and static pods. */
  requestedByNodes: amountSchema,
  /** What the nodes use in all, as the metrics API measured it at one moment. */
  used: amountSchema,
  /** `vms` less `requested`: what the second layer holds and no pod has asked for. Negative where pods ask for more. */
  notRequested: z.strictObject({
    cpuMilli: z.number().int().nullable(),
    memoryMiB: z.number().int().nullable(),
  }),
  pods: z.number().int().nonnegative().nullable(),
  /** Pods that ask for no CPU or no memory: the sums are too small by what these use. */
  podsWithoutRequests: z.number().int().nonnegative().nullable(),
  /** Namespaces with what their pods ask for, the largest first. */
  tenants: z.array(
    z.strictObject({
      namespace: z.string(),
      pods: z.number().int().nonnegative(),
      requested: amountSchema,
      /** Quotas as they are written, name: amount. */
      quotas: z.array(z.record(z.string(), z.string())),
    }),
  ),
  /** Storage that its claims ask for, and the CSI drivers or kinds of volume behind it. */
  claims: z.strictObject({
    count: z.number().int().nonnegative().nullable(),
    storageMiB: z.number().int().nonnegative().nullable(),
    drivers: z.array(z.string()),
  }),
});
export type KubernetesInVms = z.infer<typeof kubernetesInVmsSchema>;
