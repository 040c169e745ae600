import { z } from 'zod';

/**
 * What stands under the VMs: adapters, switches, port groups and paths to storage. The same conventions as in the
 * Estate: null is "not brought by the source", names follow vSphere.
 */

const text = z.string().nullable();
const count = z.number().int().nonnegative().nullable();
const flag = z.boolean().nullable();

const record = {
  /** Index into Estate.sources. */
  source: z.number().int().nonnegative(),
  /** Row in its sheet; null where the source has no rows. */
  row: z.number().int().positive().nullable(),
  vCenterUuid: text,
};

/** A host bus adapter: what connects a host to its storage. */
export const hostAdapterSchema = z.strictObject({
  ...record,
  host: text,
  device: text,
  /** Fibre Channel, ISCSI, Block SCSI */
  type: text,
  status: text,
  driver: text,
  model: text,
});
export type HostAdapter = z.infer<typeof hostAdapterSchema>;

/** A physical NIC of a host. */
export const physicalNicSchema = z.strictObject({
  ...record,
  host: text,
  device: text,
  driver: text,
  speedMbps: count,
  /** False where the link is down. */
  linkUp: flag,
  switch: text,
});
export type PhysicalNic = z.infer<typeof physicalNicSchema>;

export const virtualSwitchSchema = z.strictObject({
  ...record,
  kind: z.enum(['standard', 'distributed']),
  /** Null for a distributed switch. */
  host: text,
  name: text,
  mtu: count,
});
export type VirtualSwitch = z.infer<typeof virtualSwitchSchema>;

export const portGroupSchema = z.strictObject({
  ...record,
  kind: z.enum(['standard', 'distributed']),
  /** Null for a distributed port group. */
  host: text,
  name: text,
  switch: text,
  /** "0", "120", "4095" or a range as the source writes it. */
  vlan: text,
  promiscuous: flag,
  macChanges: flag,
  forgedTransmits: flag,
  /** True for the uplink ports of a distributed switch, which no VM uses. */
  uplink: flag,
});
export type PortGroup = z.infer<typeof portGroupSchema>;

/** A VMkernel interface: management, vMotion, iSCSI, NFS, vSAN traffic of the host itself. */
export const vmkernelNicSchema = z.strictObject({
  ...record,
  host: text,
  device: text,
  portGroup: text,
  ipAddress: text,
  subnetMask: text,
  mtu: count,
});
export type VmkernelNic = z.infer<typeof vmkernelNicSchema>;

/** A LUN as one host sees it. */
export const storageDeviceSchema = z.strictObject({
  ...record,
  host: text,
  datastore: text,
  /** Canonical name: "naa.…", "t10.…", "eui.…". */
  device: text,
  displayName: text,
  /** Multipathing policy: VMW_PSP_RR, VMW_PSP_FIXED, … */
  policy: text,
  vendor: text,
  model: text,
  /** Paths to it; RVTools lists eight at most. */
  pathCount: count,
});
export type StorageDevice = z.infer<typeof storageDeviceSchema>;

/** A vCenter itself. */
export const vCenterSchema = z.strictObject({
  ...record,
  /** As the source calls it: "VMware vCenter Server 8.0.3 build-24674346". */
  fullName: text,
  /** "8.0.3" */
  version: text,
  build: text,
});
export type VCenter = z.infer<typeof vCenterSchema>;

/** A licence that vCenter holds, by its edition alone: keys are never read. */
export const editionSchema = z.strictObject({
  ...record,
  /** "vSphere 8 Enterprise Plus" */
  name: text,
  /** What is counted: "core", "cpuPackage:32core", "server". */
  costUnit: text,
  /** Licensed and used, in cost units; -1 is unlimited. */
  total: z.number().int().min(-1).nullable(),
  used: count,
  /** ISO 8601 date-time without a zone, or "never" or "expired". */
  expires: text,
});
export type Edition = z.infer<typeof editionSchema>;

/** A line of vHealth: what RVTools itself found odd. */
export const healthMessageSchema = z.strictObject({ ...record, object: text, message: text, type: text });
export type HealthMessage = z.infer<typeof healthMessageSchema>;
