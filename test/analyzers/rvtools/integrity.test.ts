import { describe, expect, it } from 'vitest';
import { readRvtools } from '../../../analyzers/rvtools/read.ts';
import type { Cell } from '../../../src/lib/tables/table.ts';
import { tablesOf } from './tables.ts';

type Rows = readonly (readonly Cell[])[];

const vInfo = [
  'VM',
  'Powerstate',
  'Template',
  'CPUs',
  'Memory',
  'NICs',
  'Disks',
  'Total disk capacity MiB',
  'Host',
  'VM ID',
];
const vm = (name: string, power: string, disks: number, capacity: number, host = 'esx1'): Cell[] => [
  name,
  power,
  'False',
  2,
  1024,
  1,
  disks,
  capacity,
  host,
  `vm-${name}`,
];
const vHost = ['Host', '# VMs', '# vCPUs', 'vRAM', '# CPU', 'Cores per CPU', '# Memory'];
const vDisk = ['VM', 'Disk', 'Capacity MiB', 'Raw', 'Disk Mode', 'Path', 'VM ID'];
const vNetwork = ['VM', 'Network', 'Adapter', 'Mac Address', 'VM ID'];
const vPartition = ['VM', 'Disk', 'Capacity MiB', 'VM ID'];

const whole = {
  vInfo: [vInfo, vm('a', 'poweredOn', 1, 100), vm('b', 'poweredOff', 1, 200), vm('c', 'poweredOn', 2, 300, 'esx2')],
  vHost: [vHost, ['esx1', 1, 2, 1024, 2, 8, 65536], ['esx2', 1, 2, 1024, 2, 8, 65536]],
  vDisk: [
    vDisk,
    ['a', 'Hard disk 1', 100, 'False', 'persistent', '[d] a', 'vm-a'],
    ['b', 'Hard disk 1', 200, 'False', 'persistent', '[d] b', 'vm-b'],
    ['c', 'Hard disk 1', 100, 'False', 'persistent', '[d] c1', 'vm-c'],
    ['c', 'Hard disk 2', 200, 'False', 'persistent', '[d] c2', 'vm-c'],
  ],
  vNetwork: [
    vNetwork,
    ['a', 'LAN', 'Vmxnet3', '00:50:56:00:00:01', 'vm-a'],
    ['b', 'LAN', 'Vmxnet3', '00:50:56:00:00:02', 'vm-b'],
    ['c', 'LAN', 'Vmxnet3', '00:50:56:00:00:03', 'vm-c'],
  ],
  vPartition: [vPartition, ['a', '/', 90, 'vm-a'], ['c', '/', 90, 'vm-c']],
} satisfies Record<string, Rows>;

/** Warnings about the sheets of `whole` where some of them are replaced. */
async function checks(replaced: Readonly<Record<string, Rows>>) {
  const estate = await readRvtools(tablesOf({ ...whole, ...replaced }), { sourceIndex: 0 });
  const source = estate.sources[0];
  if (source === undefined) throw new Error('no source');
  const missing = /not in this export|does not tell all|when this export was made/;
  return {
    facts: source.facts,
    warnings: source.warnings
      .filter(({ message }) => !missing.test(message))
      .map(({ place, message, lacking }) => `${lacking ? 'lacking ' : ''}${place}: ${message}`),
  };
}

/** Rows without those at these indexes. */
const without = (rows: Rows, ...indexes: number[]): Rows => rows.filter((_, index) => !indexes.includes(index));

describe('an export checked against itself', () => {
  it('has nothing to say of one whose sums tie out', async () => {
    expect((await checks({})).warnings).toEqual([]);
  });

  it('does not take a host that states no count for one without VMs', async () => {
    const { warnings } = await checks({
      vHost: [vHost, ['esx1', 1, 2, 1024, 2, 8, 65536], ['esx2', null, 2, 1024, 2, 8, 65536]],
    });
    expect(warnings).toEqual([]);
  });

  it('finds VMs missing, which lack', async () => {
    const { warnings } = await checks({
      vInfo: without(whole.vInfo, 3),
      vDisk: without(whole.vDisk, 3, 4),
      vNetwork: without(whole.vNetwork, 3),
      vPartition: without(whole.vPartition, 2),
    });
    expect(warnings).toEqual([
      'lacking vHost: states 2 powered-on VMs, and 1 are listed; they differ on 1 host (esx2): this export is incomplete or was edited',
    ]);
  });

  it('finds more VMs than hosts state, which lacks nothing', async () => {
    const { warnings } = await checks({
      vHost: [vHost, ['esx1', 1, 2, 1024, 2, 8, 65536], ['esx2', 0, 0, 0, 2, 8, 65536]],
    });
    expect(warnings).toEqual([
      'vHost: states 1 powered-on VM, and 2 are listed; they differ on 1 host (esx2): this export is incomplete or was edited',
    ]);
  });

  it('finds VMs on other hosts than these state', async () => {
    const { warnings } = await checks({
      vHost: [vHost, ['esx1', 2, 4, 2048, 2, 8, 65536], ['esx2', 0, 0, 0, 2, 8, 65536]],
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^vHost: states 2 powered-on VMs, and 2 are listed; they differ on 2 hosts/),
    ]);
  });

  it('finds figures that were edited', async () => {
    const { warnings } = await checks({
      vHost: [vHost, ['esx1', 1, 4, 1024, 2, 8, 65536], ['esx2', 1, 2, 2048, 2, 8, 65536]],
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^vHost: states other vCPUs of powered-on VMs than are listed, on 1 host \(esx1\)/),
      expect.stringMatching(/^vHost: states other memory of powered-on VMs than are listed, on 1 host \(esx2\)/),
    ]);
  });

  it('finds disks and adapters missing', async () => {
    const { warnings, facts } = await checks({
      vDisk: without(whole.vDisk, 4),
      vNetwork: without(whole.vNetwork, 1),
    });
    expect(warnings).toEqual([
      'lacking vDisk: lists fewer disks than vInfo counts for 1 VM ("c"): this export is incomplete or was edited',
      'lacking vNetwork: lists fewer adapters than vInfo counts for 1 VM ("a"): this export is incomplete or was edited',
    ]);
    expect(facts['disk.raw']).toBeDefined();
  });

  it('finds another capacity', async () => {
    const [header, a, ...others] = whole.vDisk;
    const { warnings } = await checks({ vDisk: [header ?? [], (a ?? []).with(2, 99), ...others] });
    expect(warnings).toEqual(['vDisk: adds up to another capacity than vInfo states for 1 VM ("a")']);
  });

  it('takes nothing from sheets that were emptied', async () => {
    const { warnings, facts } = await checks({
      vDisk: [vDisk],
      vNetwork: [vNetwork],
      vPartition: [vPartition],
      vHost: [vHost],
      vCluster: [['Name', 'NumHosts', 'HA enabled']],
      vDatastore: [['Name', 'Type', 'Capacity MiB']],
    });
    expect(warnings).toEqual([
      'lacking vDisk: is empty, though vInfo counts disks',
      'lacking vNetwork: is empty, though vInfo counts adapters',
      'vPartition: is empty, though VMs are powered on',
      'lacking vHost: is empty, though VMs name their hosts',
    ]);
    expect(Object.keys(facts).filter((fact) => /^(?:disk|nic|partition|host)\./.test(fact))).toEqual([]);
    // No VM of this estate names a cluster or a file, so that there may be none.
    expect(facts['cluster.name']).toBeDefined();
    expect(facts['datastore.name']).toBeDefined();
  });

  const counting = [
    [...vHost, '# NICs', '# HBAs'],
    ['esx1', 1, 2, 1024, 2, 8, 65536, 2, 1],
    ['esx2', 1, 2, 1024, 2, 8, 65536, 1, 0],
  ];
  const vNic = ['Host', 'Network Device', 'Speed', 'Duplex'];
  const vHba = ['Host', 'Device', 'Type'];

  it('finds adapters of hosts missing', async () => {
    const { warnings } = await checks({
      vHost: counting,
      vNIC: [vNic, ['esx1', 'vmnic0', 10_000, 'True'], ['esx2', 'vmnic0', 10_000, 'True']],
      vHBA: [vHba, ['esx1', 'vmhba0', 'ISCSI']],
    });
    expect(warnings).toEqual([
      'vNIC: lists fewer adapters than vHost counts for 1 host (esx1): this export is incomplete or was edited',
    ]);
  });

  it('finds sheets of hosts that do not join', async () => {
    const { warnings } = await checks({
      vSC_VMK: [
        ['Host', 'Device', 'IP Address'],
        ['ESX1.example.com', 'vmk0', '10.0.0.1'],
        ['other', 'vmk0', '10.0.0.2'],
      ],
    });
    expect(warnings).toEqual([
      'vSC_VMK: has rows of 1 host that vHost does not list (other): this export is incomplete, or of more than one moment',
    ]);
  });

  it('takes nothing from sheets of hosts that were emptied', async () => {
    const { warnings, facts } = await checks({
      vHost: counting,
      vNIC: [vNic],
      vHBA: [vHba],
      vSC_VMK: [['Host', 'Device', 'IP Address']],
      vSource: [['Name', 'Version', 'Build']],
      dvPort: [['Port', 'Switch', 'VLAN']],
    });
    expect(warnings).toEqual([
      'vHBA: is empty, though vHost counts host bus adapters',
      'vNIC: is empty, though vHost counts adapters',
      'vSC_VMK: is empty, though there are hosts',
      'vSource: is empty, though every export has a source',
    ]);
    expect(
      Object.keys(facts).filter((fact) => /^(?:physicalNic|hostAdapter|vmkernelNic|vCenter)\./.test(fact)),
    ).toEqual([]);
    // Not every estate has a distributed switch.
    expect(facts['portGroup.vlan']).toBeDefined();
  });
});
