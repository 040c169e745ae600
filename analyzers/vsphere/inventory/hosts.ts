import { blankHost } from '../../../src/model/blank-records.ts';
import type { Host } from '../../../src/model/estate.ts';
import type {
  HostAdapter,
  PhysicalNic,
  PortGroup,
  StorageDevice,
  VirtualSwitch,
  VmkernelNic,
} from '../../../src/model/infrastructure.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import { type FactPath, propertiesOf } from './fact-paths.ts';
import { utcTime } from './times.ts';
import type { InventoryTree } from './tree.ts';

const hardware = 'summary.hardware';
const stats = 'summary.quickStats';
const network = 'config.network';
const storage = 'config.storageDevice';

export const hostFacts: readonly FactPath[] = [
  ['host.name', 'name'],
  ['host.vCenterUuid', 'name'],
  ['host.moRef', 'name'],
  ['host.datacenter', 'parent'],
  ['host.cluster', 'parent'],
  ['host.vendor', hardware, '.vendor'],
  ['host.model', hardware, '.model'],
  ['host.cpuModel', hardware, '.cpuModel'],
  ['host.cpuMHz', hardware, '.cpuMhz'],
  ['host.cpuSockets', hardware, '.numCpuPkgs'],
  ['host.coresPerSocket', hardware, '.numCpuCores / .numCpuPkgs'],
  ['host.cores', hardware, '.numCpuCores'],
  ['host.hyperThreadingActive', 'config.hyperThread', '.active'],
  ['host.memoryMiB', hardware, '.memorySize'],
  ['host.cpuUsagePercent', stats, '.overallCpuUsage'],
  ['host.memoryUsagePercent', stats, '.overallMemoryUsage'],
  ['host.maintenanceMode', 'runtime.inMaintenanceMode'],
  ['host.esxiVersion', 'summary.config.product', '.fullName'],
  ['host.currentEvc', 'summary.currentEVCModeKey'],
  ['host.maxEvc', 'summary.maxEVCModeKey'],
  ['host.nicCount', hardware, '.numNics'],
  ['host.hbaCount', hardware, '.numHBAs'],
  ['host.vmTotalCount', 'vm'],
  ['host.bootTime', 'runtime.bootTime'],
  ['hostAdapter.host', 'name'],
  ['hostAdapter.vCenterUuid', 'name'],
  ['hostAdapter.device', `${storage}.hostBusAdapter`, '.device'],
  ['hostAdapter.type', `${storage}.hostBusAdapter`],
  ['hostAdapter.status', `${storage}.hostBusAdapter`, '.status'],
  ['hostAdapter.driver', `${storage}.hostBusAdapter`, '.driver'],
  ['hostAdapter.model', `${storage}.hostBusAdapter`, '.model'],
  ['physicalNic.host', 'name'],
  ['physicalNic.vCenterUuid', 'name'],
  ['physicalNic.device', `${network}.pnic`, '.device'],
  ['physicalNic.driver', `${network}.pnic`, '.driver'],
  ['physicalNic.speedMbps', `${network}.pnic`, '.linkSpeed.speedMb'],
  ['physicalNic.linkUp', `${network}.pnic`, '.linkSpeed'],
  ['physicalNic.switch', `${network}.vswitch`, '.pnic'],
  ['virtualSwitch.host', 'name'],
  ['virtualSwitch.vCenterUuid', 'name'],
  ['virtualSwitch.name', `${network}.vswitch`, '.name'],
  ['virtualSwitch.mtu', `${network}.vswitch`, '.mtu'],
  ['virtualSwitch.kind', `${network}.vswitch`],
  ['portGroup.host', 'name'],
  ['portGroup.vCenterUuid', 'name'],
  ['portGroup.kind', `${network}.portgroup`],
  ['portGroup.name', `${network}.portgroup`, '.spec.name'],
  ['portGroup.switch', `${network}.portgroup`, '.spec.vswitchName'],
  ['portGroup.vlan', `${network}.portgroup`, '.spec.vlanId'],
  ['portGroup.promiscuous', `${network}.portgroup`, '.computedPolicy.security.allowPromiscuous'],
  ['portGroup.macChanges', `${network}.portgroup`, '.computedPolicy.security.macChanges'],
  ['portGroup.forgedTransmits', `${network}.portgroup`, '.computedPolicy.security.forgedTransmits'],
  ['vmkernelNic.host', 'name'],
  ['vmkernelNic.vCenterUuid', 'name'],
  ['vmkernelNic.device', `${network}.vnic`, '.device'],
  ['vmkernelNic.portGroup', `${network}.vnic`, '.portgroup'],
  ['vmkernelNic.ipAddress', `${network}.vnic`, '.spec.ip.ipAddress'],
  ['vmkernelNic.subnetMask', `${network}.vnic`, '.spec.ip.subnetMask'],
  ['vmkernelNic.mtu', `${network}.vnic`, '.spec.mtu'],
  ['storageDevice.host', 'name'],
  ['storageDevice.vCenterUuid', 'name'],
  ['storageDevice.device', `${storage}.scsiLun`, '.canonicalName'],
  ['storageDevice.displayName', `${storage}.scsiLun`, '.displayName'],
  ['storageDevice.vendor', `${storage}.scsiLun`, '.vendor'],
  ['storageDevice.model', `${storage}.scsiLun`, '.model'],
  ['storageDevice.datastore', 'config.fileSystemVolume.mountInfo', '.volume.extent.diskName'],
  ['storageDevice.policy', `${storage}.multipathInfo`, '.lun.policy.policy'],
  ['storageDevice.pathCount', `${storage}.multipathInfo`, '.lun.path'],
];

export const hostProperties = propertiesOf(hostFacts, [`${network}.proxySwitch`]);

/** A host and what stands in it. */
export interface HostRecords {
  readonly host: Host;
  readonly adapters: readonly HostAdapter[];
  readonly physicalNics: readonly PhysicalNic[];
  readonly switches: readonly VirtualSwitch[];
  readonly portGroups: readonly PortGroup[];
  readonly vmkernelNics: readonly VmkernelNic[];
  readonly storageDevices: readonly StorageDevice[];
}

/** Names that vSphere's own client shows for the types of adapters. */
const adapterTypes: ReadonlyMap<string, string> = new Map([
  ['HostFibreChannelHba', 'Fibre Channel'],
  ['HostFibreChannelOverEthernetHba', 'Fibre Channel over Ethernet'],
  ['HostInternetScsiHba', 'ISCSI'],
  ['HostBlockHba', 'Block SCSI'],
  ['HostParallelScsiHba', 'Parallel SCSI'],
  ['HostSerialAttachedHba', 'Serial Attached SCSI'],
  ['HostPcieHba', 'PCIe'],
  ['HostRdmaHba', 'RDMA'],
  ['HostTcpHba', 'NVMe over TCP'],
]);

/** Percent of a whole; null where one of the two is unknown. */
function percent(part: number | null, total: number | null): number | null {
  return part === null || total === null || total === 0 ? null : Math.round((part * 100) / total);
}

export function readHost(
  host: ObjectContent,
  source: number,
  vCenterUuid: string | null,
  tree: InventoryTree,
): HostRecords {
  const name = tree.name(host.object) ?? host.object.id;
  const record = { source, row: null, vCenterUuid, host: name };
  return {
    host: readHostItself(host, source, vCenterUuid, tree, name),
    adapters: host.list(`${storage}.hostBusAdapter`).map((adapter) => ({
      ...record,
      device: adapter.text('device'),
      type: adapterTypes.get(adapter.type ?? '') ?? adapter.type,
      status: adapter.text('status'),
      driver: adapter.text('driver'),
      model: adapter.text('model'),
    })),
    physicalNics: readPhysicalNics(host, record),
    switches: host.list(`${network}.vswitch`).map((item) => ({
      ...record,
      kind: 'standard',
      name: item.text('name'),
      mtu: item.count('mtu'),
    })),
    portGroups: host.list(`${network}.portgroup`).map((group) => ({
      ...record,
      kind: 'standard',
      name: group.text('spec.name'),
      switch: group.text('spec.vswitchName'),
      vlan: group.text('spec.vlanId'),
      promiscuous: group.flag('computedPolicy.security.allowPromiscuous'),
      macChanges: group.flag('computedPolicy.security.macChanges'),
      forgedTransmits: group.flag('computedPolicy.security.forgedTransmits'),
      uplink: false,
    })),
    vmkernelNics: host.list(`${network}.vnic`).map((nic) => ({
      ...record,
      device: nic.text('device'),
      portGroup: nic.text('portgroup') ?? nic.text('spec.distributedVirtualPort.portgroupKey'),
      ipAddress: nic.text('spec.ip.ipAddress'),
      subnetMask: nic.text('spec.ip.subnetMask'),
      mtu: nic.count('spec.mtu'),
    })),
    storageDevices: readStorageDevices(host, record),
  };
}

function readHostItself(
  host: ObjectContent,
  source: number,
  vCenterUuid: string | null,
  tree: InventoryTree,
  name: string,
): Host {
  const summary = host.get(hardware);
  const sockets = summary?.count('numCpuPkgs') ?? null;
  const cores = summary?.count('numCpuCores') ?? null;
  const cpuMHz = summary?.count('cpuMhz') ?? null;
  const memoryMiB = summary?.bytesAsMiB('memorySize') ?? null;
  const coresPerSocket = cores === null || sockets === null || sockets === 0 ? null : cores / sockets;
  return {
    ...blankHost(source, null, name),
    vCenterUuid,
    moRef: host.object.id,
    datacenter: tree.nearest(host.object, 'Datacenter'),
    cluster: tree.nearest(host.object, 'ClusterComputeResource'),
    vendor: summary?.text('vendor') ?? null,
    model: summary?.text('model') ?? null,
    cpuModel: summary?.text('cpuModel') ?? null,
    cpuMHz,
    cpuSockets: sockets,
    coresPerSocket: Number.isInteger(coresPerSocket) ? coresPerSocket : null,
    cores,
    hyperThreadingActive: host.get('config.hyperThread')?.flag('active') ?? null,
    memoryMiB,
    cpuUsagePercent: percent(
      host.get(stats)?.count('overallCpuUsage') ?? null,
      cores === null || cpuMHz === null ? null : cores * cpuMHz,
    ),
    memoryUsagePercent: percent(host.get(stats)?.count('overallMemoryUsage') ?? null, memoryMiB),
    maintenanceMode: host.flag('runtime.inMaintenanceMode'),
    esxiVersion: host.get('summary.config.product')?.text('fullName') ?? null,
    currentEvc: host.text('summary.currentEVCModeKey'),
    maxEvc: host.text('summary.maxEVCModeKey'),
    nicCount: summary?.count('numNics') ?? null,
    hbaCount: summary?.count('numHBAs') ?? null,
    vmTotalCount: host.get('vm') === undefined ? null : host.references('vm').length,
    bootTime: utcTime(host.text('runtime.bootTime')),
  };
}

interface HostRecord {
  readonly source: number;
  readonly row: null;
  readonly vCenterUuid: string | null;
  readonly host: string;
}

function readPhysicalNics(host: ObjectContent, record: HostRecord): PhysicalNic[] {
  const switchOf = new Map<string, string | null>();
  for (const property of [`${network}.vswitch`, `${network}.proxySwitch`]) {
    for (const item of host.list(property)) {
      for (const nic of item.all('pnic')) switchOf.set(nic.content, item.text('name') ?? item.text('dvsName'));
    }
  }
  return host.list(`${network}.pnic`).map((nic) => ({
    ...record,
    device: nic.text('device'),
    driver: nic.text('driver'),
    speedMbps: nic.count('linkSpeed.speedMb'),
    // vim25 leaves linkSpeed out where the link is down.
    linkUp: nic.at('linkSpeed') !== undefined,
    switch: switchOf.get(nic.text('key') ?? '') ?? null,
  }));
}

function readStorageDevices(host: ObjectContent, record: HostRecord): StorageDevice[] {
  const datastoreOf = new Map<string, string | null>();
  for (const mount of host.list('config.fileSystemVolume.mountInfo')) {
    const volume = mount.at('volume');
    for (const extent of volume?.all('extent') ?? [])
      datastoreOf.set(extent.text('diskName') ?? '', volume?.text('name') ?? null);
  }
  const pathsOf = new Map<string, VimNode>();
  for (const lun of host.get(`${storage}.multipathInfo`)?.all('lun') ?? []) pathsOf.set(lun.text('lun') ?? '', lun);
  return host.list(`${storage}.scsiLun`).map((lun) => {
    const device = lun.text('canonicalName');
    const paths = pathsOf.get(lun.text('key') ?? '');
    return {
      ...record,
      datastore: datastoreOf.get(device ?? '') ?? null,
      device,
      displayName: lun.text('displayName'),
      policy: paths?.text('policy.policy') ?? null,
      vendor: lun.text('vendor')?.trim() ?? null,
      model: lun.text('model')?.trim() ?? null,
      pathCount: paths?.all('path').length ?? null,
    };
  });
}
