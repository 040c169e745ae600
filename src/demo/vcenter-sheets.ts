import { beforeExport, dateSerial, exportedAt } from './dates.ts';
import { licensedCores, plantedLicenceKeys } from './licences.ts';
import type { WorkbookSheet } from './native-workbook.ts';
import { sum } from './sum.ts';
import { flag, sheet, type LayeredRow, type SharedValues } from './tables.ts';
import type { DemoCluster, DemoDatastore, DemoVCenter } from './vcenter.ts';
import type { DemoVm } from './virtual-machine.ts';

/** Share of a cluster's capacity that is left for VMs when ESXi has taken its part. */
const effectivePercent = 94;

/** Free space below which RVTools warns, percent. */
const lowSpacePercent = 10;

function identity(vCenter: DemoVCenter): SharedValues {
  return { 'VI SDK Server': vCenter.server, 'VI SDK UUID': vCenter.uuid };
}

function totalMHz(cluster: DemoCluster): number {
  return sum(cluster.hosts, ({ model }) => model.cpuSockets * model.coresPerSocket * model.cpuMHz);
}

function totalMemoryMiB(cluster: DemoCluster): number {
  return sum(cluster.hosts, ({ model }) => model.memoryMiB);
}

function percent(share: number, value: number): number {
  return Math.floor((value * share) / 100);
}

/** What VMs take on a datastore, disk files that several VMs open counted once. */
function taken(datastore: DemoDatastore): { provisionedMiB: number; inUseMiB: number } {
  const shared = new Map<string, number>();
  let provisionedMiB = datastore.otherFilesMiB;
  let inUseMiB = datastore.otherFilesMiB;
  for (const vm of datastore.vms) {
    const sharedMiB = vm.inUseMiB - vm.unsharedMiB;
    provisionedMiB += vm.provisionedMiB - sharedMiB;
    inUseMiB += vm.unsharedMiB;
    if (sharedMiB === 0) continue;
    for (const disk of vm.disks) if (disk.spec.sharedAs !== undefined) shared.set(disk.path, disk.usedMiB);
  }
  const sharedMiB = sum(shared.values(), (size) => size);
  return { provisionedMiB: provisionedMiB + sharedMiB, inUseMiB: inUseMiB + sharedMiB };
}

function* sourceRows(vCenter: DemoVCenter): Generator<LayeredRow<'vSource'>> {
  const { release } = vCenter.site;
  yield [
    {
      Name: 'VMware vCenter Server',
      'OS type': 'linux-x64',
      'API type': 'VirtualCenter',
      'API version': release.apiVersion,
      Version: release.version,
      'Patch level': release.patchLevel,
      Build: release.vCenterBuild,
      Fullname: `VMware vCenter Server ${release.version} build-${release.vCenterBuild}`,
      'Product name': 'VMware VirtualCenter Server',
      'Product version': release.version.slice(0, 3),
      'Product line': 'vpx',
      Vendor: 'VMware, Inc.',
    },
    identity(vCenter),
  ];
}

function* poolRows(vCenter: DemoVCenter): Generator<LayeredRow<'vRP'>> {
  for (const cluster of vCenter.clusters) {
    const cpuMHz = percent(effectivePercent, totalMHz(cluster));
    const memoryMiB = percent(effectivePercent, totalMemoryMiB(cluster));
    for (const [index, pool] of cluster.pools.entries()) {
      const root = index === 0;
      const running = pool.vms.filter((vm) => vm.poweredOn);
      const usedMHz = sum(running, (vm) => vm.usage.cpuMHz);
      const hostUsageMiB = sum(running, (vm) => vm.usage.consumedMiB);
      const activeMiB = sum(running, (vm) => vm.usage.activeMiB);
      const reservedMHz = sum(running, (vm) =>
        vm.spec.latencySensitive === true ? vm.spec.cpus * vm.host.model.cpuMHz : 0,
      );
      const reservedMiB = sum(running, (vm) => vm.memoryReservationMiB + vm.overheadMiB);
      yield [
        {
          'Resource Pool name': pool.name,
          'Resource Pool path': pool.path,
          Status: 'green',
          '# VMs total': pool.vms.length,
          '# VMs': running.length,
          '# vCPUs': sum(running, (vm) => vm.spec.cpus),
          'CPU limit': root ? cpuMHz : -1,
          'CPU overheadLimit': 0,
          'CPU reservation': root ? cpuMHz : 0,
          'CPU level': 'normal',
          'CPU shares': 4000,
          'CPU expandableReservation': 'True',
          'CPU maxUsage': cpuMHz,
          'CPU overallUsage': usedMHz,
          'CPU reservationUsed': reservedMHz,
          'CPU reservationUsedForVm': reservedMHz,
          'CPU unreservedForPool': cpuMHz - reservedMHz,
          'CPU unreservedForVm': cpuMHz - reservedMHz,
          'Mem Configured': sum(running, (vm) => vm.memoryMiB),
          'Mem limit': root ? memoryMiB : -1,
          'Mem overheadLimit': 0,
          'Mem reservation': root ? memoryMiB : 0,
          'Mem level': 'normal',
          'Mem shares': 163_840,
          'Mem expandableReservation': 'True',
          'Mem maxUsage': memoryMiB,
          'Mem overallUsage': hostUsageMiB,
          'Mem reservationUsed': reservedMiB,
          'Mem reservationUsedForVm': reservedMiB,
          'Mem unreservedForPool': memoryMiB - reservedMiB,
          'Mem unreservedForVm': memoryMiB - reservedMiB,
          'QS overallCpuDemand': usedMHz,
          'QS overallCpuUsage': usedMHz,
          'QS staticCpuEntitlement': cpuMHz,
          'QS distributedCpuEntitlement': usedMHz,
          'QS balloonedMemory': sum(running, (vm) => vm.usage.balloonedMiB),
          'QS compressedMemory': 0,
          'QS consumedOverheadMemory': sum(running, (vm) => vm.usage.consumedOverheadMiB),
          'QS distributedMemoryEntitlement': activeMiB,
          'QS guestMemoryUsage': activeMiB,
          'QS hostMemoryUsage': hostUsageMiB,
          'QS overheadMemory': sum(running, (vm) => vm.overheadMiB),
          'QS privateMemory': hostUsageMiB,
          'QS sharedMemory': sum(running, (vm) => vm.usage.sharedMiB),
          'QS staticMemoryEntitlement': sum(running, (vm) => vm.memoryMiB),
          'QS swappedMemory': sum(running, (vm) => vm.usage.swappedMiB),
          'Object ID': pool.moRef,
        },
        identity(vCenter),
      ];
    }
  }
}

function* clusterRows(vCenter: DemoVCenter): Generator<LayeredRow<'vCluster'>> {
  for (const cluster of vCenter.clusters) {
    const { spec, hosts } = cluster;
    const cores = sum(hosts, ({ model }) => model.cpuSockets * model.coresPerSocket);
    yield [
      {
        Name: spec.name,
        'Config status': 'green',
        OverallStatus: 'green',
        NumHosts: hosts.length,
        numEffectiveHosts: hosts.length,
        TotalCpu: totalMHz(cluster),
        NumCpuCores: cores,
        NumCpuThreads: cores * 2,
        'Effective Cpu': percent(effectivePercent, totalMHz(cluster)),
        TotalMemory: totalMemoryMiB(cluster),
        'Effective Memory': percent(effectivePercent, totalMemoryMiB(cluster)),
        'Num VMotions': sum(cluster.vms, (vm) => vm.spec.cpus) * 37,
        'HA enabled': 'True',
        'Failover Level': 1,
        AdmissionControlEnabled: flag(spec.admissionControl),
        'Host monitoring': 'enabled',
        'HB Datastore Candidate Policy': 'allFeasibleDsWithUserPreference',
        'Isolation Response': 'none',
        'Restart Priority': 'medium',
        'Cluster Settings': 'True',
        'Max Failures': 3,
        'Max Failure Window': -1,
        'Failure Interval': 30,
        'Min Up Time': 120,
        'VM Monitoring': 'vmMonitoringDisabled',
        'DRS enabled': 'True',
        'DRS default VM behavior': 'fullyAutomated',
        'DRS vmotion rate': 3,
        'DPM enabled': 'False',
        'DPM default behavior': 'automated',
        'DPM Host Power Action Rate': 3,
        'Object ID': cluster.moRef,
      },
      identity(vCenter),
    ];
  }
}

function distributedClusters(vCenter: DemoVCenter): DemoCluster[] {
  return vCenter.clusters.filter(({ spec }) => spec.switch === 'distributed');
}

/** NICs of running VMs by network: the ports that they take. */
function portsByNetwork(cluster: DemoCluster): Map<string, number> {
  const ports = new Map(cluster.networks.map((network) => [network, 0]));
  for (const vm of cluster.vms) {
    for (const { network } of vm.nics) ports.set(network, (ports.get(network) ?? 0) + 1);
  }
  return ports;
}

const noShaping = {
  'In Traffic Shaping': 'False',
  'In Avg': 100_000,
  'In Peak': 100_000,
  'In Burst': 102_400,
  'Out Traffic Shaping': 'False',
  'Out Avg': 100_000,
  'Out Peak': 100_000,
  'Out Burst': 102_400,
} as const;

function* distributedSwitchRows(vCenter: DemoVCenter): Generator<LayeredRow<'dvSwitch'>> {
  for (const cluster of distributedClusters(vCenter)) {
    yield [
      {
        ...noShaping,
        Switch: cluster.switchName,
        Datacenter: vCenter.datacenter,
        Name: cluster.switchName,
        Vendor: 'VMware, Inc.',
        Version: '8.0.0',
        Created: beforeExport(1500),
        'Host members': cluster.hosts.map(({ name }) => name).join(', '),
        'Max Ports': 2_147_483_647,
        '# Ports': sum(portsByNetwork(cluster).values(), (ports) => ports) + 2 * cluster.hosts.length,
        '# VMs': cluster.vms.filter(({ nics }) => nics.length > 0).length,
        'CDP Type': 'lldp',
        'CDP Operation': 'both',
        'Max MTU': 9000,
        'Object ID': `dvs-${cluster.moRef.replace(/\D/g, '')}`,
      },
      identity(vCenter),
    ];
  }
}

function* distributedPortRows(vCenter: DemoVCenter): Generator<LayeredRow<'dvPort'>> {
  for (const cluster of distributedClusters(vCenter)) {
    const id = cluster.moRef.replace(/\D/g, '');
    for (const [index, [network, ports]] of [...portsByNetwork(cluster)].entries()) {
      yield [
        {
          ...noShaping,
          Port: network,
          Switch: cluster.switchName,
          Type: 'earlyBinding',
          '# Ports': ports,
          VLAN: Number(/\d+/.exec(network)?.[0] ?? 0),
          Speed: 10,
          'Full Duplex': 'False',
          Blocked: 'False',
          'Allow Promiscuous': 'False',
          'Mac Changes': 'False',
          Policy: 'loadbalance_loadbased',
          'Forged Transmits': 'False',
          'Reverse Policy': 'True',
          'Notify Switch': 'True',
          'Rolling Order': 'False',
          'Check Beacon': 'False',
          'Live Port Moving': 'False',
          'Check Duplex': 'False',
          'Check Error %': 'False',
          'Check Speed': 'minimum',
          Percentage: 0,
          'Block Override': 'True',
          'Config Reset': 'True',
          'Shaping Override': 'False',
          'Vendor Config Override': 'False',
          'Sec. Policy Override': 'False',
          'Teaming Override': 'False',
          'Vlan Override': 'False',
          'Object ID': `dvportgroup-${id}${String(index).padStart(2, '0')}`,
        },
        identity(vCenter),
      ];
    }
  }
}

function* datastoreRows(vCenter: DemoVCenter): Generator<LayeredRow<'vDatastore'>> {
  for (const datastore of vCenter.datastores) {
    const { provisionedMiB, inUseMiB } = taken(datastore);
    const { capacityMiB } = datastore;
    const vmfs = datastore.type === 'VMFS';
    yield [
      {
        Name: datastore.name,
        'Config status': 'gray',
        Address: datastore.device,
        Accessible: 'True',
        Type: datastore.type,
        '# VMs total': datastore.vms.length,
        '# VMs': datastore.vms.filter((vm) => vm.poweredOn).length,
        'Capacity MiB': capacityMiB,
        'Provisioned MiB': provisionedMiB,
        'In Use MiB': inUseMiB,
        'Free MiB': capacityMiB - inUseMiB,
        'Free %': Math.floor(((capacityMiB - inUseMiB) * 100) / capacityMiB),
        'SIOC enabled': 'False',
        'SIOC Threshold': 30,
        '# Hosts': datastore.hosts.length,
        Hosts: datastore.hosts.map(({ name }) => name).join(', '),
        'Block size': vmfs ? 1 : 0,
        'Max Blocks': vmfs ? 63_963_136 : 0,
        '# Extents': vmfs ? 1 : 0,
        'Major Version': vmfs ? 6 : 0,
        Version: vmfs ? '6.82' : null,
        'VMFS Upgradeable': vmfs ? 'False' : null,
        MHA: flag(!datastore.local),
        URL: `ds:///vmfs/volumes/${datastore.moRef.replace('datastore-', '65a1c0de-')}/`,
        'Object ID': datastore.moRef,
      },
      identity(vCenter),
    ];
  }
}

function* licenceRows(vCenter: DemoVCenter): Generator<LayeredRow<'vLicense'>> {
  const cores = sum(vCenter.hosts, ({ model }) => licensedCores(model));
  const rows = [
    {
      name: 'vSphere 8 Enterprise Plus',
      key: plantedLicenceKeys.vSphere,
      unit: 'core',
      count: cores,
      expires: dateSerial(2027, 3, 31),
    },
    { name: 'vCenter Server 8 Standard', key: plantedLicenceKeys.vCenter, unit: 'server', count: 1, expires: 'Never' },
    {
      name: 'NSX Data Center Enterprise Plus',
      key: plantedLicenceKeys.nsx,
      unit: 'core',
      count: cores,
      expires: dateSerial(2027, 3, 31),
    },
  ];
  for (const { name, key, unit, count, expires } of rows) {
    yield [
      {
        Name: name,
        Key: key,
        'Cost Unit': unit,
        Total: count,
        Used: count,
        'Expiration Date': expires,
        Features: 'vSphere vMotion, vSphere HA, vSphere DRS, vSphere Distributed Switch',
      },
      identity(vCenter),
    ];
  }
}

/** What RVTools finds worth a warning about a VM. */
function* healthMessages(vm: DemoVm): Generator<readonly [message: string, type: string]> {
  if (vm.snapshots.length > 0) yield ['VM has an active snapshot!', 'Snapshot'];
  if (vm.spec.isoFile !== undefined) yield ['VM has a CDROM device connected!', 'CDROM'];
  if (vm.poweredOn && vm.spec.tools !== 'toolsOk')
    yield ['VMware Tools are out of date, not running or not installed!', 'VM tools'];
  if (vm.spec.consolidationNeeded === true) yield ['VM disks consolidation is needed!', 'Consolidation'];
  for (const { mount, capacityMiB, consumedMiB } of vm.partitions) {
    const free = Math.floor(((capacityMiB - consumedMiB) * 100) / capacityMiB);
    if (free < lowSpacePercent)
      yield [
        `On disk ${mount} is ${free}% disk space available! The threshold value is ${lowSpacePercent}%`,
        'Storage',
      ];
  }
}

function* healthRows(vCenter: DemoVCenter): Generator<LayeredRow<'vHealth'>> {
  for (const vm of vCenter.vms) {
    for (const [message, type] of healthMessages(vm)) {
      yield [{ Name: vm.spec.name, Message: message, 'Message type': type }, identity(vCenter)];
    }
  }
}

function* metaDataRows(vCenter: DemoVCenter): Generator<LayeredRow<'vMetaData'>> {
  yield [
    {
      'RVTools major version': 4.7,
      'RVTools version': '4.7.1.4',
      'xlsx creation datetime': exportedAt,
      Server: vCenter.server,
    },
    {},
  ];
}

type VCenterSheet =
  | 'vSource'
  | 'vRP'
  | 'vCluster'
  | 'dvSwitch'
  | 'dvPort'
  | 'vDatastore'
  | 'vLicense'
  | 'vHealth'
  | 'vMetaData';

/** Sheets of what a vCenter has beside VMs and hosts, by name; `vCenter` is asked for when a sheet is written. */
export function vCenterSheets(vCenter: () => DemoVCenter): Readonly<Record<VCenterSheet, WorkbookSheet>> {
  return {
    vSource: sheet('vSource', [], () => sourceRows(vCenter())),
    vRP: sheet('vRP', [], () => poolRows(vCenter())),
    vCluster: sheet('vCluster', [], () => clusterRows(vCenter())),
    dvSwitch: sheet('dvSwitch', [], () => distributedSwitchRows(vCenter())),
    dvPort: sheet('dvPort', [], () => distributedPortRows(vCenter())),
    vDatastore: sheet('vDatastore', [], () => datastoreRows(vCenter())),
    vLicense: sheet('vLicense', [], () => licenceRows(vCenter())),
    vHealth: sheet('vHealth', [], () => healthRows(vCenter())),
    vMetaData: sheet('vMetaData', [], () => metaDataRows(vCenter())),
  };
}
