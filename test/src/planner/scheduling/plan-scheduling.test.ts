import { describe, expect, it } from 'vitest';
import { blankCluster, blankResourcePool } from '../../../../src/model/blank-records.ts';
import type { Cluster, ClusterRule, Estate, Vm } from '../../../../src/model/estate.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';

const aRule = (kind: ClusterRule['kind'], vms: readonly string[], changes: Partial<ClusterRule> = {}): ClusterRule => ({
  name: `${kind} ${vms.join(' ')}`,
  kind,
  enabled: true,
  mandatory: false,
  vms: vms.map((name) => `id-${name}`),
  hosts: [],
  away: false,
  ...changes,
});

const aCluster = (rules: readonly ClusterRule[], changes: Partial<Cluster> = {}): Cluster => ({
  ...blankCluster(0, 2, 'C1'),
  ...changes,
  rules: [...rules],
});

const hosts = ['esx01.example.org', 'esx02.example.org', 'esx03.example.org'];

function planned(
  names: readonly string[],
  rules: readonly ClusterRule[],
  changes: Partial<Estate> = {},
  vm: Partial<Vm> = {},
) {
  const vms = names.map((name) => aVm(name, vm));
  return makePlan(
    anEstate(
      vms,
      hosts.map((name) => aHost(name)),
      { clusters: [aCluster(rules)], ...changes },
    ),
    settingsSchema.parse({ overrides: [{ match: { name: 'gone*' }, disposition: 'retire', reason: 'old' }] }),
  );
}

const outcome = (rules: readonly ClusterRule[], names = ['a', 'b', 'c']) =>
  planned(names, rules).scheduling.rules.map(({ carriedAs, required, why }) => ({ carriedAs, required, why }));

describe('rules of DRS', () => {
  it('become anti-affinity, required where they must hold and nodes suffice', () => {
    expect(outcome([aRule('antiAffinity', ['a', 'b'], { mandatory: true })])).toEqual([
      { carriedAs: 'podAntiAffinity', required: true, why: 'never on one node' },
    ]);
    expect(outcome([aRule('antiAffinity', ['a', 'b'])])).toMatchObject([
      { carriedAs: 'podAntiAffinity', required: false },
    ]);
    // One worker and one spare node for three VMs.
    expect(outcome([aRule('antiAffinity', ['a', 'b', 'c'], { mandatory: true })])).toEqual([
      {
        carriedAs: 'podAntiAffinity',
        required: false,
        why: 'on different nodes as far as there are any: 3 VMs on 2 nodes',
      },
    ]);
  });

  it('become affinity that never forbids a live migration', () => {
    expect(outcome([aRule('affinity', ['a', 'b'], { mandatory: true })])).toMatchObject([
      { carriedAs: 'podAffinity', required: false },
    ]);
  });

  it.each<[string, ClusterRule[], string]>([
    ['is switched off', [aRule('antiAffinity', ['a', 'b'], { enabled: false })], 'switched off'],
    ['names one VM', [aRule('affinity', ['a'])], 'fewer than two VMs'],
    ['names a VM twice', [aRule('affinity', ['a', 'a'])], 'fewer than two VMs'],
    ['names no host', [aRule('vmHost', ['a'])], 'no host'],
    ['orders starts', [aRule('dependency', ['a', 'b'])], 'no order of starts'],
    ['is split over dispositions', [aRule('affinity', ['a', 'gone1'])], 'fewer than two of its VMs are rehosted'],
  ])('are not carried where one %s', (_, rules, why) => {
    const [first] = outcome(rules, ['a', 'b', 'gone1']);
    expect(first).toMatchObject({ carriedAs: null, required: false });
    expect(first?.why).toContain(why);
  });

  it('are not carried where they contradict each other, even through a third VM', () => {
    const chain = [aRule('affinity', ['a', 'b']), aRule('affinity', ['b', 'c']), aRule('antiAffinity', ['a', 'c'])];
    expect(outcome(chain).map(({ carriedAs }) => carriedAs)).toEqual([null, null, null]);
    const plan = planned(['a', 'b', 'c'], chain);
    for (const { scheduling } of plan.decisions) expect(scheduling?.podTerms).toEqual([]);
    expect(plan.gaps.some((line) => line.startsWith('Nothing is generated from 3 rules of DRS'))).toBe(true);
  });

  it('are not carried where together they leave a VM no host', () => {
    const on = (host: string) => aRule('vmHost', ['a'], { name: `on ${host}`, mandatory: true, hosts: [host] });
    expect(outcome([on('esx01'), on('esx02')]).map(({ carriedAs }) => carriedAs)).toEqual([null, null]);
    const away = aRule('vmHost', ['a'], { name: 'away', mandatory: true, hosts: ['esx01'], away: true });
    expect(outcome([on('esx01'), away]).map(({ carriedAs }) => carriedAs)).toEqual([null, null]);
  });

  it('share a group of nodes where they name the same hosts, and taint it where one must hold', () => {
    const plan = planned(
      ['a', 'b'],
      [
        aRule('vmHost', ['a'], { name: 'Oracle on', mandatory: true, hosts: ['esx02', 'esx01'] }),
        aRule('vmHost', ['b'], { name: 'others off', mandatory: false, hosts: ['esx01', 'esx02'], away: true }),
      ],
    );
    expect(plan.scheduling.nodeGroups).toMatchObject([
      { tainted: true, rules: ['Oracle on', 'others off'], hostsToday: ['esx01', 'esx02'], vms: 1, licence: 'Oracle' },
    ]);
    const [a, b] = plan.decisions;
    const label = plan.scheduling.nodeGroups[0]?.label ?? '';
    expect(a?.scheduling?.nodeTerms).toEqual([{ label, required: true, away: false, tolerated: true }]);
    expect(b?.scheduling?.nodeTerms).toEqual([{ label, required: false, away: true, tolerated: false }]);
    expect(a?.findings.some(({ rule }) => rule === 'licence.host-group')).toBe(true);
  });

  it('of a workbook bind the VMs that name them, as a wish: whether they must hold is not told', () => {
    const plan = planned(['a', 'b'], [], {}, { clusterRules: 'VM-VM anti-affinity', clusterRuleNames: 'apart' });
    expect(plan.scheduling.rules).toMatchObject([
      { name: 'apart', mandatory: null, carriedAs: 'podAntiAffinity', required: false },
    ]);
  });
});

describe('the rest', () => {
  it('gives PriorityClasses to restart priorities that are not the default', () => {
    const plan = planned(['a'], [], {}, { haRestartPriority: 'High' });
    expect(plan.scheduling.priorityClasses).toEqual([
      { name: 'devirt-restart-high', value: 10, restartPriority: 'high', vms: 1 },
    ]);
    expect(planned(['a'], [], {}, { haRestartPriority: 'medium' }).scheduling.priorityClasses).toEqual([]);
  });

  it('states what admission control keeps free today, and what the plan does', () => {
    const clusters = [
      aCluster([], {
        admissionControlEnabled: true,
        admissionControlCpuPercent: 25,
        admissionControlMemoryPercent: 30,
      }),
      aCluster([], { name: 'C2', admissionControlEnabled: true, haFailoverLevel: 1, hostCount: 4 }),
      aCluster([], { name: 'C3', admissionControlEnabled: false }),
      aCluster([], { name: 'C4' }),
    ];
    const { headroom } = planned(['a'], [], { clusters }).scheduling;
    expect(headroom.today.map(({ cpuPercent, memoryPercent }) => [cpuPercent, memoryPercent])).toEqual([
      [25, 30],
      [25, 25],
      [0, 0],
      [null, null],
    ]);
    expect(headroom.planned).toMatchObject({ cpuPercent: 50, memoryPercent: 50, spareNodes: 1 });
    const { assumptions } = planned(['a'], [], { clusters }).nodes;
    expect(assumptions.filter((line) => line.startsWith('HA keeps free today: C1'))).toHaveLength(1);
  });

  const pool = (changes: object) => ({ ...blankResourcePool(0, 2), name: 'P', path: '/P', ...changes });

  it('makes a quota of a limited pool only where the pool is the application and the plan fits in', () => {
    const inPool = { resourcePool: '/P', folder: '/DC1/vm/App' };
    const quotas = (changes: object, vm: Partial<Vm> = inPool) =>
      planned(['a', 'b'], [], { resourcePools: [pool(changes)] }, vm).scheduling.resourcePools;
    expect(quotas({ memoryLimitMiB: 65_536, cpuLimitMHz: -1 })).toMatchObject([
      { namespace: 'app', quota: { cpuMilli: null, memoryMiB: 65_536 } },
    ]);
    expect(quotas({ memoryLimitMiB: 8192 })).toMatchObject([{ quota: null, why: expect.stringContaining('refuse') }]);
    expect(quotas({ memoryLimitMiB: 65_536 }, { resourcePool: null })).toMatchObject([
      { namespace: null, quota: null },
    ]);
    expect(quotas({ memoryReservationMiB: 1024 })).toMatchObject([{ quota: null, memoryReservationMiB: 1024 }]);
    expect(quotas({ memoryReservationMiB: 0, memoryLimitMiB: -1 })).toEqual([]);
  });

  it('names no resource that nobody named', () => {
    const pciDevices = [{ row: null, label: 'PCI device 0', backing: 'Vmiop', device: 'grid_t4-4q' }];
    const [decision] = planned(['a'], [], {}, { pciDevices }).decisions;
    expect(decision?.scheduling?.devices).toMatchObject([
      { kind: 'gpu', chosen: false, resource: expect.stringMatching(/^placeholder\.devirt\.dev\//) },
    ]);
    expect(decision?.sizing?.overheadMemoryMiB).toBe(328 + 1024);
  });
});
