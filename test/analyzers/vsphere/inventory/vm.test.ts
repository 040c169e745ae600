import { describe, expect, it } from 'vitest';
import { Networks } from '../../../../analyzers/vsphere/inventory/networks.ts';
import { displayName, InventoryTree } from '../../../../analyzers/vsphere/inventory/tree.ts';
import { readVm } from '../../../../analyzers/vsphere/inventory/vm.ts';
import type { Vm } from '../../../../src/model/estate.ts';
import { objectContent } from './read-object.ts';

type Properties = Parameters<typeof objectContent>[1];

const read = (properties: Properties): Vm =>
  readVm(objectContent({ type: 'VirtualMachine', id: 'vm-1' }, properties), {
    source: 0,
    vCenterUuid: null,
    tree: new InventoryTree(),
    networks: new Networks([], []),
    customFields: new Map(),
    tags: new Map(),
    rules: new Map(),
    availability: () => null,
  });

const options = (values: Readonly<Record<string, string>>): readonly [string, string] => [
  'ArrayOfOptionValue',
  Object.entries(values)
    .map(([key, value]) => `<OptionValue><key>${key}</key><value xsi:type="xsd:string">${value}</value></OptionValue>`)
    .join(''),
];

describe('a VM', () => {
  it('has its virtual NUMA nodes as they were set, as ESXi sized them, and as the guest sees them', () => {
    expect(
      read({
        'config.extraConfig': options({
          'numa.vcpu.maxPerVirtualNode': '8',
          'numa.autosize': 'TRUE',
          'numa.autosize.vcpu.maxPerVirtualNode': '12',
          'numa.autosize.cookie': '240012',
        }),
        'config.numaInfo': ['VirtualMachineVirtualNumaInfo', '<coresPerNumaNode>4</coresPerNumaNode>'],
      }),
    ).toMatchObject({
      numaMaxVcpusPerNode: 8,
      numaAutosize: true,
      numaAutosizeMaxVcpusPerNode: 12,
      numaCoresPerNode: 4,
    });
    const unset = { numaMaxVcpusPerNode: null, numaAutosize: null, numaAutosizeMaxVcpusPerNode: null };
    expect(read({})).toMatchObject({ ...unset, numaCoresPerNode: null });
    const odd = { 'numa.vcpu.maxPerVirtualNode': '-1', 'numa.autosize': '$(id)' };
    expect(read({ 'config.extraConfig': options(odd) })).toMatchObject(unset);
  });

  it('boots from its devices in their order, after a delay, with the variables of its firmware', () => {
    const device = (kind: string, key = ''): string =>
      `<bootOrder xsi:type="VirtualMachineBootOptionsBootable${kind}Device">${key === '' ? '' : `<deviceKey>${key}</deviceKey>`}</bootOrder>`;
    expect(
      read({
        'config.bootOptions': [
          'VirtualMachineBootOptions',
          `<bootDelay>5000</bootDelay>${device('Ethernet', '4000')}${device('Disk', '2001')}${device('Cdrom')}`,
        ],
        'layoutEx.file': [
          'ArrayOfVirtualMachineFileLayoutExFileInfo',
          '<f><key>0</key><name>[ds] a/a.vmx</name><type>config</type></f><f><key>1</key><name>[ds] a/a.nvram</name><type>nvram</type></f>',
        ],
      }),
    ).toMatchObject({
      bootOrder: ['ethernet 4000', 'disk 2001', 'cdrom'],
      bootDelayMs: 5000,
      nvramPath: '[ds] a/a.nvram',
    });
    expect(read({ 'config.bootOptions': ['VirtualMachineBootOptions', ''] })).toMatchObject({
      bootOrder: null,
      bootDelayMs: null,
      nvramPath: null,
    });
  });

  it('that is inaccessible or orphaned is listed with what is known of it', () => {
    for (const state of ['inaccessible', 'orphaned', 'invalid', 'disconnected']) {
      const vm = read({
        name: ['xsd:string', 'gone'],
        'runtime.connectionState': ['VirtualMachineConnectionState', state],
      });
      expect(vm).toMatchObject({ name: 'gone', connectionState: state, cpus: null, memoryMiB: null, template: null });
      expect([vm.totalDiskCapacityMiB, vm.provisionedMiB, vm.powerState, vm.tpmPresent]).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
  });
});

describe('a name', () => {
  it('is shown with the characters that vSphere escapes, each once', () => {
    expect(displayName('a%2fb %25 c%5cd')).toBe('a/b % c\\d');
    expect(displayName('%2F%5C')).toBe('/\\');
    // Somebody called it %2f.
    expect(displayName('%252f')).toBe('%2f');
    expect(displayName('100% %20 %zz %2')).toBe('100% %20 %zz %2');
  });
});
