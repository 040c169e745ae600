import type { Cell, WorkbookSheet } from './native-workbook.ts';
import { sum } from './sum.ts';
import { flag, sheet, type LayeredRow, type SharedValues } from './tables.ts';
import type { DemoVCenter } from './vcenter.ts';
import type { DemoDisk, DemoVm } from './virtual-machine.ts';

/** Custom attributes that Nordhafen Logistik keeps on its VMs. */
const vmAttributes = ['Application', 'Owner', 'Criticality'];

/** What vCenter 8 requires of VMware Tools. */
const requiredToolsVersion = 12_389;

const bytesPerMiB = 1_048_576;

/** A VM and what each of its rows repeats. */
interface Subject {
  readonly vm: DemoVm;
  readonly shared: SharedValues;
}

function* subjects(vCenter: DemoVCenter): Generator<Subject> {
  for (const vm of vCenter.vms) {
    const { spec, os } = vm;
    const toolsName = vm.toolsRunning ? os.tools : null;
    yield {
      vm,
      shared: {
        VM: spec.name,
        Powerstate: spec.power,
        Template: flag(spec.kind === 'template'),
        'SRM Placeholder': flag(spec.kind === 'srmPlaceholder'),
        Annotation: spec.annotation ?? null,
        Application: spec.application,
        Owner: spec.owner,
        Criticality: spec.criticality,
        Datacenter: vCenter.datacenter,
        Cluster: spec.cluster,
        Host: vm.host.name,
        Folder: `/${vCenter.datacenter}/${spec.folder}`,
        'OS according to the configuration file': os.configured,
        'OS according to the VMware Tools': toolsName,
        // vUSB spells it otherwise.
        'OS according to the VMware tools': toolsName,
        VMRef: vm.moRef,
        'VM ID': vm.moRef,
        'VM UUID': vm.instanceUuid,
        'VI SDK Server': vCenter.server,
        'VI SDK UUID': vCenter.uuid,
      },
    };
  }
}

function* infoRows(vCenter: DemoVCenter): Generator<LayeredRow<'vInfo'>> {
  const { site } = vCenter;
  const serverType = `VMware vCenter Server ${site.release.version} build-${site.release.vCenterBuild}`;
  const poolOf = new Map<DemoVm, string>();
  for (const { pools } of vCenter.clusters)
    for (const pool of pools) for (const vm of pool.vms) poolOf.set(vm, pool.path);
  for (const { vm, shared } of subjects(vCenter)) {
    const { spec, nics, poweredOn } = vm;
    const directory = `[${vm.datastore.name}] ${vm.directory}/`;
    const network = (index: number): Cell => nics[index]?.network ?? null;
    yield [
      {
        'Config status': 'green',
        'DNS Name': vm.dnsName,
        'Connection state': spec.orphaned === true ? 'orphaned' : 'connected',
        'Guest state': vm.toolsRunning ? 'running' : 'notRunning',
        Heartbeat: vm.toolsRunning ? 'green' : 'gray',
        'Consolidation Needed': flag(spec.consolidationNeeded === true),
        PowerOn: vm.poweredOnAt,
        'Suspend time': vm.suspendedAt,
        'Suspend Interval': '0',
        'Creation date': vm.createdAt,
        'Change Version': vm.changedAt,
        CPUs: spec.cpus,
        'Overall Cpu Readiness': poweredOn ? `${vm.usage.cpuReadyPercent}%` : null,
        Memory: vm.memoryMiB,
        'Active Memory': vm.usage.activeMiB,
        NICs: nics.length,
        Disks: vm.disks.length,
        'Total disk capacity MiB': sum(vm.disks, (disk) => disk.capacityMiB),
        'Fixed Passthru HotPlug': 'False',
        'min Required EVC Mode Key': poweredOn ? vm.host.model.maxEvc : null,
        'Latency Sensitivity': spec.latencySensitive === true ? 'high' : 'normal',
        EnableUUID: vm.os.family === 'windows' ? 'TRUE' : null,
        CBT: poweredOn && spec.application !== null ? 'TRUE' : null,
        'Primary IP Address': nics[0]?.ipv4 ?? null,
        'Network #1': network(0),
        'Network #2': network(1),
        'Network #3': network(2),
        'Network #4': network(3),
        'Network #5': network(4),
        'Network #6': network(5),
        'Network #7': network(6),
        'Network #8': network(7),
        'Num Monitors': 1,
        'Video Ram KiB': vm.os.family === 'windows' ? 8192 : 4096,
        'Resource pool': poolOf.get(vm) ?? null,
        'Folder ID': vCenter.folders.get(`/${vCenter.datacenter}/${spec.folder}`) ?? null,
        // RVTools leaves this one blank and fills it on the other sheets.
        Folder: null,
        'DAS protection': poweredOn ? 'True' : null,
        'FT State': spec.faultTolerance === true ? 'running' : 'notConfigured',
        'FT Latency': spec.faultTolerance === true ? 'green' : 'gray',
        'FT Bandwidth': -1,
        'FT Sec. Latency': -1,
        'Provisioned MiB': vm.provisionedMiB,
        'In Use MiB': vm.inUseMiB,
        'Unshared MiB': vm.unsharedMiB,
        'HA Restart Priority': spec.criticality === 'hoch' ? 'highest' : 'medium',
        'HA Isolation Response': 'none',
        'HA VM Monitoring': 'vmMonitoringDisabled',
        'Cluster rule(s)': spec.separated === undefined ? null : 'ClusterAntiAffinityRuleSpec',
        'Cluster rule name(s)': spec.separated ?? null,
        'Boot Required': 'False',
        'Boot delay': 0,
        'Boot retry delay': 10_000,
        'Boot retry enabled': 'False',
        'Boot BIOS setup': 'False',
        'Reboot PowerOff': 'False',
        'EFI Secure boot': flag(vm.os.firmware === 'efi' && vm.os.family === 'windows'),
        Firmware: vm.os.firmware,
        'HW version': vm.os.hwVersion,
        'HW upgrade status': 'none',
        'HW upgrade policy': 'never',
        Path: `${directory}${vm.directory}.vmx`,
        'Log directory': directory,
        'Snapshot directory': directory,
        'Suspend directory': directory,
        'Customization Info': vm.toolsRunning ? 'TOOLSDEPLOYPKG_IDLE' : null,
        'Guest Detailed Data': vm.toolsRunning && spec.tools === 'toolsOk' ? vm.os.detailed : null,
        'SMBIOS UUID': vm.biosUuid,
        'VI SDK Server type': serverType,
        'VI SDK API Version': site.release.apiVersion,
      },
      shared,
    ];
  }
}

function* cpuRows(vCenter: DemoVCenter): Generator<LayeredRow<'vCPU'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    const { spec, usage } = vm;
    // Large VMs show the sockets of their host to the guest.
    const sockets = spec.cpus > 8 ? vm.host.model.cpuSockets : 1;
    const maxMHz = vm.poweredOn ? spec.cpus * vm.host.model.cpuMHz : 0;
    yield [
      {
        CPUs: spec.cpus,
        Sockets: sockets,
        'Cores p/s': spec.cpus / sockets,
        Max: maxMHz,
        Overall: usage.cpuMHz,
        Level: 'normal',
        Shares: spec.cpus * 1000,
        Reservation: spec.latencySensitive === true ? maxMHz : 0,
        Entitlement: usage.cpuMHz,
        'DRS Entitlement': usage.cpuMHz,
        Limit: -1,
        'Hot Add': flag(spec.cpuHotAdd === true),
        'Hot Remove': 'False',
        'Numa Hotadd Exposed': 'False',
      },
      shared,
    ];
  }
}

function* memoryRows(vCenter: DemoVCenter): Generator<LayeredRow<'vMemory'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    const { usage } = vm;
    yield [
      {
        'Size MiB': vm.memoryMiB,
        'Memory Reservation Locked To Max': flag(vm.memoryReservationMiB > 0),
        Overhead: vm.overheadMiB,
        Max: vm.poweredOn ? vm.memoryMiB : 0,
        Consumed: usage.consumedMiB,
        'Consumed Overhead': usage.consumedOverheadMiB,
        Private: usage.consumedMiB,
        Shared: usage.sharedMiB,
        Swapped: usage.swappedMiB,
        Ballooned: usage.balloonedMiB,
        Active: usage.activeMiB,
        Entitlement: usage.consumedMiB + usage.consumedOverheadMiB,
        'DRS Entitlement': usage.activeMiB,
        Level: 'normal',
        Shares: vm.memoryMiB * 10,
        Reservation: vm.memoryReservationMiB,
        Limit: vm.spec.memoryLimitGiB === undefined ? -1 : vm.spec.memoryLimitGiB * 1024,
        'Hot Add': flag(vm.spec.cpuHotAdd === true),
      },
      shared,
    ];
  }
}

/** The order that RVTools sorts by: name and position. */
function sortKey(vm: DemoVm, position: number): string {
  return `${vm.spec.name}${String(position).padStart(3, '0')}`;
}

function controllerName({ os }: DemoVm, disk: DemoDisk): string {
  if (disk.controller > 0 || os.family === 'windows') return 'LSI Logic SAS';
  return os.hwVersion < 13 ? 'LSI Logic' : 'VMware paravirtual SCSI';
}

function* diskRows(vCenter: DemoVCenter): Generator<LayeredRow<'vDisk'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    for (const [index, disk] of vm.disks.entries()) {
      const raw = disk.spec.rawLun !== undefined;
      yield [
        {
          Disk: disk.label,
          'Disk Key': String(disk.key),
          'Disk UUID': disk.uuid,
          'Capacity MiB': disk.capacityMiB,
          Raw: flag(raw),
          'Disk Mode':
            raw && disk.spec.rawMode === 'physicalMode' ? 'independent_persistent' : (disk.spec.mode ?? 'persistent'),
          'Sharing mode': disk.spec.sharing ?? 'sharingNone',
          Thin: raw ? null : flag(disk.thin),
          'Eagerly Scrub': raw ? null : flag(!disk.thin && disk.spec.sharedAs !== undefined),
          Split: raw ? null : 'False',
          'Write Through': raw ? null : 'False',
          Level: 'normal',
          Shares: 1000,
          Reservation: 0,
          Limit: -1,
          Controller: controllerName(vm, disk),
          Label: `SCSI controller ${disk.controller}`,
          'SCSI Unit #': 7,
          'Unit #': disk.unit,
          'Shared Bus': disk.spec.controllerSharing ?? 'noSharing',
          Path: disk.path,
          'Raw LUN ID': raw ? `vml.0200${String(disk.spec.rawLun).padStart(4, '0')}00600a098038314b6e` : null,
          'Raw Comp. Mode': disk.spec.rawMode ?? null,
          'Internal Sort Column': sortKey(vm, index),
        },
        shared,
      ];
    }
  }
}

function* partitionRows(vCenter: DemoVCenter): Generator<LayeredRow<'vPartition'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    for (const [index, partition] of vm.partitions.entries()) {
      const freeMiB = partition.capacityMiB - partition.consumedMiB;
      yield [
        {
          'Disk Key': vm.spec.tools === 'toolsOld' ? null : String(partition.diskKey),
          Disk: partition.mount,
          'Capacity MiB': partition.capacityMiB,
          'Consumed MiB': partition.consumedMiB,
          'Free MiB': freeMiB,
          'Free %': Math.floor((freeMiB * 100) / partition.capacityMiB),
          'Internal Sort Column': sortKey(vm, index),
        },
        shared,
      ];
    }
  }
}

function* networkRows(vCenter: DemoVCenter): Generator<LayeredRow<'vNetwork'>> {
  const switchOf = new Map(vCenter.clusters.map(({ spec, switchName }) => [spec.name, switchName]));
  for (const { vm, shared } of subjects(vCenter)) {
    for (const [index, nic] of vm.nics.entries()) {
      yield [
        {
          'NIC label': nic.label,
          Adapter: nic.adapter,
          Network: nic.network,
          Switch: switchOf.get(vm.spec.cluster) ?? null,
          Connected: flag(vm.poweredOn),
          'Starts Connected': 'True',
          'Mac Address': nic.macAddress,
          Type: vm.spec.manualMac === true ? 'manual' : 'assigned',
          'IPv4 Address': nic.ipv4,
          'IPv6 Address': nic.ipv6,
          'Direct Path IO': 'False',
          'Internal Sort Column': sortKey(vm, index),
        },
        shared,
      ];
    }
  }
}

function* cdRows(vCenter: DemoVCenter): Generator<LayeredRow<'vCD'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    if (vm.os.family === 'appliance' || vm.disks.length === 0) continue;
    const { isoFile } = vm.spec;
    yield [
      {
        'Device Node': 'CD/DVD drive 1',
        Connected: flag(isoFile !== undefined),
        'Starts Connected': flag(isoFile !== undefined),
        'Device Type': isoFile === undefined ? 'Remote device' : `ISO [ISO-NFS] ${isoFile}`,
      },
      shared,
    ];
  }
}

function* usbRows(vCenter: DemoVCenter): Generator<LayeredRow<'vUSB'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    const { usbDevice } = vm.spec;
    if (usbDevice === undefined) continue;
    yield [
      {
        'Device Node': 'USB 1',
        'Device Type': usbDevice,
        Connected: 'True',
        Family: 'security',
        Speed: 'full',
        'EHCI enabled': 'True',
        'Auto connect': 'True',
        'Bus number': 1,
        'Unit number': 0,
      },
      shared,
    ];
  }
}

function* snapshotRows(vCenter: DemoVCenter): Generator<LayeredRow<'vSnapshot'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    for (const snapshot of vm.snapshots) {
      yield [
        {
          Name: snapshot.spec.name,
          Description: snapshot.spec.description ?? null,
          'Date / time': snapshot.createdAt,
          Filename: snapshot.file,
          'Size MiB (vmsn)': 0.0313,
          'Size MiB (total)': snapshot.sizeMiB,
          Quiesced: 'False',
          State: vm.poweredOn ? 'poweredOn' : 'poweredOff',
        },
        shared,
      ];
    }
  }
}

function* toolsRows(vCenter: DemoVCenter): Generator<LayeredRow<'vTools'>> {
  for (const { vm, shared } of subjects(vCenter)) {
    const { spec, toolsRunning } = vm;
    const stopped = spec.tools === 'toolsNotInstalled' ? 'toolsNotInstalled' : 'toolsNotRunning';
    yield [
      {
        'VM Version': vm.os.hwVersion,
        Tools: toolsRunning ? spec.tools : stopped,
        'Tools Version': vm.toolsVersion,
        'Required Version': requiredToolsVersion,
        Upgradeable: spec.tools === 'toolsOld' ? 'Yes' : 'No',
        'Upgrade Policy': 'manual',
        'Sync time': 'False',
        'App status': 'none',
        'Heartbeat status': toolsRunning ? 'appStatusGreen' : 'appStatusGray',
        'Kernel Crash state': 'False',
        'Operation Ready': flag(toolsRunning),
        'State change support': flag(toolsRunning),
        'Interactive Guest': 'False',
      },
      shared,
    ];
  }
}

/** Files of the VMs' folders, as RVTools lists them when it is asked to. */
function* fileRows(vCenter: DemoVCenter): Generator<LayeredRow<'vFileInfo'>> {
  const shared = { 'VI SDK Server': vCenter.server, 'VI SDK UUID': vCenter.uuid };
  for (const vm of vCenter.vms) {
    const path = `[${vm.datastore.name}] ${vm.directory}/`;
    const files: (readonly [name: string, type: string, bytes: number])[] = [[`${vm.directory}.vmx`, 'VMCONFIG', 3911]];
    for (const disk of vm.disks) {
      const name = disk.path.slice(disk.path.lastIndexOf('/') + 1);
      if (disk.path.startsWith(path)) files.push([name, 'VMDISK', disk.usedMiB * bytesPerMiB]);
    }
    if (vm.swapFileMiB > 0) files.push([`${vm.directory}.vswp`, 'VMSWAP', vm.swapFileMiB * bytesPerMiB]);
    for (const [name, type, bytes] of files) {
      yield [
        {
          'Friendly Path Name': `${path}${name}`,
          'File Name': name,
          'File Type': type,
          'File Size in bytes': bytes,
          Path: path,
          'Internal Sort Column': `${vm.datastore.name}${vm.directory}${name}`,
        },
        shared,
      ];
    }
  }
}

/** The ten sheets of VMs, vInfo to vTools; `vCenter` is asked for when a sheet is written. */
export function vmSheets(vCenter: () => DemoVCenter): WorkbookSheet[] {
  return [
    sheet('vInfo', vmAttributes, () => infoRows(vCenter())),
    sheet('vCPU', vmAttributes, () => cpuRows(vCenter())),
    sheet('vMemory', vmAttributes, () => memoryRows(vCenter())),
    sheet('vDisk', vmAttributes, () => diskRows(vCenter())),
    sheet('vPartition', vmAttributes, () => partitionRows(vCenter())),
    sheet('vNetwork', vmAttributes, () => networkRows(vCenter())),
    sheet('vCD', vmAttributes, () => cdRows(vCenter())),
    sheet('vUSB', vmAttributes, () => usbRows(vCenter())),
    sheet('vSnapshot', vmAttributes, () => snapshotRows(vCenter())),
    sheet('vTools', vmAttributes, () => toolsRows(vCenter())),
  ];
}

/** vFileInfo: the files of all VMs, or the sentence that stands there when RVTools was not asked to list them. */
export function fileInfoSheet(vCenter: () => DemoVCenter, collected: boolean): WorkbookSheet {
  return sheet('vFileInfo', [], () =>
    collected ? fileRows(vCenter()) : [[{ 'Friendly Path Name': 'File information was not collected.' }, {}]],
  );
}
