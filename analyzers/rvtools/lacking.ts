import type { FactId } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import type { SheetName } from './sheet-names.ts';
import type { WarningLog } from './warnings.ts';

interface Need {
  readonly sheet: SheetName;
  /** True where decisions, sizes or nodes become unknown without it. */
  readonly lacking: boolean;
  /** Facts that this sheet should bring, each with its name for people. */
  readonly facts: readonly (readonly [FactId, string])[];
}

/** What an assessment builds on. What generations do not have, such as Creation date, is not missed here. */
const needs: readonly Need[] = [
  {
    sheet: 'vInfo',
    lacking: true,
    facts: [
      ['vm.powerState', 'power states'],
      ['vm.template', 'templates'],
      ['vm.cpus', 'vCPUs'],
      ['vm.memoryMiB', 'memory'],
      ['vm.provisionedMiB', 'provisioned storage'],
      ['vm.inUseMiB', 'storage in use'],
      ['vm.guestFullNameConfig', 'operating systems as configured'],
      ['vm.host', 'hosts of VMs'],
      ['vm.cluster', 'clusters of VMs'],
    ],
  },
  {
    sheet: 'vCPU',
    lacking: true,
    facts: [
      ['vm.cpuUsageMHz', 'CPU usage'],
      ['vm.coresPerSocket', 'cores per socket'],
      ['vm.cpuReservationMHz', 'CPU reservations'],
      ['vm.cpuLimitMHz', 'CPU limits'],
    ],
  },
  {
    sheet: 'vMemory',
    lacking: true,
    facts: [
      ['vm.memoryConsumedMiB', 'consumed memory'],
      ['vm.memoryReservationMiB', 'memory reservations'],
      ['vm.memoryLimitMiB', 'memory limits'],
    ],
  },
  {
    sheet: 'vDisk',
    lacking: true,
    facts: [
      ['disk.capacityMiB', 'disk sizes'],
      ['disk.path', 'shared disk files'],
      ['disk.raw', 'raw device mappings'],
      ['disk.mode', 'independent disks'],
    ],
  },
  {
    sheet: 'vNetwork',
    lacking: true,
    facts: [
      ['nic.network', 'networks of VMs'],
      ['nic.adapter', 'network adapters'],
      ['nic.macAddress', 'MAC addresses'],
    ],
  },
  {
    sheet: 'vHost',
    lacking: true,
    facts: [
      ['host.name', 'hosts'],
      ['host.cpuSockets', 'processors'],
      ['host.coresPerSocket', 'cores per processor'],
      ['host.memoryMiB', 'physical memory'],
    ],
  },
  { sheet: 'vPartition', lacking: false, facts: [['partition.capacityMiB', 'file systems']] },
  { sheet: 'vSnapshot', lacking: false, facts: [['snapshot.name', 'snapshots']] },
  { sheet: 'vTools', lacking: false, facts: [['vm.toolsStatus', 'the state of VMware Tools']] },
  { sheet: 'vCluster', lacking: false, facts: [['cluster.haEnabled', 'HA and DRS of clusters']] },
  { sheet: 'vDatastore', lacking: false, facts: [['datastore.capacityMiB', 'datastores']] },
  { sheet: 'vHBA', lacking: false, facts: [['hostAdapter.type', 'host bus adapters']] },
  { sheet: 'vNIC', lacking: false, facts: [['physicalNic.speedMbps', 'physical NICs']] },
  { sheet: 'vPort', lacking: false, facts: [['portGroup.vlan', 'VLANs of port groups']] },
  { sheet: 'vMultiPath', lacking: false, facts: [['storageDevice.vendor', 'arrays behind datastores']] },
];

/** Says for each sheet that is missing, or that lacks columns, what is unknown because of it, and only that. */
export function noteWhatLacks(sheets: ReadonlySet<SheetName>, facts: FactPlaces, warnings: WarningLog): void {
  for (const { sheet, lacking, facts: needed } of needs) {
    const unknown = needed.filter(([fact]) => !facts.has(fact)).map(([, name]) => name);
    if (unknown.length === 0) continue;
    const because = sheets.has(sheet) ? 'does not tell all' : 'not in this export';
    warnings.add(sheet, `${because}; unknown: ${unknown.join(', ')}`, lacking);
  }
}
