import { z } from 'zod';
import {
  editionSchema,
  healthMessageSchema,
  hostAdapterSchema,
  physicalNicSchema,
  portGroupSchema,
  storageDeviceSchema,
  vCenterSchema,
  virtualSwitchSchema,
  vmkernelNicSchema,
} from './infrastructure.ts';
import type {
  Edition,
  HealthMessage,
  HostAdapter,
  PhysicalNic,
  PortGroup,
  StorageDevice,
  VCenter,
  VirtualSwitch,
  VmkernelNic,
} from './infrastructure.ts';
import { guestSchema } from './guest.ts';
import {
  kubernetesClusterSchema,
  kubernetesNamespaceSchema,
  kubernetesNodeSchema,
  kubernetesPodSchema,
  persistentVolumeClaimSchema,
  persistentVolumeSchema,
} from './kubernetes-cluster.ts';
import { ownerSchema } from './owners.ts';

/**
 * The Estate: what was read, as it was read. Nothing is inferred here. A value that a source did not bring is null,
 * never 0 and never ''. Names of fields follow the vSphere API; figures carry their unit in the name.
 */

const text = z.string().nullable();
const count = z.number().int().nonnegative().nullable();
const flag = z.boolean().nullable();
/** -1 stands for "unlimited" in vSphere and stays -1 here. */
const limit = z.number().int().min(-1).nullable();
/** Row of the record in its sheet, as a spreadsheet shows it; null where the source has no rows. */
const row = z.number().int().positive().nullable();

export const powerStateSchema = z.enum(['poweredOn', 'poweredOff', 'suspended']);

export const diskSchema = z.strictObject({
  row,
  /** "Hard disk 1" */
  label: text,
  /** Device key within the VM, "2000". */
  key: text,
  uuid: text,
  /** "[datastore] folder/file.vmdk"; the same path on two VMs is a shared disk. */
  path: text,
  capacityMiB: count,
  thin: flag,
  eagerlyScrub: flag,
  /** persistent, independent_persistent, independent_nonpersistent, … */
  mode: text,
  /** A raw device mapping. */
  raw: flag,
  rawLunId: text,
  /** physicalMode or virtualMode for a raw device mapping. */
  rawCompatibility: text,
  /** sharingNone, sharingMultiWriter */
  sharingMode: text,
  /** noSharing, virtualSharing, physicalSharing: the bus sharing of its controller. */
  controllerSharing: text,
  /** Controller as the source names it, "SCSI controller 0" or "VMware paravirtual". */
  controller: text,
  unitNumber: count,
  writeThrough: flag,
});
export type Disk = z.infer<typeof diskSchema>;

/** A file system as VMware Tools reports it. */
export const partitionSchema = z.strictObject({
  row,
  /** Mount point or drive: "/", "C:\". */
  path: text,
  diskKey: text,
  capacityMiB: count,
  consumedMiB: count,
  freeMiB: count,
});
export type Partition = z.infer<typeof partitionSchema>;

export const nicSchema = z.strictObject({
  row,
  label: text,
  /** Vmxnet3, E1000, SriovEthernetCard, … */
  adapter: text,
  /** Port group. */
  network: text,
  switch: text,
  connected: flag,
  startsConnected: flag,
  macAddress: text,
  /** manual, assigned, generated */
  macType: text,
  ipv4Addresses: z.array(z.string()),
  ipv6Addresses: z.array(z.string()),
  directPathIo: flag,
});
export type Nic = z.infer<typeof nicSchema>;

export const snapshotSchema = z.strictObject({
  row,
  name: text,
  description: text,
  /** ISO 8601 without a zone where the source has none. */
  createdAt: text,
  sizeMiB: count,
  quiesced: flag,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A CD-ROM, floppy or USB device of a VM. */
export const removableSchema = z.strictObject({
  row,
  kind: z.enum(['cdrom', 'floppy', 'usb']),
  label: text,
  deviceType: text,
  connected: flag,
  startsConnected: flag,
});
export type Removable = z.infer<typeof removableSchema>;

/** A device of the host that is passed through to the VM: a card by itself, a virtual function or a vGPU. */
export const pciDeviceSchema = z.strictObject({
  row,
  label: text,
  /** Kind of its backing in vim25 without "VirtualPCIPassthrough" and "BackingInfo": Device, Dynamic, Vmiop (vGPU). */
  backing: text,
  /** Profile of a vGPU, "grid_t4-4q", else the device's own id at the host. */
  device: text,
});
export type PciDevice = z.infer<typeof pciDeviceSchema>;

/** An application that VMware Tools saw running (guestinfo.appInfo, VMware Tools 11 and later). */
export const runningApplicationSchema = z.strictObject({ name: z.string(), version: text });
export type RunningApplication = z.infer<typeof runningApplicationSchema>;

/** What is kept of a counter's samples: how they lie, not when they were. */
export const performanceSeriesSchema = z.strictObject({
  /** Group, name and rollup: "cpu.usagemhz.average", "cpu.ready.summation". */
  counter: z.string(),
  /** vim25's: megaHertz, percent, millisecond (of an interval), kiloBytes, kiloBytesPerSecond, number. */
  unit: z.string(),
  /** Each sample is rolled up over so long. */
  intervalSeconds: z.number().int().positive(),
  /**
   * How: `average` is what vSphere averages, or sums where the counter's name ends in summation, and hides peaks that are
   * shorter than the interval. `maximum` is the largest of the samples of 20 s in it; of a summation as if the whole
   * interval had been like that.
   */
  rollup: z.enum(['average', 'maximum']).default('average'),
  /** Time of the first and last sample, ISO 8601 in UTC without a zone. */
  from: text,
  to: text,
  samples: z.number().int().positive(),
  mean: z.number().nonnegative(),
  /** Percentiles by nearest rank. */
  p50: z.number().nonnegative(),
  p95: z.number().nonnegative(),
  p99: z.number().nonnegative(),
  max: z.number().nonnegative(),
});
export type PerformanceSeries = z.infer<typeof performanceSeriesSchema>;

/** What the server's events tell of a VM since `from`. What was before that is unknown, and no figure here counts it. */
export const vmEventsSchema = z.strictObject({
  /** Time of the oldest event, of any kind, that the server still had. All times: ISO 8601 in UTC without a zone. */
  from: z.string(),
  /** The latest of each; null where none is kept. */
  lastPowerOff: text,
  lastPowerOn: text,
  lastSuspend: text,
  powerOffs: z.number().int().nonnegative(),
  /** Moves to another host, by people, programs and DRS. The event does not tell whether the VM was running. */
  migrations: z.number().int().nonnegative(),
  /** Those of them that DRS made, which moves running VMs alone: vMotions. */
  drsMigrations: z.number().int().nonnegative(),
  failedMigrations: z.number().int().nonnegative(),
  /** Restarts by vSphere HA on another host. */
  haRestarts: z.number().int().nonnegative(),
});
export type VmEvents = z.infer<typeof vmEventsSchema>;

/** Null where nobody asked, empty where nothing is kept. */
const performance = z.array(performanceSeriesSchema).nullable().default(null);

/** Where a fact stands: the column of a sheet, or the property of a type of vSphere. */
export const factPlaceSchema = z.strictObject({
  /** "vInfo", "VirtualMachine" */
  sheet: z.string(),
  /** "B"; '' where the source has no columns. */
  column: z.string(),
  /** The header as it stands in the file; "runtime.powerState". */
  header: z.string(),
});
export type FactPlace = z.infer<typeof factPlaceSchema>;

/** A fact that another, earlier source told, because the record's own source does not. */
export const filledFactSchema = z.strictObject({ source: z.string(), place: factPlaceSchema, row });
export type FilledFact = z.infer<typeof filledFactSchema>;

export const vmSchema = z.strictObject({
  /** The vCenter's UUID and the moRef; where a source lacks them the VM's UUID; else a hash of source, name and host. */
  id: z.string(),
  /** Index into Estate.sources. */
  source: z.number().int().nonnegative(),
  /** For a tabular source: the row of this VM in each sheet that has one row a VM. */
  origin: z.record(z.string(), z.number().int().positive()),
  name: z.string(),
  vCenterUuid: text,
  /** Managed object reference, "vm-1234". */
  moRef: text,
  instanceUuid: text,
  /** SMBIOS UUID, which the guest sees. */
  biosUuid: text,

  template: flag,
  srmPlaceholder: flag,
  powerState: powerStateSchema.nullable(),
  connectionState: text,
  /** running, notRunning, … as VMware Tools reports it. */
  guestState: text,
  bootTime: text,
  createdAt: text,
  consolidationNeeded: flag,

  datacenter: text,
  cluster: text,
  /** Name of the host as this record gives it. */
  host: text,
  folder: text,
  resourcePool: text,
  vApp: text,
  annotation: text,
  customAttributes: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  /** Solution or extension that manages the VM (config.managedBy), which only the API tells. */
  managedBy: text,

  guestFullNameConfig: text,
  guestFullNameTools: text,
  /** "Guest Detailed Data": the guest's own description of its system, VMware Tools 11.2 and later. */
  guestDetailedData: text,
  hostName: text,
  ipAddress: text,
  toolsStatus: text,
  toolsVersion: text,

  cpus: count,
  coresPerSocket: count,
  memoryMiB: count,
  /** CPU used at the moment of the export, MHz of the host's cores. */
  cpuUsageMHz: count,
  /** CPU ready time over the last real-time interval, percent of one vCPU's time. */
  cpuReadyPercent: z.number().nonnegative().nullable(),
  cpuReservationMHz: count,
  cpuLimitMHz: limit,
  cpuHotAdd: flag,
  cpuHotRemove: flag,
  memoryActiveMiB: count,
  memoryConsumedMiB: count,
  memoryBalloonedMiB: count,
  memorySwappedMiB: count,
  memoryReservationMiB: count,
  memoryLimitMiB: limit,
  memoryHotAdd: flag,
  memoryReservationLockedToMax: flag,
  /** Memory that ESXi itself holds for the VM. */
  memoryOverheadMiB: count,
  latencySensitivity: text,

  provisionedMiB: count,
  inUseMiB: count,
  unsharedMiB: count,
  /** Number of disks as the VM's own record states it, for checking against `disks`. */
  diskCount: count,
  nicCount: count,
  totalDiskCapacityMiB: count,

  hwVersion: text,
  /** The oldest processor generation on which the VM can run as it is switched on now: "intel-broadwell". */
  minRequiredEvc: text,
  firmware: text,
  secureBoot: flag,
  /** Change block tracking. */
  cbt: flag,
  faultTolerance: text,
  fixedPassthroughHotPlug: flag,
  numaNodeAffinity: text,
  /** Size of a virtual NUMA node as somebody set it (numa.vcpu.maxPerVirtualNode). */
  numaMaxVcpusPerNode: count.default(null),
  /** numa.autosize: true where ESXi sizes the virtual nodes anew at each power-on. */
  numaAutosize: flag.default(null),
  /** Size that ESXi gave at a power-on and keeps (numa.autosize.vcpu.maxPerVirtualNode). */
  numaAutosizeMaxVcpusPerNode: count.default(null),
  /** Cores of a virtual NUMA node that the guest sees (config.numaInfo, vSphere 8 and later). */
  numaCoresPerNode: count.default(null),
  cpuAffinity: text,
  haRestartPriority: text,
  /** What HA does with the VM where its host is isolated: none, powerOff, shutdown. The VM's own setting, else the cluster's. */
  haIsolationResponse: text.default(null),
  /** DRS's setting for this VM alone: manual, partiallyAutomated, fullyAutomated, or disabled; null where it has none. */
  drsOverride: text.default(null),
  clusterRules: text,
  clusterRuleNames: text,
  /** "[datastore] folder/name.vmx" */
  vmxPath: text,
  /** disk.EnableUUID: the guest sees serial numbers of its SCSI disks. */
  diskEnableUuid: flag.default(null),
  /** A virtual TPM, whose keys stay with the VM's files. */
  tpmPresent: flag.default(null),
  /** "[datastore] folder/name.nvram": variables of the firmware, boot entries among them; null where there is none. */
  nvramPath: text.default(null),
  /** As set: "disk 2000" and "ethernet 4000" by device key, "cdrom", "floppy"; null where the firmware decides. */
  bootOrder: z.array(z.string()).nullable().default(null),
  /** Wait before the firmware boots, in ms. */
  bootDelayMs: count.default(null),
  /** Null where VMware Tools told nothing, which is not an empty list. */
  runningApplications: z.array(runningApplicationSchema).nullable().default(null),
  pciDevices: z.array(pciDeviceSchema).default([]),
  performance,
  /** Null where nobody asked, or the server keeps no events. */
  events: vmEventsSchema.nullable().default(null),

  disks: z.array(diskSchema),
  partitions: z.array(partitionSchema),
  nics: z.array(nicSchema),
  snapshots: z.array(snapshotSchema),
  removables: z.array(removableSchema),

  /** What side tables say of the VM (settings: owners); null where none does, as in every saved estate. */
  owner: ownerSchema.nullable().default(null),
  /** After a merge: by name the facts that an earlier source told and `source` does not. */
  filled: z.record(z.string(), filledFactSchema).optional(),
});
export type Vm = z.infer<typeof vmSchema>;

export const hostSchema = z.strictObject({
  source: z.number().int().nonnegative(),
  row,
  name: z.string(),
  vCenterUuid: text,
  moRef: text,
  datacenter: text,
  cluster: text,
  vendor: text,
  model: text,
  cpuModel: text,
  cpuMHz: count,
  cpuSockets: count,
  coresPerSocket: count,
  cores: count,
  hyperThreadingActive: flag,
  memoryMiB: count,
  cpuUsagePercent: count,
  memoryUsagePercent: count,
  maintenanceMode: flag,
  esxiVersion: text,
  currentEvc: text,
  maxEvc: text,
  nicCount: count,
  hbaCount: count,
  /** Powered-on VMs, vCPUs and their memory as the host's own record states them: a check against the VMs read. */
  vmCount: count,
  vmTotalCount: count,
  vcpuCount: count,
  vRamMiB: count,
  bootTime: text,
  performance,
});
export type Host = z.infer<typeof hostSchema>;

/** A rule of DRS. VMs and hosts that were not read are left out of the lists. */
export const clusterRuleSchema = z.strictObject({
  name: text,
  /** vmHost binds VMs to hosts, or away from them; other is any rule of a newer version. */
  kind: z.enum(['affinity', 'antiAffinity', 'vmHost', 'dependency', 'other']),
  enabled: flag,
  /** True for "must", false for "should". */
  mandatory: flag,
  /** Ids of VMs. */
  vms: z.array(z.string()),
  /** Names of the hosts that a vmHost rule binds to, or away from where `away` is true. */
  hosts: z.array(z.string()),
  away: z.boolean(),
});
export type ClusterRule = z.infer<typeof clusterRuleSchema>;

export const clusterSchema = z.strictObject({
  source: z.number().int().nonnegative(),
  row,
  name: z.string(),
  vCenterUuid: text,
  moRef: text,
  hostCount: count,
  cores: count,
  threads: count,
  totalMHz: count,
  memoryMiB: count,
  haEnabled: flag,
  haFailoverLevel: count,
  admissionControlEnabled: flag,
  drsEnabled: flag,
  drsBehaviour: text,
  dpmEnabled: flag,
  /** What HA admission control keeps free, where its policy is percentages. */
  admissionControlCpuPercent: count.default(null),
  admissionControlMemoryPercent: count.default(null),
  /** Kind of the policy in vim25 without "Cluster" and "AdmissionControlPolicy": FailoverLevel, FailoverResources, FailoverHost. */
  admissionControlPolicy: text.default(null),
  /** Names of the hosts that are kept free, where its policy is hosts. */
  admissionControlFailoverHosts: z.array(z.string()).default([]),
  vsanEnabled: flag.default(null),
  rules: z.array(clusterRuleSchema).default([]),
  performance,
});
export type Cluster = z.infer<typeof clusterSchema>;

export const datastoreSchema = z.strictObject({
  source: z.number().int().nonnegative(),
  row,
  name: z.string(),
  vCenterUuid: text,
  moRef: text,
  /** VMFS, NFS, NFS41, vsan, VVOL */
  type: text,
  address: text,
  accessible: flag,
  capacityMiB: count,
  provisionedMiB: count,
  inUseMiB: count,
  freeMiB: count,
  vmCount: count,
  hostCount: count,
  clusterName: text,
});
export type Datastore = z.infer<typeof datastoreSchema>;

export const resourcePoolSchema = z.strictObject({
  source: z.number().int().nonnegative(),
  row,
  name: text,
  path: text,
  vCenterUuid: text,
  cpuReservationMHz: count,
  cpuLimitMHz: limit,
  memoryReservationMiB: count,
  memoryLimitMiB: limit,
});
export type ResourcePool = z.infer<typeof resourcePoolSchema>;

/** Something that a user should know about a source: what is missing, contradictory or was left out. */
export const sourceWarningSchema = z.strictObject({
  /** "vDisk", "vInfo!R12", or "" for the whole source. */
  place: z.string(),
  message: z.string(),
  /** True where facts are lacking because of it, so that the run ends with exit code 5. */
  lacking: z.boolean(),
});
export type SourceWarning = z.infer<typeof sourceWarningSchema>;

const driftVm = z.strictObject({ id: z.string(), name: z.string() });

/** How an earlier source of a vCenter and this one differ. */
export const driftSchema = z.strictObject({
  earlier: z.strictObject({ source: z.string(), exportedAt: text }),
  later: z.strictObject({ source: z.string(), exportedAt: text }),
  came: z.array(driftVm),
  /** Still counted, because an export may be of a part of the vCenter. */
  went: z.array(driftVm),
  changed: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      changes: z.array(
        z.strictObject({
          property: z.enum(['name', 'vCPUs', 'memoryMiB', 'powerState', 'cluster', 'host', 'disks']),
          was: z.union([z.string(), z.number(), z.null()]),
          is: z.union([z.string(), z.number(), z.null()]),
        }),
      ),
    }),
  ),
});
export type Drift = z.infer<typeof driftSchema>;

export const sourceSchema = z.strictObject({
  /** `owners` are side tables, which tell of VMs that other sources brought. */
  kind: z.enum(['rvtools', 'vsphere', 'guest', 'kubernetes', 'owners']),
  /** File name without folders, or the server's name. */
  name: z.string(),
  /** Version of the program that wrote it, "4.7.1.4". */
  version: text,
  vCenterUuid: text,
  /** vCenter's name as the source tells it. */
  server: text,
  /** ISO 8601 date-time without a zone: when the export was made, in the exporter's local time. */
  exportedAt: text,
  /** Which facts this source brings, and where. A fact that is not listed is unknown for all of its objects. */
  facts: z.record(z.string(), z.array(factPlaceSchema)),
  warnings: z.array(sourceWarningSchema),
  /** Where earlier sources of the same vCenter were merged with this one, one each vCenter. */
  drift: z.array(driftSchema).optional(),
});
export type Source = z.infer<typeof sourceSchema>;

export const estateSchema = z.strictObject({
  sources: z.array(sourceSchema),
  clusters: z.array(clusterSchema),
  hosts: z.array(hostSchema),
  datastores: z.array(datastoreSchema),
  resourcePools: z.array(resourcePoolSchema),
  vms: z.array(vmSchema),
  hostAdapters: z.array(hostAdapterSchema).default([]),
  physicalNics: z.array(physicalNicSchema).default([]),
  virtualSwitches: z.array(virtualSwitchSchema).default([]),
  portGroups: z.array(portGroupSchema).default([]),
  vmkernelNics: z.array(vmkernelNicSchema).default([]),
  storageDevices: z.array(storageDeviceSchema).default([]),
  healthMessages: z.array(healthMessageSchema).default([]),
  vCenters: z.array(vCenterSchema).default([]),
  editions: z.array(editionSchema).default([]),
  kubernetesClusters: z.array(kubernetesClusterSchema).default([]),
  kubernetesNodes: z.array(kubernetesNodeSchema).default([]),
  kubernetesPods: z.array(kubernetesPodSchema).default([]),
  kubernetesNamespaces: z.array(kubernetesNamespaceSchema).default([]),
  persistentVolumes: z.array(persistentVolumeSchema).default([]),
  persistentVolumeClaims: z.array(persistentVolumeClaimSchema).default([]),
  /** What was seen inside running systems; which VM each is, `matchGuests` says. */
  guests: z.array(guestSchema).default([]),
});
export type Estate = z.infer<typeof estateSchema>;

/** A fact is named after the object and the field that holds it: `vm.powerState`, `disk.raw`. */
export type FactId =
  | `vm.${Exclude<keyof Vm, 'id' | 'source' | 'origin' | 'owner' | 'filled' | 'disks' | 'partitions' | 'nics' | 'snapshots' | 'removables'>}`
  | `disk.${Exclude<keyof Disk, 'row'>}`
  | `partition.${Exclude<keyof Partition, 'row'>}`
  | `nic.${Exclude<keyof Nic, 'row'>}`
  | `snapshot.${Exclude<keyof Snapshot, 'row'>}`
  | `removable.${Exclude<keyof Removable, 'row'>}`
  /** Whether the source lists devices of this kind: RVTools has a sheet for each, and not every generation has all. */
  | `removable.${Removable['kind']}`
  | `host.${Exclude<keyof Host, 'row' | 'source'>}`
  | `cluster.${Exclude<keyof Cluster, 'row' | 'source'>}`
  | `datastore.${Exclude<keyof Datastore, 'row' | 'source'>}`
  | `resourcePool.${Exclude<keyof ResourcePool, 'row' | 'source'>}`
  | `hostAdapter.${Exclude<keyof HostAdapter, 'row' | 'source'>}`
  | `physicalNic.${Exclude<keyof PhysicalNic, 'row' | 'source'>}`
  | `virtualSwitch.${Exclude<keyof VirtualSwitch, 'row' | 'source'>}`
  | `portGroup.${Exclude<keyof PortGroup, 'row' | 'source'>}`
  | `vmkernelNic.${Exclude<keyof VmkernelNic, 'row' | 'source'>}`
  | `storageDevice.${Exclude<keyof StorageDevice, 'row' | 'source'>}`
  | `healthMessage.${Exclude<keyof HealthMessage, 'row' | 'source'>}`
  | `vCenter.${Exclude<keyof VCenter, 'row' | 'source'>}`
  | `edition.${Exclude<keyof Edition, 'row' | 'source'>}`;
