import { describe, expect, test } from 'vitest';
import { DevirtError } from '../../../../src/lib/errors.ts';
import { aFitContext, aFitVm, type VmGiven } from './fit-estate.ts';

const disk = (path: string | null, row = 1) => ({ row, path });

function partners(...vms: VmGiven[]): string[][] {
  return [...aFitContext({ vms }).sharedDisks.values()].map((holders) => holders.map(({ name }) => name));
}

const lun = (path: string | null) => ({ path, raw: true, rawLunId: '0200110000' });

describe('shared disks', () => {
  test('are the same file within one data centre of one vCenter', () => {
    const place = { vCenterUuid: 'vc', datacenter: 'DC' };
    expect(
      partners(
        { name: 'a', ...place, disks: [disk('[ds] a/a.vmdk'), disk('[ds] q/q.vmdk')] },
        { name: 'b', ...place, disks: [disk('[ds] b/b.vmdk'), disk('[ds] q/q.vmdk')] },
        { name: 'c', ...place, datacenter: 'DC2', disks: [disk('[ds] q/q.vmdk')] },
        { name: 'd', ...place, vCenterUuid: 'vc2', disks: [disk('[ds] q/q.vmdk')] },
      ),
    ).toEqual([['a', 'b']]);
  });

  test('are the same LUN, whatever its mapping file is called', () => {
    expect(
      partners(
        { name: 'a', vCenterUuid: 'vc', disks: [lun(null), lun(null)] },
        { name: 'b', vCenterUuid: 'vc2', disks: [lun('[ds] b/b_1.vmdk')] },
      ),
    ).toEqual([['a', 'b']]);
  });

  test('are not two disks of one VM, nor disks of which no file is known', () => {
    expect(
      partners({ name: 'a', disks: [disk('[ds] x'), disk('[ds] x')] }, { name: 'b', disks: [disk(null)] }),
    ).toEqual([]);
    expect(partners({ name: 'a', disks: [disk(null)] }, { name: 'b', disks: [disk(null)] })).toEqual([]);
  });
});

describe('hosts', () => {
  const hosts = [
    { name: 'esx1.a.example', cpuMHz: 1000 },
    { name: 'esx2.a.example', cpuMHz: 2000 },
    { name: 'esx2.b.example', cpuMHz: 3000 },
  ];
  const speed = (host: string | null) => aFitContext({ hosts }).hostOf(aFitVm({ host }))?.cpuMHz ?? null;

  test('are found by their name in any case, and by a short name that is not ambiguous', () => {
    expect(speed('ESX1.a.example')).toBe(1000);
    expect(speed('esx1')).toBe(1000);
    expect(speed('esx2.b.example')).toBe(3000);
    expect(speed('esx2')).toBeNull();
    expect(speed(null)).toBeNull();
  });

  test("are those of the VM's own vCenter", () => {
    const context = aFitContext({
      hosts: [
        { name: 'esx1', vCenterUuid: 'a', cpuMHz: 1 },
        { name: 'esx1', vCenterUuid: 'b', cpuMHz: 2 },
      ],
    });
    expect(context.hostOf(aFitVm({ host: 'esx1', vCenterUuid: 'b' }))?.cpuMHz).toBe(2);
    expect(context.hostOf(aFitVm({ host: 'esx1', vCenterUuid: 'c' }))).toBeNull();
  });
});

describe('settings', () => {
  test('with a waiver of a rule that does not exist are refused, and the setting is named', () => {
    const waivers = [{ rule: 'os.end-of-live', match: { name: '*' }, reason: 'typo' }];
    expect(() => aFitContext({}, { waivers })).toThrow(DevirtError);
    expect(() => aFitContext({}, { waivers })).toThrow(/waivers\[0\]\.rule names the rule "os\.end-of-live"/);
  });
});
