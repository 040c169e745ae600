import { guestOses, type GuestOsId } from './operating-systems.ts';

/** How busy a VM is at the moment of the export; `dead` uses nothing at all. */
export type Load = 'dead' | 'idle' | 'light' | 'medium' | 'heavy';

export interface DiskSpec {
  readonly gib: number;
  /** Mount point or drive letter in the guest. */
  readonly mount: string;
  readonly mode?: 'persistent' | 'independent_persistent';
  /** A raw device mapping to the LUN of this number. */
  readonly rawLun?: number;
  readonly rawMode?: 'physicalMode' | 'virtualMode';
  /** A disk file that several VMs of the cluster open: they all name it alike. */
  readonly sharedAs?: string;
  readonly sharing?: 'sharingMultiWriter';
  /** Bus sharing of the SCSI controller, as Windows failover clusters need it. */
  readonly controllerSharing?: 'physicalSharing';
}

export interface SnapshotSpec {
  readonly name: string;
  readonly description?: string;
  readonly ageDays: number;
}

/** One VM, or `count` alike that are numbered: web-01, web-02, … */
export interface VmGroup {
  readonly name: string;
  readonly count?: number;
  readonly os: GuestOsId;
  readonly cpus: number;
  readonly memoryGiB: number;
  /** Sizes in GiB of plain disks, or disks in detail. */
  readonly disks: readonly (number | DiskSpec)[];
  readonly load?: Load;
  readonly power?: 'poweredOn' | 'poweredOff' | 'suspended';
  readonly tools?: 'toolsOk' | 'toolsOld' | 'toolsNotRunning' | 'toolsNotInstalled';
  readonly kind?: 'template' | 'srmPlaceholder';
  readonly networks?: readonly string[];
  readonly folder?: string;
  readonly cluster?: string;
  readonly resourcePool?: string;
  readonly annotation?: string;
  readonly snapshots?: readonly SnapshotSpec[];
  readonly faultTolerance?: boolean;
  readonly latencySensitive?: boolean;
  readonly orphaned?: boolean;
  readonly consolidationNeeded?: boolean;
  readonly cpuHotAdd?: boolean;
  /** CPU ready time, where it is out of the ordinary. */
  readonly cpuReadyPercent?: number;
  /** A limit below the VM's memory, which ESXi enforces by ballooning and swapping. */
  readonly memoryLimitGiB?: number;
  /** The MAC addresses were set by hand. */
  readonly manualMac?: boolean;
  /** Product name of a USB device that is passed through. */
  readonly usbDevice?: string;
  /** ISO file of a CD drive that is connected. */
  readonly isoFile?: string;
  /** Name of a DRS rule that keeps the VMs of this group on different hosts. */
  readonly separated?: string;
}

/** VMs that belong together; what the application says holds for each group that does not say otherwise. */
export interface Application {
  /** Custom attributes of the VMs; null where nobody filled them in. */
  readonly name: string | null;
  readonly owner: string | null;
  readonly criticality: 'hoch' | 'mittel' | 'niedrig' | null;
  readonly cluster: string;
  readonly folder: string;
  readonly network: string;
  readonly vms: readonly VmGroup[];
}

/** A VM with every default filled in. */
export interface VmSpec extends Omit<VmGroup, 'count' | 'disks'> {
  readonly application: string | null;
  readonly owner: string | null;
  readonly criticality: string | null;
  readonly disks: readonly DiskSpec[];
  readonly networks: readonly string[];
  readonly load: Load;
  readonly power: 'poweredOn' | 'poweredOff' | 'suspended';
  readonly tools: 'toolsOk' | 'toolsOld' | 'toolsNotRunning' | 'toolsNotInstalled';
  readonly cluster: string;
  readonly folder: string;
}

const windowsMounts = ['C:\\', 'D:\\', 'E:\\', 'F:\\', 'G:\\', 'H:\\'];
const linuxMounts = ['/', '/srv', '/var/lib', '/opt', '/home', '/backup'];

function diskSpec(disk: number | DiskSpec, index: number, os: GuestOsId): DiskSpec {
  if (typeof disk !== 'number') return disk;
  const mounts = guestOses[os].family === 'windows' ? windowsMounts : linuxMounts;
  return { gib: disk, mount: mounts[index] ?? `/disk${index}` };
}

/** The VMs of these applications, one by one, in their order. */
export function* expand(applications: Iterable<Application>): Generator<VmSpec> {
  for (const application of applications) {
    for (const { count, disks, ...group } of application.vms) {
      for (let number = 1; number <= (count ?? 1); number++) {
        yield {
          networks: [application.network],
          load: 'light',
          power: group.kind === undefined ? 'poweredOn' : 'poweredOff',
          tools: guestOses[group.os].tools === null ? 'toolsNotInstalled' : 'toolsOk',
          cluster: application.cluster,
          folder: application.folder,
          ...group,
          name: count === undefined ? group.name : `${group.name}-${String(number).padStart(2, '0')}`,
          application: application.name,
          owner: application.owner,
          criticality: application.criticality,
          disks: disks.map((disk, index) => diskSpec(disk, index, group.os)),
        };
      }
    }
  }
}
