import { beforeExport, unknownCreationDate } from './dates.ts';
import { guestOses, type GuestOs } from './operating-systems.ts';
import type { Random } from './random.ts';
import { sum } from './sum.ts';
import type { DemoDatastore, DemoHost } from './vcenter.ts';
import type { DiskSpec, Load, SnapshotSpec, VmSpec } from './vm-spec.ts';

export interface DemoDisk {
  readonly spec: DiskSpec;
  readonly label: string;
  /** Device key: 2000 for unit 0 of the first SCSI controller. */
  readonly key: number;
  readonly controller: number;
  readonly unit: number;
  readonly uuid: string;
  readonly path: string;
  readonly capacityMiB: number;
  readonly thin: boolean;
  /** What its file takes on the datastore; 0 for a raw device mapping, which takes none. */
  readonly usedMiB: number;
}

/** A file system as VMware Tools see it. */
export interface DemoPartition {
  readonly diskKey: number;
  readonly mount: string;
  readonly capacityMiB: number;
  readonly consumedMiB: number;
}

export interface DemoNic {
  readonly label: string;
  readonly adapter: string;
  readonly network: string;
  readonly macAddress: string;
  /** What VMware Tools report; null without them. */
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

export interface DemoSnapshot {
  readonly spec: SnapshotSpec;
  readonly file: string;
  readonly createdAt: number;
  readonly sizeMiB: number;
}

/** Usage at the moment of the export. */
export interface DemoUsage {
  readonly cpuMHz: number;
  readonly cpuReadyPercent: number;
  readonly activeMiB: number;
  readonly consumedMiB: number;
  readonly consumedOverheadMiB: number;
  readonly sharedMiB: number;
  readonly balloonedMiB: number;
  readonly swappedMiB: number;
}

export interface DemoVm {
  readonly spec: VmSpec;
  readonly os: GuestOs;
  readonly moRef: string;
  readonly instanceUuid: string;
  readonly biosUuid: string;
  readonly host: DemoHost;
  readonly datastore: DemoDatastore;
  /** Folder on the datastore. */
  readonly directory: string;
  readonly poweredOn: boolean;
  /** VMware Tools run in the guest and report. */
  readonly toolsRunning: boolean;
  readonly toolsVersion: number | null;
  readonly dnsName: string | null;
  readonly memoryMiB: number;
  readonly memoryReservationMiB: number;
  readonly overheadMiB: number;
  readonly usage: DemoUsage;
  readonly disks: readonly DemoDisk[];
  readonly partitions: readonly DemoPartition[];
  readonly nics: readonly DemoNic[];
  readonly snapshots: readonly DemoSnapshot[];
  /** Swap file of a running VM: what of its memory is not reserved. */
  readonly swapFileMiB: number;
  readonly provisionedMiB: number;
  readonly inUseMiB: number;
  /** In use but for disk files that other VMs open too. */
  readonly unsharedMiB: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly poweredOnAt: number | null;
  readonly suspendedAt: number | null;
}

/** Where a VM stands, which its vCenter decides. */
export interface Placement {
  readonly moRef: string;
  readonly host: DemoHost;
  readonly datastore: DemoDatastore;
  readonly directory: string;
  readonly addresses: readonly { readonly macAddress: string; readonly ipv4: string }[];
  /** The shared disk files that this VM has mounted, rather than another VM. */
  readonly mountsShared: (file: string) => boolean;
}

/** Log files, NVRAM and configuration of any VM. */
const smallFilesMiB = 24;

/** Permille of the VM's processors and percent of its memory that a load uses: from, to. */
const loads: Readonly<
  Record<Load, { readonly cpuPermille: readonly [number, number]; readonly activePercent: readonly [number, number] }>
> = {
  dead: { cpuPermille: [0, 0], activePercent: [0, 0] },
  idle: { cpuPermille: [1, 8], activePercent: [1, 2] },
  light: { cpuPermille: [12, 60], activePercent: [6, 16] },
  medium: { cpuPermille: [70, 190], activePercent: [12, 35] },
  heavy: { cpuPermille: [260, 480], activePercent: [30, 60] },
};

/** A host name out of any VM name; a guest whose name gives none kept its installer's default. */
function hostName(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return label === '' ? 'localhost' : label;
}

function buildDisks(spec: VmSpec, { datastore, directory }: Placement, os: GuestOs, random: Random): DemoDisk[] {
  const thin = !random.chance(20);
  const used = [0, 0];
  return spec.disks.map((disk, index) => {
    // Clusters put their shared disks on a controller of their own. Unit 7 is the controller itself.
    const controller = disk.controllerSharing === undefined && (used[0] ?? 0) < 15 ? 0 : 1;
    const slot = used[controller] ?? 0;
    used[controller] = slot + 1;
    const unit = slot < 7 ? slot : slot + 1;
    const raw = disk.rawLun !== undefined;
    const file = index === 0 ? directory : `${directory}_${index}`;
    const capacityMiB = disk.gib * 1024;
    const usedPercent = random.integer(os.family === 'appliance' ? 10 : 25, 88);
    const thinDisk = thin && disk.sharedAs === undefined;
    return {
      spec: disk,
      label: `Hard disk ${index + 1}`,
      key: 2000 + controller * 16 + unit,
      controller,
      unit,
      uuid: `6000C29${random.hex(1)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}`,
      path:
        disk.sharedAs === undefined
          ? `[${datastore.name}] ${directory}/${file}.vmdk`
          : `[${datastore.name}] ${disk.sharedAs}/${disk.sharedAs}.vmdk`,
      capacityMiB,
      thin: thinDisk && !raw,
      usedMiB: raw ? 0 : thinDisk ? Math.floor((capacityMiB * usedPercent) / 100) : capacityMiB,
    };
  });
}

/** File systems on the disks: a little smaller than the disk, and never fuller than the disk's file. */
function buildPartitions(
  disks: readonly DemoDisk[],
  os: GuestOs,
  placement: Placement,
  random: Random,
): DemoPartition[] {
  const partitions: DemoPartition[] = [];
  for (const disk of disks) {
    if (disk.spec.sharedAs !== undefined && !placement.mountsShared(disk.path)) continue;
    let capacityMiB = Math.floor((disk.capacityMiB * 985) / 1000);
    if (disk.spec.mount === '/' && os.family === 'linux') {
      const bootMiB = 1014;
      capacityMiB -= bootMiB;
      partitions.push({
        diskKey: disk.key,
        mount: '/boot',
        capacityMiB: bootMiB,
        consumedMiB: random.integer(180, 420),
      });
    }
    // Thick files and raw devices are allocated in full, whatever the guest uses of them.
    const share = random.integer(82, 96);
    const consumedMiB = disk.thin
      ? Math.floor((Math.min(disk.usedMiB, capacityMiB) * share) / 100)
      : Math.floor((capacityMiB * random.integer(20, 90)) / 100);
    partitions.push({ diskKey: disk.key, mount: disk.spec.mount, capacityMiB, consumedMiB });
  }
  return partitions;
}

function buildNics(spec: VmSpec, placement: Placement, toolsRunning: boolean): DemoNic[] {
  return spec.networks.map((network, index) => {
    const address = placement.addresses[index];
    if (address === undefined) throw new RangeError(`${spec.name}: no address for ${network}`);
    return {
      label: `Network adapter ${index + 1}`,
      adapter: guestOses[spec.os].hwVersion < 9 ? 'E1000' : 'Vmxnet3',
      network,
      macAddress: address.macAddress,
      ipv4: toolsRunning ? address.ipv4 : null,
      ipv6:
        toolsRunning && guestOses[spec.os].family === 'windows'
          ? `fe80::250:56ff:fe${address.macAddress.slice(9, 11)}:${address.macAddress.slice(12, 14)}${address.macAddress.slice(15)}`
          : null,
    };
  });
}

function buildUsage(
  spec: VmSpec,
  os: GuestOs,
  host: DemoHost,
  memoryMiB: number,
  reservedMiB: number,
  overheadMiB: number,
  random: Random,
): DemoUsage {
  const { cpuPermille, activePercent } = loads[spec.load];
  const consumedPercent =
    spec.load === 'dead'
      ? random.integer(5, 12)
      : os.family === 'windows'
        ? random.integer(75, 96)
        : random.integer(45, 88);
  const limitMiB = (spec.memoryLimitGiB ?? spec.memoryGiB) * 1024;
  const limited = limitMiB < memoryMiB;
  const activeMiB = Math.floor((memoryMiB * random.integer(...activePercent)) / 100);
  const wantedMiB = Math.max(reservedMiB, activeMiB, Math.floor((memoryMiB * consumedPercent) / 100));
  return {
    cpuMHz: Math.floor((spec.cpus * host.model.cpuMHz * random.integer(...cpuPermille)) / 1000),
    cpuReadyPercent: spec.cpuReadyPercent ?? (spec.cpus > 8 ? random.integer(1, 4) : random.integer(0, 1)),
    activeMiB,
    consumedMiB: Math.min(limitMiB, wantedMiB),
    consumedOverheadMiB: Math.floor((overheadMiB * random.integer(40, 80)) / 100),
    sharedMiB: Math.floor((memoryMiB * random.integer(0, 30)) / 1000),
    balloonedMiB: limited ? Math.floor((limitMiB * 6) / 100) : 0,
    swappedMiB: limited ? Math.floor(limitMiB / 100) : 0,
  };
}

const noUsage: DemoUsage = {
  cpuMHz: 0,
  cpuReadyPercent: 0,
  activeMiB: 0,
  consumedMiB: 0,
  consumedOverheadMiB: 0,
  sharedMiB: 0,
  balloonedMiB: 0,
  swappedMiB: 0,
};

/** Versions of open-vm-tools and of VMware's own bundles, 0 for none, and the sentinel of packages that tell no version. */
function toolsVersionOf(spec: VmSpec, random: Random): number {
  if (spec.tools === 'toolsNotInstalled') return 0;
  if (spec.tools !== 'toolsOk') return random.pick([9541, 10_282, 10_346]);
  return guestOses[spec.os].family === 'linux' ? random.pick([12_389, 12_352, 2_147_483_647]) : 12_389;
}

/** The VM that a specification becomes in its place. All figures follow from these and the random stream. */
export function buildVm(spec: VmSpec, placement: Placement, random: Random): DemoVm {
  const os: GuestOs = guestOses[spec.os];
  const { host, datastore } = placement;
  const poweredOn = spec.power === 'poweredOn';
  const toolsRunning = poweredOn && (spec.tools === 'toolsOk' || spec.tools === 'toolsOld');
  const memoryMiB = Math.round(spec.memoryGiB * 1024);
  const reserved = spec.latencySensitive === true || spec.memoryGiB > 1024;
  const memoryReservationMiB = reserved ? memoryMiB : 0;
  // A few MiB for devices, and page tables and video memory that grow with processors and memory.
  const overheadMiB = poweredOn ? 38 + 8 * spec.cpus + Math.floor((memoryMiB * 5) / 1000) : 0;
  const disks = buildDisks(spec, placement, os, random);
  const partitions = buildPartitions(disks, os, placement, random);

  // Raw devices take no room on the datastore: neither they nor their size count below.
  const capacityMiB = sum(disks, (disk) => (disk.spec.rawLun === undefined ? disk.capacityMiB : 0));
  const snapshots = (spec.snapshots ?? []).map((snapshot, index): DemoSnapshot => ({
    spec: snapshot,
    file: `[${datastore.name}] ${placement.directory}/${placement.directory}-Snapshot${index + 1}.vmsn`,
    createdAt: beforeExport(snapshot.ageDays, random.integer(0, 30_000)),
    sizeMiB: Math.floor((capacityMiB * random.integer(2, 12)) / 100),
  }));
  const unreservedMiB = memoryMiB - memoryReservationMiB;
  const swapFileMiB = poweredOn ? unreservedMiB : 0;
  const otherFilesMiB = sum(snapshots, ({ sizeMiB }) => sizeMiB) + (disks.length === 0 ? 0 : smallFilesMiB);
  const inUseMiB = sum(disks, (disk) => disk.usedMiB) + swapFileMiB + otherFilesMiB;

  const createdDays = random.integer(60, 2600);
  const poweredOnDays = random.integer(1, Math.min(createdDays, 400));
  return {
    spec,
    os,
    moRef: placement.moRef,
    instanceUuid: `50${random.uuid().slice(2)}`,
    biosUuid: `42${random.uuid().slice(2)}`,
    host,
    datastore,
    directory: placement.directory,
    poweredOn,
    toolsRunning,
    toolsVersion: spec.kind === 'srmPlaceholder' ? null : toolsVersionOf(spec, random),
    dnsName: toolsRunning ? `${hostName(spec.name)}.nordhafen.example` : null,
    memoryMiB,
    memoryReservationMiB,
    overheadMiB,
    usage: poweredOn ? buildUsage(spec, os, host, memoryMiB, memoryReservationMiB, overheadMiB, random) : noUsage,
    disks,
    // A few guests do not tell their file systems although their Tools run.
    partitions: toolsRunning && !random.chance(3) ? partitions : [],
    nics: buildNics(spec, placement, toolsRunning),
    snapshots,
    swapFileMiB,
    provisionedMiB: capacityMiB + unreservedMiB + otherFilesMiB,
    inUseMiB,
    unsharedMiB: inUseMiB - sum(disks, (disk) => (disk.spec.sharedAs === undefined ? 0 : disk.usedMiB)),
    createdAt: random.chance(12) ? unknownCreationDate : beforeExport(createdDays, random.integer(0, 80_000)),
    changedAt: beforeExport(random.integer(0, 50), random.integer(1, 80_000)),
    poweredOnAt: poweredOn ? beforeExport(poweredOnDays, random.integer(0, 80_000)) : null,
    suspendedAt: spec.power === 'suspended' ? beforeExport(random.integer(20, 200), random.integer(0, 80_000)) : null,
  };
}
