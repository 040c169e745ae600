import { redactAttribute, redactSecrets } from '../../../src/lib/redact.ts';
import { blankPartition, blankVm } from '../../../src/model/blank-records.ts';
import { type Partition, powerStateSchema, type Vm } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import type { VmAvailability } from './clusters.ts';
import { type NetworkNames, readDevices } from './devices.ts';
import { readRunningApplications } from './running-applications.ts';
import { readSnapshots } from './snapshots.ts';
import { utcTime } from './times.ts';
import { displayName, type InventoryTree } from './tree.ts';
import { extraConfigKeys } from './vm-facts.ts';

/** What a VM's record takes from other objects. */
export interface VmSurroundings {
  readonly source: number;
  readonly vCenterUuid: string | null;
  readonly tree: InventoryTree;
  readonly networks: NetworkNames;
  /** Names of the custom attributes by their keys. */
  readonly customFields: ReadonlyMap<string, string>;
  /** By the VM's moRef: "Category/Tag". */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** By the VM's moRef: kinds and names of the DRS rules that name it. */
  readonly rules: ReadonlyMap<string, readonly { readonly kind: string; readonly name: string }[]>;
  /** What HA and DRS do with a VM, by the moRef of its cluster; null outside of clusters. */
  availability(cluster: string | null, moRef: string): VmAvailability | null;
}

/** Site Recovery Manager's extensions, and the type that it gives its placeholders (config.managedBy.type). */
const recoveryExtension = /^com\.vmware\.vcDr/;
const placeholderType = 'placeholderVm';

/** VMware Tools' versions that are none: not installed, and a guest's own tools without a number. */
const noToolsVersion: ReadonlySet<string> = new Set(['0', '2147483647']);

function powerStateOf(vm: ObjectContent): Vm['powerState'] {
  const state = powerStateSchema.safeParse(vm.text('runtime.powerState'));
  return state.success ? state.data : null;
}

function extraConfig(vm: ObjectContent): ReadonlyMap<string, string> {
  const wanted: ReadonlySet<string> = new Set(Object.values(extraConfigKeys));
  const found = new Map<string, string>();
  for (const option of vm.list('config.extraConfig')) {
    const key = option.text('key')?.toLowerCase() ?? '';
    const value = wanted.has(key) ? option.text('value') : null;
    if (value !== null) found.set(key, value);
  }
  return found;
}

function customAttributes(vm: ObjectContent, fields: ReadonlyMap<string, string>): Record<string, string> {
  const attributes: [string, string][] = [];
  for (const entry of vm.list('customValue')) {
    const name = fields.get(entry.text('key') ?? '');
    const value = entry.text('value');
    if (name !== undefined && value !== null) attributes.push([name, redactAttribute(name, value)]);
  }
  // Not by assignment: an attribute may be called __proto__.
  return Object.fromEntries(attributes);
}

function readPartition(disk: VimNode): Partition {
  const capacityMiB = disk.bytesAsMiB('capacity');
  const freeMiB = disk.bytesAsMiB('freeSpace');
  return {
    ...blankPartition(null),
    path: disk.text('diskPath'),
    // A file system over several disks has several: the first tells where it begins.
    diskKey: disk.text('mappings.key'),
    capacityMiB,
    consumedMiB: capacityMiB === null || freeMiB === null ? null : Math.max(0, capacityMiB - freeMiB),
    freeMiB,
  };
}

/** -1 is "unlimited" and stays. */
function limit(node: VimNode | undefined): number | null {
  const value = node?.integer('limit') ?? null;
  return value === null || value < -1 ? null : value;
}

/** Sum of what is known only if all is known. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

const listed = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join(', '));

/** What extraConfig holds as text. */
const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

const trueOrFalse = (text: string | undefined): boolean | null => {
  const word = text?.toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
};

/** The boot order as the model keeps it: kinds of devices, and the key of a disk or NIC. */
function bootOrder(options: VimNode | undefined): string[] | null {
  const devices = options?.all('bootOrder') ?? [];
  if (devices.length === 0) return null;
  return devices.map((device) => {
    const kind = device.type?.replace(/^VirtualMachineBootOptionsBootable|Device$/g, '').toLowerCase() ?? 'unknown';
    return [kind, device.text('deviceKey')].filter((part) => part !== null).join(' ');
  });
}

/** A VM of what vSphere tells of it. `id` is not set yet where no vCenter gives one. */
export function readVm(vm: ObjectContent, around: VmSurroundings): Vm {
  const { tree } = around;
  const moRef = vm.object.id;
  const host = vm.reference('runtime.host');
  const hostName = tree.name(host);
  const cluster = tree.nearest(host, 'ClusterComputeResource');
  const availability = around.availability(tree.nearestId(host, 'ClusterComputeResource'), moRef);
  const boot = vm.get('config.bootOptions');
  const nvram = vm.list('layoutEx.file').find((file) => file.text('type') === 'nvram');
  const pool = vm.reference('resourcePool');
  const folder = vm.reference('parent');
  const vApp = vm.reference('parentVApp');
  const managedBy = vm.get('config.managedBy');
  const extension = managedBy?.text('extensionKey') ?? null;
  const isConfigKnown = vm.get('config.template') !== undefined;
  const stats = vm.get('summary.quickStats');
  const storage = vm.get('summary.storage');
  const cpu = vm.get('config.cpuAllocation');
  const memory = vm.get('config.memoryAllocation');
  const extra = extraConfig(vm);
  const toolsVersion = vm.text('guest.toolsVersion');
  const annotation = vm.text('config.annotation');
  const detailed = extra.get(extraConfigKeys.detailedData);
  const devices = readDevices(vm.list('config.hardware.device'), vm.list('guest.net'), around.networks, hostName);
  const areDevicesKnown = vm.get('config.hardware.device') !== undefined;
  const committed = storage?.bytesAsMiB('committed') ?? null;
  const rules = around.rules.get(moRef) ?? [];
  return {
    ...blankVm(around.source, displayName(vm.text('name') ?? '')),
    id: around.vCenterUuid === null ? '' : `${around.vCenterUuid}:${moRef}`,
    vCenterUuid: around.vCenterUuid,
    moRef,
    instanceUuid: vm.text('config.instanceUuid')?.toLowerCase() ?? null,
    biosUuid: vm.text('config.uuid')?.toLowerCase() ?? null,
    template: vm.flag('config.template'),
    srmPlaceholder: isConfigKnown
      ? recoveryExtension.test(extension ?? '') && managedBy?.text('type') === placeholderType
      : null,
    powerState: powerStateOf(vm),
    connectionState: vm.text('runtime.connectionState'),
    guestState: vm.text('guest.guestState'),
    bootTime: utcTime(vm.text('runtime.bootTime')),
    createdAt: utcTime(vm.text('config.createDate')),
    consolidationNeeded: vm.flag('runtime.consolidationNeeded'),
    datacenter: tree.nearest(folder ?? vApp ?? host, 'Datacenter'),
    cluster,
    host: hostName,
    folder: tree.folderPath(folder),
    resourcePool: tree.poolPath(pool),
    vApp: tree.name(vApp),
    annotation: annotation === null ? null : redactSecrets(annotation),
    customAttributes: customAttributes(vm, around.customFields),
    tags: [...(around.tags.get(moRef) ?? [])],
    managedBy: extension,
    guestFullNameConfig: vm.text('config.guestFullName'),
    guestFullNameTools: vm.text('guest.guestFullName'),
    guestDetailedData: detailed === undefined ? null : redactSecrets(detailed),
    hostName: vm.text('guest.hostName'),
    ipAddress: vm.text('guest.ipAddress'),
    toolsStatus: vm.text('guest.toolsStatus'),
    toolsVersion: toolsVersion === null || noToolsVersion.has(toolsVersion) ? null : toolsVersion,
    cpus: vm.count('config.hardware.numCPU'),
    coresPerSocket: vm.count('config.hardware.numCoresPerSocket'),
    memoryMiB: vm.count('config.hardware.memoryMB'),
    cpuUsageMHz: stats?.count('overallCpuUsage') ?? null,
    cpuReadyPercent: stats?.count('overallCpuReadiness') ?? null,
    cpuReservationMHz: cpu?.count('reservation') ?? null,
    cpuLimitMHz: limit(cpu),
    cpuHotAdd: vm.flag('config.cpuHotAddEnabled'),
    cpuHotRemove: vm.flag('config.cpuHotRemoveEnabled'),
    memoryActiveMiB: stats?.count('guestMemoryUsage') ?? null,
    memoryConsumedMiB: stats?.count('hostMemoryUsage') ?? null,
    memoryBalloonedMiB: stats?.count('balloonedMemory') ?? null,
    memorySwappedMiB: stats?.count('swappedMemory') ?? null,
    memoryReservationMiB: memory?.count('reservation') ?? null,
    memoryLimitMiB: limit(memory),
    memoryHotAdd: vm.flag('config.memoryHotAddEnabled'),
    memoryReservationLockedToMax: vm.flag('config.memoryReservationLockedToMax'),
    memoryOverheadMiB: stats?.count('consumedOverheadMemory') ?? null,
    latencySensitivity: vm.get('config.latencySensitivity')?.text('level') ?? null,
    provisionedMiB: sumOf([committed, storage?.bytesAsMiB('uncommitted') ?? null]),
    inUseMiB: committed,
    unsharedMiB: storage?.bytesAsMiB('unshared') ?? null,
    diskCount: vm.count('summary.config.numVirtualDisks'),
    nicCount: vm.count('summary.config.numEthernetCards'),
    totalDiskCapacityMiB: areDevicesKnown ? sumOf(devices.disks.map((disk) => disk.capacityMiB)) : null,
    hwVersion: vm.text('config.version')?.replace(/^vmx-0*/, '') ?? null,
    minRequiredEvc: vm.text('runtime.minRequiredEVCModeKey'),
    firmware: vm.text('config.firmware'),
    secureBoot: boot?.flag('efiSecureBootEnabled') ?? null,
    bootOrder: bootOrder(boot),
    bootDelayMs: boot?.count('bootDelay') ?? null,
    nvramPath: nvram?.text('name') ?? null,
    cbt: vm.flag('config.changeTrackingEnabled'),
    faultTolerance: vm.text('runtime.faultToleranceState'),
    fixedPassthroughHotPlug: vm.flag('config.fixedPassthruHotPlugEnabled'),
    numaNodeAffinity: extra.get(extraConfigKeys.numaNodeAffinity) ?? null,
    numaMaxVcpusPerNode: wholeNumber(extra.get(extraConfigKeys.numaMaxVcpusPerNode)),
    numaAutosize: trueOrFalse(extra.get(extraConfigKeys.numaAutosize)),
    numaAutosizeMaxVcpusPerNode: wholeNumber(extra.get(extraConfigKeys.numaAutosizeMaxVcpusPerNode)),
    numaCoresPerNode: vm.get('config.numaInfo')?.count('coresPerNumaNode') ?? null,
    cpuAffinity: listed((vm.get('config.cpuAffinity')?.all('affinitySet') ?? []).flatMap((node) => node.text() ?? [])),
    haRestartPriority: availability?.haRestartPriority ?? null,
    haIsolationResponse: availability?.haIsolationResponse ?? null,
    drsOverride: availability?.drsOverride ?? null,
    clusterRules: listed(rules.map(({ kind }) => kind)),
    clusterRuleNames: listed(rules.map(({ name }) => name)),
    vmxPath: vm.text('config.files.vmPathName'),
    diskEnableUuid: vm.get('config.flags')?.flag('diskUuidEnabled') ?? null,
    tpmPresent: vm.flag('summary.config.tpmPresent'),
    runningApplications: readRunningApplications(extra.get(extraConfigKeys.applications) ?? null),
    disks: devices.disks,
    partitions: vm.list('guest.disk').map(readPartition),
    nics: devices.nics,
    snapshots: readSnapshots(vm),
    removables: devices.removables,
    pciDevices: devices.pciDevices,
  };
}
