import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankEstate, blankNic } from '../../../../src/model/blank-records.ts';
import type { PortGroup } from '../../../../src/model/infrastructure.ts';
import { hostKey } from '../../../../src/planner/place.ts';
import { indexNetworks, readVlan, vlanOf } from '../../../../src/planner/network/port-groups.ts';
import { aHost, aVm } from '../small-estate.ts';

export const aPortGroup = (name: string, changes: Partial<PortGroup> = {}): PortGroup => ({
  source: 0,
  row: 2,
  vCenterUuid: null,
  kind: 'standard',
  host: 'esx01.example.org',
  name,
  switch: 'vSwitch0',
  vlan: '120',
  promiscuous: false,
  macChanges: false,
  forgedTransmits: false,
  uplink: null,
  ...changes,
});

const nic = (network: string | null, switchName: string | null = 'vSwitch0') => ({
  ...blankNic(null),
  network,
  switch: switchName,
});

describe('readVlan', () => {
  it.each([
    ['0', { kind: 'untagged' }],
    ['1', { kind: 'tagged', id: 1 }],
    [' 120 ', { kind: 'tagged', id: 120 }],
    ['4094', { kind: 'tagged', id: 4094 }],
    ['4095', { kind: 'trunk', text: '4095' }],
    ['0-4094', { kind: 'trunk', text: '0-4094' }],
    ['10, 20-29', { kind: 'trunk', text: '10, 20-29' }],
    ['120-120', { kind: 'tagged', id: 120 }],
    ['', { kind: 'unknown', text: null }],
    [null, { kind: 'unknown', text: null }],
    ['4096', { kind: 'unknown', text: '4096' }],
    ['n/a', { kind: 'unknown', text: 'n/a' }],
  ])('%j', (text, vlan) => {
    expect(readVlan(text)).toEqual(vlan);
  });

  it('never makes a VLAN outside 1 to 4094 out of any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.constant(null)), (text) => {
        const vlan = readVlan(text);
        if (vlan.kind === 'tagged') expect(vlan.id >= 1 && vlan.id <= 4094).toBe(true);
      }),
    );
  });
});

describe('indexNetworks', () => {
  const hosts = [aHost('esx01.example.org'), aHost('esx02.example.org'), aHost('esx09', { datacenter: 'DC2' })];

  it('takes the standard port groups of one name in one data centre for one network', () => {
    const networks = indexNetworks({
      ...blankEstate(),
      hosts,
      portGroups: [
        aPortGroup('VM Network', { row: 4, host: 'esx02', switch: 'vSwitch1' }),
        aPortGroup('VM Network'),
        aPortGroup('VM Network', { host: 'esx09', vlan: '7' }),
      ],
    });
    expect(networks.all).toHaveLength(2);
    const network = networks.of(aVm('a'), nic('VM Network', 'vSwitch1'));
    expect(network).toMatchObject({ portGroup: 'VM Network', switch: null, distributed: false });
    expect(network?.groups.map(({ row }) => row)).toEqual([2, 4]);
    expect(networks.of(aVm('b', { datacenter: 'DC2' }), nic('VM Network'))?.groups[0]?.vlan).toBe('7');
    expect(networks.of(aVm('c'), nic('Other'))).toBeNull();
    expect(networks.of(aVm('d'), nic(null))).toBeNull();
  });

  it('tells a distributed port group by its switch, and does not guess between two', () => {
    const distributed = { kind: 'distributed', host: null } as const;
    const networks = indexNetworks({
      ...blankEstate(),
      hosts,
      portGroups: [
        aPortGroup('Prod', { ...distributed, switch: 'dvs-a', vlan: '10' }),
        aPortGroup('Prod', { ...distributed, switch: 'dvs-b', vlan: '20' }),
        aPortGroup('Only', { ...distributed, switch: 'dvs-a', vlan: '30' }),
        aPortGroup('dvs-a-Uplinks', { ...distributed, switch: 'dvs-a', vlan: '0-4094', uplink: true }),
      ],
    });
    expect(networks.of(aVm('a'), nic('Prod', 'dvs-b'))?.groups[0]?.vlan).toBe('20');
    expect(networks.of(aVm('a'), nic('Prod', null))).toBeNull();
    expect(networks.of(aVm('a'), nic('Only', null))?.groups[0]?.vlan).toBe('30');
    expect(networks.of(aVm('a'), nic('dvs-a-Uplinks', 'dvs-a'))).toBeNull();
  });

  it('keeps vCenters apart', () => {
    const networks = indexNetworks({ ...blankEstate(), portGroups: [aPortGroup('Prod', { vCenterUuid: 'v1' })] });
    expect(networks.of(aVm('a', { vCenterUuid: 'v1' }), nic('Prod'))).not.toBeNull();
    expect(networks.of(aVm('a', { vCenterUuid: 'v2' }), nic('Prod'))).toBeNull();
  });

  it('lets the hosts of its VMs decide where VLANs differ, and nothing else', () => {
    const [network] = indexNetworks({
      ...blankEstate(),
      hosts,
      portGroups: [aPortGroup('Prod'), aPortGroup('Prod', { row: 3, host: 'esx02.example.org', vlan: '130' })],
    }).all;
    if (network === undefined) throw new Error('a network was given');
    const on = (...names: string[]): ReadonlySet<string> => new Set(names.map(hostKey));
    expect(vlanOf(network, on('ESX02'))).toEqual({ vlan: { kind: 'tagged', id: 130 }, assumed: true });
    expect(vlanOf(network, on('esx01', 'esx02'))).toEqual({ vlan: { kind: 'unknown', text: null }, assumed: false });
    expect(vlanOf(network, on())).toEqual({ vlan: { kind: 'unknown', text: null }, assumed: false });
  });
});
