import { blankDatastore, blankDisk, blankNic } from '../../../src/model/blank-records.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Disk, Nic, Vm } from '../../../src/model/estate.ts';
import type { PortGroup } from '../../../src/model/infrastructure.ts';
import { blankOwner } from '../../../src/model/owners.ts';
import { settingsSchema } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aSource, aVm } from '../../src/planner/small-estate.ts';

const disk = (path: string, changes: Partial<Disk> = {}): Disk => ({
  ...blankDisk(2),
  label: 'Hard disk 1',
  path,
  capacityMiB: 40_960,
  raw: false,
  ...changes,
});

const nic = (network: string): Nic => ({ ...blankNic(2), label: 'Network adapter 1', network, switch: 'dvs' });

const portGroup = (name: string, vlan: string | null): PortGroup => ({
  source: 0,
  row: 2,
  vCenterUuid: null,
  kind: 'distributed',
  host: null,
  name,
  switch: 'dvs',
  vlan,
  promiscuous: false,
  macChanges: false,
  forgedTransmits: false,
  uplink: false,
});

const vm = (name: string, changes: Partial<Vm> = {}): Vm =>
  aVm(name, {
    moRef: `vm-${name}`,
    provisionedMiB: 40_960,
    disks: [disk(`[ds-vmfs] ${name}/${name}.vmdk`)],
    nics: [nic('Prod 210')],
    ...changes,
  });

/**
 * A small estate with one of everything that the report speaks of, as the planner itself plans it: a port group that is
 * kept and one that is not, a disk on vSAN, a shared disk, systems past their end, VMs that stay, latency at risk.
 */
export function plannedEstate(): Assessed {
  const owner = { ...blankOwner(), name: 'Team Payroll', application: 'Payroll', criticality: 'high' };
  const vms = [
    vm('pay-01', { owner, folder: '/DC1/vm/Payroll', guestFullNameTools: 'CentOS 7 (64-bit)' }),
    vm('pay-02', { owner, folder: '/DC1/vm/Payroll', latencySensitivity: 'high' }),
    vm('shop-01', { folder: '/DC1/vm/Shop', ipAddress: '10.0.0.7' }),
    vm('shop-trunk', { folder: '/DC1/vm/Shop', nics: [nic('Blank')] }),
    vm('rac-01', { disks: [disk('[ds-vmfs] rac/shared.vmdk', { sharingMode: 'sharingMultiWriter' })] }),
    vm('rac-02', { disks: [disk('[ds-vmfs] rac/shared.vmdk', { sharingMode: 'sharingMultiWriter' })] }),
    vm('vsan-01', { disks: [disk('[ds-vsan] vsan-01/vsan-01.vmdk')] }),
    vm('ft-01', { faultTolerance: 'running' }),
    vm('huge-01', { cpus: 512, memoryMiB: 8_388_608 }),
    vm('sap<b>', { guestFullNameTools: 'Microsoft Windows Server 2012 (64-bit)' }),
  ];
  const fact = (sheet: string) => [{ sheet, column: 'B', header: 'any' }];
  const source = aSource();
  const estate = anEstate(vms, [aHost('esx01.example.org', { coresPerSocket: 8, cores: 16 })], {
    sources: [
      {
        ...source,
        facts: {
          ...source.facts,
          'vm.faultTolerance': fact('vInfo'),
          'vm.latencySensitivity': fact('vInfo'),
          'portGroup.vlan': fact('dvPort'),
          'disk.path': fact('vDisk'),
          'disk.sharingMode': fact('vDisk'),
          'host.name': fact('vHost'),
          'datastore.name': fact('vDatastore'),
        },
      },
    ],
    portGroups: [portGroup('Prod 210', '210'), portGroup('Blank', null)],
    datastores: [
      { ...blankDatastore(0, 2, 'ds-vmfs'), type: 'VMFS', capacityMiB: 4_000_000, inUseMiB: 1_000_000 },
      { ...blankDatastore(0, 3, 'ds-vsan'), type: 'vsan', capacityMiB: 2_000_000, inUseMiB: 500_000 },
    ],
  });
  const settings = settingsSchema.parse({
    overrides: [{ match: { name: 'shop-01' }, disposition: 'containerize', reason: 'Its team builds an image' }],
  });
  return { estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' };
}
