import { describe, expect, it } from 'vitest';
import { blankNic } from '../../../../src/model/blank-records.ts';
import type { Estate, Nic } from '../../../../src/model/estate.ts';
import type { PortGroup } from '../../../../src/model/infrastructure.ts';
import { networkPlanSchema, vmNetworkSchema } from '../../../../src/model/network-plan.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { planNetwork } from '../../../../src/planner/network/plan-network.ts';
import { aHost, anEstate, aSource, aVm } from '../small-estate.ts';

const settings = settingsSchema.parse({ network: { bridges: [{ switch: 'dmz*', bridge: 'br-dmz' }] } });

const nic = (network: string | null, changes: Partial<Nic> = {}): Nic => ({
  ...blankNic(null),
  network,
  switch: 'dvs',
  ...changes,
});

const group = (name: string, vlan: string | null, changes: Partial<PortGroup> = {}): PortGroup => ({
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
  ...changes,
});

const portGroups = [
  group('Prod 210', '210'),
  group('Native', '0'),
  group('Trunk', '0-4094'),
  group('Blank', null),
  group('DMZ', '30', { switch: 'dmz-dvs' }),
];

const source = aSource({
  facts: {
    'portGroup.vlan': [
      { sheet: 'vPort', column: 'F', header: 'VLAN' },
      { sheet: 'dvPort', column: 'E', header: 'VLAN' },
    ],
  },
});

const estate = (vms: Estate['vms']): Estate =>
  anEstate(vms, [aHost('esx01.example.org')], { sources: [source], portGroups });

describe('planNetwork', () => {
  const vms = [
    aVm('kept', { nics: [nic('Prod 210'), nic('Native')], ipAddress: '10.0.0.5' }),
    aVm('trunk', { nics: [nic('Trunk'), nic('Blank'), nic('Nowhere')], ipAddress: '169.254.1.1' }),
    aVm('dmz', { nics: [nic('DMZ', { switch: 'dmz-dvs' })] }),
    aVm('box', { nics: [nic('Prod 210')] }),
    aVm('gone', { nics: [nic('Prod 210')] }),
    aVm('silent', { nics: [], nicCount: 1 }),
    aVm('none', { nics: [], nicCount: 0 }),
  ];
  const planned = planNetwork(
    estate(vms),
    ['rehost', 'rehost', 'rehost', 'containerize', 'retire', 'rehost', 'rehost'],
    settings,
  );

  it('is as the model has it', () => {
    expect(networkPlanSchema.parse(planned.plan)).toEqual(planned.plan);
    for (const network of planned.ofVm) if (network !== null) expect(vmNetworkSchema.parse(network)).toEqual(network);
  });

  it('keeps port groups whose VLAN is known, each once, on the bridge of their switch', () => {
    expect(
      planned.plan.attachments.map(({ name, vlan, bridge, vms: count }) => [
        name.replace(/-[0-9a-f]{8}$/, ''),
        vlan,
        bridge,
        count,
      ]),
    ).toEqual([
      ['dmz', 30, 'br-dmz', 1],
      ['native', 0, 'br-vm', 1],
      ['prod-210', 210, 'br-vm', 1],
    ]);
    expect(planned.plan.attachments[0]?.evidence[0]?.path).toBe('dvPort!E2 (VLAN)');
  });

  it('says for each NIC where it goes, and whether its address stays', () => {
    const [kept, trunk, , box, gone, silent, none] = planned.ofVm;
    expect(kept).toMatchObject({
      changes: false,
      nics: [{ to: 'attachment', addressKept: true }, { to: 'attachment' }],
    });
    expect(trunk?.nics.map(({ to }) => to)).toEqual(['pod', 'none', 'none']);
    expect(trunk?.changes).toBe(true);
    expect(box).toMatchObject({ changes: true, nics: [{ to: 'pod', attachment: null, addressKept: false }] });
    expect(gone).toBeNull();
    expect(silent).toEqual({ nics: [], changes: null });
    expect(none).toEqual({ nics: [], changes: false });
  });

  it('guesses no VLAN of a trunk, a blank or a port group that is not listed, and says so', () => {
    expect(planned.plan.podNetworkVms).toEqual(['id-trunk']);
    expect(planned.plan.withoutNetworkVms).toEqual(['id-trunk']);
    const lines = planned.plan.unknown.join('\n');
    expect(lines).toContain('Port group Trunk passes several VLANs (0-4094)');
    expect(lines).toContain('Port group Blank has no VLAN in the source');
    expect(lines).toContain('No source lists 1 port group of these VMs');
    expect(lines).toContain('Nowhere');
    expect(lines).toContain('NICs of 1 VM');
  });

  it('counts load balancers at most, and addresses without those that nobody assigned', () => {
    expect(planned.plan.loadBalancersNeeded).toMatchObject({ atMost: 2, containerized: 1, podNetwork: 1 });
    expect(planned.plan.fixedAddresses.vms).toBe(1);
  });

  it('says that the bridge is an assumption, and that switches become one', () => {
    const one = planNetwork(estate(vms), ['rehost', 'rehost', 'rehost'], settingsSchema.parse({}));
    expect(one.plan.assumptions.join('\n')).toContain('2 virtual switches (dmz-dvs, dvs) become one bridge, br-vm');
    expect(planned.plan.assumptions.join('\n')).toContain('br-dmz, br-vm');
    expect(planned.plan.assumptions).toHaveLength(1);
  });
});
