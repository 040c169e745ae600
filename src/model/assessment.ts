import { z } from 'zod';
import { dependenciesSchema } from './dependencies.ts';
import { findingSchema, ruleTextSchema } from './finding.ts';
import { hostReleaseSchema } from './host-release.ts';
import { kubernetesInVmsSchema } from './kubernetes-in-vms.ts';
import { lockInSchema } from './lock-in.ts';
import { networkPlanSchema } from './network-plan.ts';
import { operatingSystemSchema } from './operating-systems.ts';
import { overheadSchema } from './overhead.ts';
import { ownerSchema } from './owners.ts';
import {
  confidenceSchema,
  dispositionSchema,
  estateTotalsSchema,
  nodePlanSchema,
  sizingSchema,
  voteSchema,
  workloadSchema,
} from './plan.ts';
import { sourceSchema } from './estate.ts';
import { platformSchema } from './platform.ts';
import { savingsSchema } from './savings.ts';
import { schedulingPlanSchema } from './scheduling-plan.ts';
import { storagePlanSchema } from './storage-plan.ts';
import { targetLicenseSchema } from './target-licenses.ts';
import { vmGroupSchema } from './vm-groups.ts';
import { wavePlanSchema, waveSchema } from './waves.ts';

/** One VM in assessment.json, on a line of its own in the file. */
export const assessedVmSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  template: z.boolean(),
  disposition: dispositionSchema,
  candidate: dispositionSchema.nullable(),
  confidence: confidenceSchema,
  decidedBy: voteSchema,
  votes: z.array(voteSchema),
  findings: z.array(findingSchema),
  application: z.string(),
  namespace: z.string(),
  resourceName: z.string(),
  /** What side tables say of the VM, with the cells; null where none does. */
  owner: ownerSchema.nullable(),
  powerState: z.string().nullable(),
  cluster: z.string().nullable(),
  host: z.string().nullable(),
  guest: z.string().nullable(),
  cpus: z.number().int().nullable(),
  memoryMiB: z.number().int().nullable(),
  provisionedMiB: z.number().int().nullable(),
  inUseMiB: z.number().int().nullable(),
  /** Datastores that its disks and configuration lie on, by name; as many as the source tells. */
  datastores: z.array(z.string()),
  /** True where a NIC loses its address or its network; null for a VM that the plan puts on no node, or whose NICs no source lists. */
  networkChanges: z.boolean().nullable(),
  /** Why forklift does not move it; null where it does, and for a VM that is not rehosted. */
  forkliftLeavesOut: z.string().nullable(),
  sizing: sizingSchema.nullable(),
  workloads: z.array(workloadSchema),
});
export type AssessedVm = z.infer<typeof assessedVmSchema>;

/** assessment.json: everything, for machines. `dispositions` counts the entries of `vms`, templates included. */
export const assessmentSchema = z.strictObject({
  apiVersion: z.literal('devirt.dev/v1alpha1'),
  kind: z.literal('Assessment'),
  asOf: z.string().nullable(),
  sources: z.array(sourceSchema.omit({ facts: true })),
  estate: estateTotalsSchema,
  dispositions: z.record(dispositionSchema, z.number().int().nonnegative()),
  gaps: z.array(z.string()),
  rules: z.record(z.string(), ruleTextSchema),
  nodes: nodePlanSchema,
  overhead: overheadSchema,
  /** In the order in which they run. */
  waves: z.array(waveSchema),
  /** What the waves are together: who stays, when they end, nodes to buy, and what the calendar does to the renewal. */
  calendar: wavePlanSchema.omit({ waves: true }),
  dependencies: dependenciesSchema,
  savings: savingsSchema,
  lockIn: lockInSchema,
  network: networkPlanSchema,
  storage: storagePlanSchema,
  scheduling: schedulingPlanSchema,
  operatingSystems: z.array(operatingSystemSchema),
  vmGroups: z.array(vmGroupSchema),
  targetLicenses: z.array(targetLicenseSchema),
  hostRelease: z.array(hostReleaseSchema),
  platform: platformSchema,
  kubernetesInVms: z.array(kubernetesInVmsSchema),
  vms: z.array(assessedVmSchema),
});
export type Assessment = z.infer<typeof assessmentSchema>;
