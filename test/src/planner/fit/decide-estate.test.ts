import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../../src/model/settings.ts';
import { decideEstate } from '../../../../src/planner/fit/decide-estate.ts';
import { aFitContext, type VmGiven } from './fit-estate.ts';

const member = (name: string, rest: VmGiven = {}): VmGiven => ({
  id: name,
  name,
  template: false,
  powerState: 'poweredOn',
  guestFullNameTools: 'Red Hat Enterprise Linux 9 (64-bit)',
  vCenterUuid: 'vc',
  datacenter: 'DC',
  disks: [{ row: 2, path: '[x] quorum.vmdk' }],
  ...rest,
});

const decided = (vms: readonly VmGiven[], settings: Partial<Settings> = {}) => {
  const context = aFitContext({ vms }, settings);
  const { decisions, conflicts } = decideEstate(context);
  return {
    dispositions: decisions.map(({ name, disposition, decidedBy }) => `${name} ${disposition} by ${decidedBy.by}`),
    decisions,
    conflicts,
  };
};

const override = (name: string, disposition: 'retain' | 'retire' | 'containerize') => ({
  match: { name },
  disposition,
  reason: `said of ${name}`,
});

const faultTolerant = { faultTolerance: 'running' };

describe('a cluster of VMs', () => {
  test('stays together with the member that changes least', () => {
    const { dispositions, decisions, conflicts } = decided([
      member('a'),
      member('b', faultTolerant),
      member('other', { disks: [{ row: 9, path: '[x] other.vmdk' }] }),
    ]);
    expect(dispositions).toEqual(['a retain by cluster', 'b retain by blocker', 'other rehost by default']);
    expect(conflicts).toEqual([]);
    const [a] = decisions;
    expect(a?.decidedBy).toEqual({
      by: 'cluster',
      rule: 'availability.vm-cluster',
      disposition: 'retain',
      reason: 'One cluster with b, of which is decided: retain (Fault Tolerance has no equal: replicas, or it stays).',
    });
    expect(a?.candidate).toBeNull();
    expect(a?.votes.map(({ by }) => by)).toEqual(['cluster', 'default']);
    // Concerns about moving it are no longer of interest.
    expect(a?.findings.some(({ rule }) => rule.startsWith('forklift.'))).toBe(false);
  });

  test('brings the concerns of moving back where a member moves after all', () => {
    const agent = { managedBy: 'com.vmware.vim.eam' };
    const { dispositions, decisions } = decided([member('a', agent), member('b')]);
    expect(dispositions).toEqual(['a rehost by cluster', 'b rehost by default']);
    expect(decisions[0]?.findings.some(({ rule }) => rule === 'forklift.vmware.disk.shared.detected')).toBe(true);
  });

  test('follows an override of one member', () => {
    const { dispositions, conflicts } = decided([member('a'), member('b', faultTolerant)], {
      overrides: [override('a', 'containerize')],
    });
    expect(dispositions).toEqual(['a containerize by override', 'b containerize by cluster']);
    expect(conflicts).toEqual([]);
  });

  test('loses a member that an override retires, and no other', () => {
    const { dispositions, conflicts } = decided([member('a'), member('b'), member('c', faultTolerant)], {
      overrides: [override('a', 'retire')],
    });
    expect(dispositions).toEqual(['a retire by override', 'b retain by cluster', 'c retain by blocker']);
    expect(conflicts).toEqual([]);
  });

  test('is split where overrides say so, and that is said', () => {
    const { dispositions, conflicts } = decided([member('a'), member('b'), member('c')], {
      overrides: [override('a', 'containerize'), override('b', 'retain')],
    });
    expect(dispositions).toEqual(['a containerize by override', 'b retain by override', 'c retain by cluster']);
    expect(conflicts).toEqual([
      'Overrides split a cluster of VMs, which then loses its members one by one: a (containerize), b (retain)',
    ]);
  });

  test('lets a member go of which the finding is waived', () => {
    const { dispositions } = decided([member('a'), member('b', faultTolerant)], {
      waivers: [{ rule: 'availability.vm-cluster', match: { name: 'a' }, reason: 'the cluster was dissolved' }],
    });
    expect(dispositions).toEqual(['a rehost by default', 'b retain by blocker']);
  });

  test('does not come of names', () => {
    const { dispositions } = decided([
      member('crm-sql-01', { disks: [{ row: 2, path: '[x] 1.vmdk' }] }),
      member('crm-sql-02', { ...faultTolerant, disks: [{ row: 3, path: '[x] 2.vmdk' }] }),
    ]);
    expect(dispositions).toEqual(['crm-sql-01 rehost by default', 'crm-sql-02 retain by blocker']);
  });
});
