import { describe, expect, test } from 'vitest';
import { examine } from '../../../../src/planner/fit/frame.ts';
import type { Rule } from '../../../../src/planner/fit/rule.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { aFitContext, aFitSource, aFitVm, allFacts, type VmGiven } from './fit-estate.ts';

function ruleOf(id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

function found(id: string, given: VmGiven, ...others: VmGiven[]) {
  const vm = aFitVm(given);
  const context = aFitContext({ vms: [given, ...others] });
  return examine(ruleOf(id), new VmSubject(vm, aFitSource()), context)?.finding ?? null;
}

describe('an answer that must be earned', () => {
  test('no disk is raw, if each disk says so', () => {
    expect(found('disk.raw-device-mapping', { disks: [{ row: 3, raw: false }] })).toBeNull();
    expect(found('disk.raw-device-mapping', { disks: [{ row: 3, raw: false }, { row: 4 }] })).toEqual({
      rule: 'disk.raw-device-mapping',
      severity: 'unknown',
      evidence: [{ source: 'export.xlsx', path: 'vDisk!A (raw)', value: null }],
      detail: 'Not told of this VM: disk.raw.',
    });
  });

  test('what is found stands, whatever else is missing', () => {
    expect(found('disk.raw-device-mapping', { disks: [{ row: 3, raw: true }, { row: 4 }] })?.severity).toBe('obstacle');
  });

  test('a VM that has disks, of which none is listed, is unknown', () => {
    expect(found('disk.raw-device-mapping', { diskCount: 2 })?.severity).toBe('unknown');
    expect(found('disk.raw-device-mapping', { diskCount: 0 })).toBeNull();
  });

  test('a running guest without file systems is unknown, one that is off is not asked', () => {
    const id = 'forklift.vmware.guestDisks.freespace';
    expect(found(id, { powerState: 'poweredOn' })?.severity).toBe('unknown');
    expect(found(id, { powerState: 'poweredOff' })).toBeNull();
  });

  test('the cell that is empty is named', () => {
    expect(found('tools.not-running', { powerState: 'poweredOn' })?.evidence).toEqual([
      { source: 'export.xlsx', path: 'vInfo!A2 (toolsStatus)', value: null },
    ]);
  });

  test('a source that lacks a sheet names it, in one and the same finding for all of its VMs', () => {
    const facts = Object.fromEntries(Object.entries(allFacts).filter(([fact]) => !fact.startsWith('snapshot.')));
    const context = aFitContext({ vms: [{ name: 'a' }, { name: 'b' }], source: { facts } });
    const [first, second] = context.estate.vms.map(
      (vm) =>
        examine(ruleOf('forklift.vmware.snapshot.detected'), new VmSubject(vm, aFitSource({ facts })), context)
          ?.finding,
    );
    expect(first?.detail).toBe(
      'export.xlsx does not bring snapshot.name. Where to find it: RVTools sheet vSnapshot or a live vCenter.',
    );
    expect(second).toBe(first);
  });

  test('a template is examined by the rules for templates only', () => {
    expect(found('tools.not-running', { template: true, powerState: 'poweredOn' })).toBeNull();
    expect(found('retire.template', { template: true })?.severity).toBe('note');
  });
});

const lun = (row: number, path: string) => ({ row, path, raw: true, rawLunId: '0200', sharingMode: 'sharingNone' });

describe('a shared disk', () => {
  test('is proved by the LUN where the mapping files differ', () => {
    const finding = found(
      'disk.shared',
      { id: 'a', disks: [lun(3, '[ds] a/a_1.vmdk')] },
      { id: 'b', name: 'node-b', disks: [lun(4, '[ds] b/b_1.vmdk')] },
    );
    expect(finding?.evidence).toEqual([{ source: 'export.xlsx', path: 'vDisk!A3 (rawLunId)', value: '0200' }]);
    expect(finding?.detail).toBe('Shared with node-b.');
  });

  test('names five partners and counts the rest', () => {
    const others = Array.from({ length: 7 }, (_, index) => ({
      id: `o${index}`,
      name: `o${index}`,
      disks: [lun(9, 'x')],
    }));
    expect(found('disk.shared', { id: 'a', disks: [lun(3, 'y')] }, ...others)?.detail).toBe(
      'Shared with o0, o1, o2, o3, o4 and 2 more.',
    );
  });
});
