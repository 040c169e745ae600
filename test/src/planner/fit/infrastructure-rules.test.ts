import { describe, expect, it } from 'vitest';
import { examine } from '../../../../src/planner/fit/frame.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { aFitContext, type EstateGiven } from './fit-estate.ts';

/** What the rules about networks and storage say of the first VM, by rule. */
function answers(given: EstateGiven): ReadonlyMap<string, string> {
  const context = aFitContext(given);
  const [vm] = context.estate.vms;
  const [source] = context.estate.sources;
  if (vm === undefined || source === undefined) throw new Error('there is a VM and a source');
  const found = new Map<string, string>();
  for (const rule of rules.filter(({ id }) => /^(?:network|storage)\./.test(id))) {
    const finding = examine(rule, new VmSubject(vm, source), context)?.finding;
    if (finding !== undefined) found.set(rule.id, finding.severity);
  }
  return found;
}

describe('rules about what stands under a VM', () => {
  const nic = { network: 'front', switch: 'dvs', macType: 'assigned' };

  it('say unknown of a port group and a datastore that no source lists', () => {
    const found = answers({ vms: [{ nics: [nic], disks: [{ path: '[gone] a/a.vmdk' }] }] });
    expect([...found]).toEqual([
      ['network.promiscuous', 'unknown'],
      ['network.trunk', 'unknown'],
      ['network.vlan-by-host', 'unknown'],
      ['storage.inaccessible', 'unknown'],
      ['storage.nfs', 'unknown'],
      ['storage.one-host', 'unknown'],
      ['storage.vsan', 'unknown'],
      ['storage.vvol', 'unknown'],
    ]);
  });

  it('do not take a port group for another vCenter’s of the same name', () => {
    const found = answers({
      vms: [{ vCenterUuid: 'one', nics: [nic] }],
      portGroups: [
        { kind: 'distributed', vCenterUuid: 'two', name: 'front', switch: 'dvs', vlan: '4095', promiscuous: true },
      ],
    });
    expect(found.get('network.trunk')).toBe('unknown');
    expect(found.get('network.promiscuous')).toBe('unknown');
  });

  it('have nothing to say of a VM without NICs and disks', () => {
    expect([...answers({ vms: [{ nicCount: 0, diskCount: 0 }] })]).toEqual([]);
  });

  it('hold what one NIC shows against what is not known of another', () => {
    const found = answers({
      vms: [{ nics: [nic, { ...nic, network: 'gone' }] }],
      portGroups: [{ kind: 'distributed', name: 'front', switch: 'dvs', vlan: '10,20', promiscuous: false }],
    });
    expect(found.get('network.trunk')).toBe('obstacle');
    expect(found.get('network.promiscuous')).toBe('unknown');
  });
});
