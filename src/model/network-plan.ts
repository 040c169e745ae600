import { z } from 'zod';
import { evidenceSchema } from './finding.ts';

/** Where one NIC of a VM goes on the new cluster. */
export const nicDecisionSchema = z.strictObject({
  /** Index into the VM's NICs. */
  nic: z.number().int().nonnegative(),
  portGroup: z.string().nullable(),
  /** attachment: layer 2 of its own; pod: the cluster's own network; none: nothing that the NIC could be put on. */
  to: z.enum(['attachment', 'pod', 'none']),
  /** Name of the NetworkAttachmentDefinition in the VM's namespace. */
  attachment: z.string().nullable(),
  /** True where others go on reaching the NIC under its address, false where they do not. */
  addressKept: z.boolean(),
  reason: z.string(),
});
export type NicDecision = z.infer<typeof nicDecisionSchema>;

export const vmNetworkSchema = z.strictObject({
  nics: z.array(nicDecisionSchema),
  /** True where at least one NIC loses its address or its network; null where no source lists the VM's NICs. */
  changes: z.boolean().nullable(),
});
export type VmNetwork = z.infer<typeof vmNetworkSchema>;

/** A port group that rehosted VMs keep: one NetworkAttachmentDefinition in each namespace that has such VMs. */
export const networkAttachmentSchema = z.strictObject({
  /** DNS label, unique in the plan. */
  name: z.string(),
  portGroup: z.string(),
  /** Null for a port group that several standard switches have. */
  switch: z.string().nullable(),
  /** 1 to 4094; 0 is untagged traffic. */
  vlan: z.number().int().min(0).max(4094),
  /** Linux bridge on the nodes, from the settings. */
  bridge: z.string(),
  /** Rehosted VMs with a NIC on it. */
  vms: z.number().int().nonnegative(),
  evidence: z.array(evidenceSchema),
});
export type NetworkAttachment = z.infer<typeof networkAttachmentSchema>;

export const networkPlanSchema = z.strictObject({
  attachments: z.array(networkAttachmentSchema),
  /** Ids of rehosted VMs with a NIC on the pod network: their address changes. */
  podNetworkVms: z.array(z.string()),
  /** Ids of rehosted VMs with a NIC for which no network is left. */
  withoutNetworkVms: z.array(z.string()),
  /**
   * Services of type LoadBalancer at most: VMs that get a new address and whose callers an inventory does not name.
   */
  loadBalancersNeeded: z.strictObject({
    atMost: z.number().int().nonnegative(),
    containerized: z.number().int().nonnegative(),
    podNetwork: z.number().int().nonnegative(),
    explanation: z.string(),
  }),
  /** Whether an address is fixed or leased is in no inventory: `vms` counts those of which an address is known. */
  fixedAddresses: z.strictObject({ vms: z.number().int().nonnegative(), explanation: z.string() }),
  assumptions: z.array(z.string()),
  unknown: z.array(z.string()),
});
export type NetworkPlan = z.infer<typeof networkPlanSchema>;
