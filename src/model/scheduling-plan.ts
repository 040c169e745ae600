import { z } from 'zod';

/** A count of thousandths of a Kubernetes CPU, or of MiB; null is unknown, or no limit. */
const figure = z.number().int().nonnegative().nullable();

/** What vSphere says of where and how a VM runs, as its pod bears it. All keys and names are final. */
export const vmSchedulingSchema = z.strictObject({
  /** Keys of labels with the value "true": one for each rule that the VM's pod is matched by. */
  ruleLabels: z.array(z.string()),
  /** Rules towards the other VMs that bear the same label. */
  podTerms: z.array(
    z.strictObject({
      kind: z.enum(['affinity', 'antiAffinity']),
      label: z.string(),
      required: z.boolean(),
      /** Namespaces of the rule's VMs. */
      namespaces: z.array(z.string()),
    }),
  ),
  /** Groups of nodes, by the key of their label, that the VM is bound to or kept away from. */
  nodeTerms: z.array(
    z.strictObject({ label: z.string(), required: z.boolean(), away: z.boolean(), tolerated: z.boolean() }),
  ),
  /** Null for the order of most: no class. */
  priorityClass: z.string().nullable(),
  /** Whole CPUs of its own, and why; null where it shares. */
  dedicatedCpus: z.string().nullable(),
  /** The guest sees the NUMA nodes that its CPUs and memory are on. */
  numaPassthrough: z.boolean(),
  /** Thousandths of a CPU that the VM may not exceed, where vSphere limits it below its vCPUs. */
  cpuLimitMilli: z.number().int().positive().nullable(),
  /** Devices of a node. Where no setting names the resource of a device plug-in, the name is a placeholder. */
  devices: z.array(
    z.strictObject({
      /** DNS label, unique within the VM. */
      name: z.string(),
      /** What vSphere calls it. */
      origin: z.string(),
      kind: z.enum(['gpu', 'host']),
      resource: z.string(),
      chosen: z.boolean(),
    }),
  ),
});
export type VmScheduling = z.infer<typeof vmSchedulingSchema>;

/** A rule of DRS and what became of it. */
export const carriedRuleSchema = z.strictObject({
  name: z.string(),
  cluster: z.string().nullable(),
  kind: z.enum(['affinity', 'antiAffinity', 'vmHost', 'dependency', 'other']),
  /** True for "must", false for "should"; null where the source does not tell. */
  mandatory: z.boolean().nullable(),
  /** Ids of VMs. */
  vms: z.array(z.string()),
  carriedAs: z.enum(['podAntiAffinity', 'podAffinity', 'nodeAffinity']).nullable(),
  required: z.boolean(),
  /** Key of the label that carries it; null where it is not carried. */
  label: z.string().nullable(),
  why: z.string(),
});

/** Nodes that take the place of the hosts of a VM-Host rule. Which nodes these are, a person decides. */
export const nodeGroupSchema = z.strictObject({
  /** Key of the nodes' label, and of the taint where there is one; the value is "true". */
  label: z.string(),
  tainted: z.boolean(),
  /** Names of the rules that the group comes from. */
  rules: z.array(z.string()),
  hostsToday: z.array(z.string()),
  /** Running VMs that are bound to the group, and what they request together. */
  vms: z.number().int().nonnegative(),
  cpuMilli: z.number().int().nonnegative(),
  memoryMiB: z.number().int().nonnegative(),
  /** What the group seems to be licensed for; null where nothing says so. */
  licence: z.string().nullable(),
});

export const priorityClassSchema = z.strictObject({
  name: z.string(),
  value: z.number().int(),
  /** HA restart priority that it stands for. */
  restartPriority: z.string(),
  vms: z.number().int().positive(),
});

export const poolQuotaSchema = z.strictObject({
  pool: z.string(),
  /** The namespace that the pool is as a whole; null where there is none. */
  namespace: z.string().nullable(),
  vms: z.number().int().nonnegative(),
  cpuReservationMilli: figure,
  memoryReservationMiB: figure,
  cpuLimitMilli: figure,
  memoryLimitMiB: figure,
  /** What the namespace may request; null where no quota is generated from the pool. */
  quota: z.strictObject({ cpuMilli: figure, memoryMiB: figure }).nullable(),
  why: z.string(),
});

/** What is kept free so that a host or node may fail. */
export const headroomSchema = z.strictObject({
  today: z.array(
    z.strictObject({
      cluster: z.string(),
      /** Percent of the cluster; 0 where admission control is off, null where it is not known. */
      cpuPercent: z.number().nullable(),
      memoryPercent: z.number().nullable(),
      how: z.string(),
    }),
  ),
  /** Of what worker and spare nodes can allocate; null without nodes. */
  planned: z
    .strictObject({ cpuPercent: z.number(), memoryPercent: z.number(), spareNodes: z.number().int(), how: z.string() })
    .nullable(),
});

export const schedulingPlanSchema = z.strictObject({
  rules: z.array(carriedRuleSchema),
  nodeGroups: z.array(nodeGroupSchema),
  priorityClasses: z.array(priorityClassSchema),
  resourcePools: z.array(poolQuotaSchema),
  headroom: headroomSchema,
});
export type CarriedRule = z.infer<typeof carriedRuleSchema>;
export type NodeGroup = z.infer<typeof nodeGroupSchema>;
export type PriorityClass = z.infer<typeof priorityClassSchema>;
export type PoolQuota = z.infer<typeof poolQuotaSchema>;
export type Headroom = z.infer<typeof headroomSchema>;
export type SchedulingPlan = z.infer<typeof schedulingPlanSchema>;
