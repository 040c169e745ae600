import { z } from 'zod';

const count = z.number().int().nonnegative();

/** A disk of a rehosted VM: its claim, or why it gets none. */
export const diskDecisionSchema = z.strictObject({
  /** Index into the VM's disks. */
  disk: count,
  /** Name of the DataVolume and its claim, unique in the namespace; null where the disk is left out. */
  claim: z.string().nullable(),
  sizeMiB: count.nullable(),
  /** As the disk's path names it; null where it names none. */
  datastore: z.string().nullable(),
  /** The datastore's class. A manifest names it where devirt.yaml does; else the cluster's default class counts. */
  storageClass: z.strictObject({ name: z.string(), chosen: z.boolean() }),
  /** Why the disk is left out. */
  leftOut: z.string().nullable(),
});
export type DiskDecision = z.infer<typeof diskDecisionSchema>;

export const vmStorageSchema = z.strictObject({
  disks: z.array(diskDecisionSchema),
  /** Live migration needs every volume ReadWriteMany (KubeVirt, "Live Migration"). */
  liveMigration: z.enum(['possible', 'impossible', 'unknown']),
  why: z.string(),
});
export type VmStorage = z.infer<typeof vmStorageSchema>;

/** A StorageClass: the one that devirt.yaml names for a datastore, or a proposal that follows the datastore's kind. */
export const storageClassPlanSchema = z.strictObject({
  /** DNS label. */
  name: z.string(),
  /** True for a name from devirt.yaml. A proposal is no object of the cluster. */
  chosen: z.boolean(),
  kind: z.enum(['array', 'nfs', 'software-defined', 'unknown']),
  /** Vendor and model as the LUNs report them. */
  arrays: z.array(z.string()),
  /** CSI driver by its project's name. */
  driver: z.string().nullable(),
  /** `provisioner` of the StorageClass; null where it is not known. */
  provisioner: z.string().nullable(),
  /** Access modes that the driver gives; empty where that is not known. */
  accessModes: z.array(z.enum(['ReadWriteOnce', 'ReadWriteMany in volumeMode Block', 'ReadWriteMany'])),
  /** Whether VMs on it can migrate live; null is unknown. */
  liveMigration: z.boolean().nullable(),
  media: z.enum(['flash']).nullable(),
  /** Whether the storage outlives VMware; null is unknown. */
  remains: z.boolean().nullable(),
  notes: z.array(z.string()),
  sources: z.array(z.string()),
  datastores: z.array(z.string()),
  /** Of the datastores, as they state it: usable capacity, but for vSAN, which states raw capacity. Null is unknown. */
  capacityMiB: count.nullable(),
  inUseMiB: count.nullable(),
  /** What the plan puts here. */
  vms: count,
  demandMiB: count,
});
export type StorageClassPlan = z.infer<typeof storageClassPlanSchema>;

/** What software-defined storage costs where datastores do not outlive VMware. */
export const softwareDefinedSchema = z.strictObject({
  usableMiB: count,
  replicas: count,
  fillPercent: z.number(),
  /** Capacity of the drives: usable × replicas ÷ fill. */
  rawMiB: count,
  driveMiB: count,
  /** Object storage daemons, one a drive. */
  osds: count,
  cpuMilli: count,
  memoryMiB: count,
  /** On each worker node of the plan; null where the plan has none. */
  perWorker: z.strictObject({ osds: count, cpuMilli: count, memoryMiB: count }).nullable(),
  explanation: z.string(),
});
export type SoftwareDefined = z.infer<typeof softwareDefinedSchema>;

export const storagePlanSchema = z.strictObject({
  classes: z.array(storageClassPlanSchema),
  demand: z.strictObject({
    rehostMiB: count,
    containerizeMiB: count,
    totalMiB: count,
    /** LUNs mapped raw into rehosted VMs: no claim is made for them. */
    rawDeviceMiB: count,
    /** VMs whose storage no source tells and which are in no sum. */
    unknownVms: count,
  }),
  softwareDefined: softwareDefinedSchema.nullable(),
  /** Whether hosts that are used again have disks of their own. */
  localDisks: z.strictObject({ hostsWith: count, hostsWithout: count, hostsUnknown: count, explanation: z.string() }),
  unknown: z.array(z.string()),
});
export type StoragePlan = z.infer<typeof storagePlanSchema>;
