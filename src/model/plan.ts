import { z } from 'zod';
import { basisSchema } from './basis.ts';
import { containerSchema } from './container.ts';
import { dependenciesSchema } from './dependencies.ts';
import { findingSchema, ruleTextSchema } from './finding.ts';
import { guestMatchSchema } from './guest.ts';
import { hostReleaseSchema } from './host-release.ts';
import { kubernetesInVmsSchema } from './kubernetes-in-vms.ts';
import { lockInSchema } from './lock-in.ts';
import { networkPlanSchema, vmNetworkSchema } from './network-plan.ts';
import { operatingSystemSchema } from './operating-systems.ts';
import { overheadSchema } from './overhead.ts';
import { platformSchema } from './platform.ts';
import { savingsSchema } from './savings.ts';
import { schedulerCheckSchema } from './scheduler-check.ts';
import { schedulingPlanSchema, vmSchedulingSchema } from './scheduling-plan.ts';
import { storagePlanSchema, vmStorageSchema } from './storage-plan.ts';
import { targetLicenseSchema } from './target-licenses.ts';
import { vmGroupSchema } from './vm-groups.ts';
import { wavePlanSchema } from './waves.ts';

/** What a VM becomes. See docs/guide for the words; the base case counts this one. */
export const dispositionSchema = z.enum(['containerize', 'rehost', 'replace', 'retain', 'retire']);
export type Disposition = z.infer<typeof dispositionSchema>;

/** How near the evidence came: vSphere's inventory, the running applications that Tools report, or a look inside. */
export const confidenceSchema = z.enum(['inventory', 'tools', 'guest']);
export type Confidence = z.infer<typeof confidenceSchema>;

/** The rungs of the decision, in the order in which they decide: the first that applies. */
export const rungSchema = z.enum(['override', 'cluster', 'platform', 'retire', 'blocker', 'default']);
export type Rung = z.infer<typeof rungSchema>;

export const voteSchema = z.strictObject({
  by: rungSchema,
  /** Rule that voted; null for an override and for the default. */
  rule: z.string().nullable(),
  disposition: dispositionSchema,
  reason: z.string(),
});
export type Vote = z.infer<typeof voteSchema>;

export const sizingSchema = z.strictObject({
  /** CPU request in thousandths of a Kubernetes CPU (a hyperthread), without overhead of the virtual machine monitor. */
  cpuRequestMilli: z.number().int().positive(),
  /** Memory that the guest or container is given. */
  memoryMiB: z.number().int().positive(),
  /** KubeVirt's own memory for this VM; 0 for a container. */
  overheadMemoryMiB: z.number().int().nonnegative(),
  storageMiB: z.number().int().nonnegative().nullable(),
  cpuBasis: basisSchema,
  memoryBasis: basisSchema,
});
export type Sizing = z.infer<typeof sizingSchema>;

/** Family of a guest's operating system, which decides what a rehosted VM's hardware must be. */
export const osFamilySchema = z.enum(['linux', 'windows', 'bsd', 'solaris', 'macos', 'other', 'unknown']);

/** What runs as containers, as an override or guest evidence states it. Never invents an image. */
export const workloadSchema = z.strictObject({
  /** DNS label, unique within its namespace. */
  name: z.string(),
  volumes: z.array(
    z.strictObject({
      /** DNS label, unique within the workload. */
      name: z.string(),
      /** Name of the claim, unique in the namespace. */
      claim: z.string(),
      /** Where the application expects it; null where nobody looked inside. */
      mountPath: z.string().nullable(),
      sizeMiB: z.number().int().positive(),
      /** What is in it now and has to be copied; null where nobody looked inside. */
      usedMiB: z.number().int().nonnegative().nullable(),
      origin: z.string(),
    }),
  ),
  /** What runs in it; null where nobody looked inside: then there is no image and no manifest. */
  container: containerSchema.nullable(),
});
export type Workload = z.infer<typeof workloadSchema>;

export const vmDecisionSchema = z.strictObject({
  vm: z.string(),
  name: z.string(),
  template: z.boolean(),
  disposition: dispositionSchema,
  candidate: dispositionSchema.nullable(),
  confidence: confidenceSchema,
  decidedBy: voteSchema,
  /** Every vote in the order of the rungs, the deciding one first. */
  votes: z.array(voteSchema),
  findings: z.array(findingSchema),
  /** Application (namespace) that the VM belongs to, as a person wrote it, and where that came from. */
  application: z.string(),
  applicationFrom: z.string(),
  /** DNS labels: final, so that generators cannot disagree. */
  namespace: z.string(),
  resourceName: z.string(),
  labels: z.record(z.string(), z.string()),
  sizing: sizingSchema.nullable(),
  workloads: z.array(workloadSchema),
  osFamily: osFamilySchema,
  /** IP addresses under which others reach the VM today, the main one first; without those that a guest makes up. */
  addresses: z.array(z.string()),
  /** As the guest calls itself, with its domain where it has one; null where no source tells. */
  hostName: z.string().nullable(),
  /** Null for a VM that the plan puts on no node. */
  network: vmNetworkSchema.nullable(),
  /** Null for a VM that is not rehosted. */
  storage: vmStorageSchema.nullable(),
  /** Null for a VM that nothing is said of. Containers take over the priority alone. */
  scheduling: vmSchedulingSchema.nullable(),
  /** Whether forklift moves a rehosted VM, or why it is left out of its plans. Null for a VM that is not rehosted. */
  forklift: z.strictObject({ leftOut: z.string().nullable() }).nullable(),
});
export type VmDecision = z.infer<typeof vmDecisionSchema>;

export const nodePoolSchema = z.strictObject({
  type: z.string(),
  role: z.enum(['worker', 'control-plane', 'spare']),
  count: z.number().int().nonnegative(),
  /** What a pod may use on one node of this type, after all reservations. Null for the control plane. */
  allocatable: z
    .strictObject({ cpuMilli: z.number().int(), memoryMiB: z.number().int(), pods: z.number().int() })
    .nullable(),
  /** How capacity became allocatable, step by step. */
  steps: z.array(z.strictObject({ what: z.string(), cpuMilli: z.number(), memoryMiB: z.number(), source: z.string() })),
});
export type NodePool = z.infer<typeof nodePoolSchema>;

export const nodePlanSchema = z.strictObject({
  pools: z.array(nodePoolSchema),
  /** Worker nodes that hold every pod of a stock kube-scheduler, without spare nodes: what has to be there. */
  workers: z.number().int().nonnegative(),
  /** What a stock kube-scheduler adds to the packing; null where no pod runs. */
  scheduler: schedulerCheckSchema.nullable(),
  /** All nodes: workers, spare and control plane. */
  total: z.number().int().nonnegative(),
  /** No packing needs fewer workers; affinity, zones and spare nodes are not in it. */
  lowerBound: z.number().int().nonnegative(),
  gapPercent: z.number().nullable(),
  bindingDimension: z.enum(['cpu', 'memory', 'pods']).nullable(),
  heuristic: z.string().nullable(),
  demand: z.strictObject({ cpuMilli: z.number(), memoryMiB: z.number(), pods: z.number() }),
  /** VMs that fit on no node; each also has a finding. */
  unplaced: z.array(z.string()),
  /** Other node types that were tried: workers by packing, and purchase price of these with the spare ones. */
  alternatives: z.array(
    z.strictObject({
      type: z.string(),
      workers: z.number().int(),
      lowerBound: z.number().int(),
      price: z.number().nullable(),
    }),
  ),
  assumptions: z.array(z.string()),
});
export type NodePlan = z.infer<typeof nodePlanSchema>;

export const estateTotalsSchema = z.strictObject({
  vms: z.number().int(),
  poweredOn: z.number().int().nullable(),
  templates: z.number().int(),
  hosts: z.number().int().nullable(),
  clusters: z.number().int().nullable(),
  datastores: z.number().int().nullable(),
  vcpus: z.number().int().nullable(),
  memoryMiB: z.number().int().nullable(),
  provisionedMiB: z.number().int().nullable(),
  inUseMiB: z.number().int().nullable(),
  physicalCores: z.number().int().nullable(),
  physicalMemoryMiB: z.number().int().nullable(),
});
export type EstateTotals = z.infer<typeof estateTotalsSchema>;

export const planSchema = z.strictObject({
  asOf: z.string().nullable(),
  totals: estateTotalsSchema,
  decisions: z.array(vmDecisionSchema),
  rules: z.record(z.string(), ruleTextSchema),
  nodes: nodePlanSchema,
  overhead: overheadSchema,
  savings: savingsSchema,
  lockIn: lockInSchema,
  network: networkPlanSchema,
  storage: storagePlanSchema,
  scheduling: schedulingPlanSchema,
  operatingSystems: z.array(operatingSystemSchema),
  vmGroups: z.array(vmGroupSchema),
  targetLicenses: z.array(targetLicenseSchema),
  /** The hosts of today, first those that are freed with least to move. */
  hostRelease: z.array(hostReleaseSchema),
  platform: platformSchema,
  /** Existing Kubernetes clusters that were read, and what their node VMs hold. */
  kubernetesInVms: z.array(kubernetesInVmsSchema),
  waves: wavePlanSchema,
  /** Who connects to whom, as far as somebody looked inside. */
  dependencies: dependenciesSchema,
  /** Guests that are no VM of the estate, or of which that is not sure. */
  unmatchedGuests: z.array(guestMatchSchema),
  /** What lacks: each line says what is unknown because of which source. */
  gaps: z.array(z.string()),
});
export type Plan = z.infer<typeof planSchema>;
