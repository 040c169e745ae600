import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../../../src/model/settings.ts';
import type { NodePlan } from '../../../../../src/model/plan.ts';
import { planNodes } from '../../../../../src/planner/nodes/plan-nodes.ts';
import { holdForScheduler } from '../../../../../src/planner/nodes/scheduler/hold-for-scheduler.ts';
import { byWave } from '../../../../../src/planner/nodes/scheduler/order.ts';
import { pendingPods } from '../../../../../src/planner/nodes/scheduler/pending.ts';
import type { SchedulerPod } from '../../../../../src/planner/nodes/scheduler/types.ts';
import { workerTypes } from '../../../../../src/planner/nodes/worker-types.ts';
import { aHost, anEstate } from '../../small-estate.ts';

/** Nodes of 32 CPUs and 249,500 MiB or so, whole. */
const whole = { targetUtilisationPercent: 100, daemonSetCpuMilli: 0, daemonSetMemoryMiB: 0, daemonSetPods: 0 };
const catalogue = [{ name: 'small', cores: 17, threads: 33, memoryMiB: 262_144, price: 10_000 }];

const pod = (id: string, cpuMilli: number, memoryMiB: number, changes: Partial<SchedulerPod> = {}): SchedulerPod => ({
  id,
  cpuMilli,
  memoryMiB,
  wave: 0,
  podTerms: [],
  nodeTerms: [],
  ...changes,
});

function hold(pods: readonly SchedulerPod[], nodes: object = {}, hosts = 0): NodePlan {
  const settings = settingsSchema.parse({ nodes: { ...whole, catalogue, ...nodes } });
  const estate = anEstate(
    [],
    Array.from({ length: hosts }, (_, i) => aHost(`esx${i}`)),
  );
  const types = workerTypes(estate, settings);
  const packed = planNodes(
    pods.map((each) => ({ ...each, running: true, isVm: false })),
    types,
    settings,
  );
  return holdForScheduler({ packed, pods, tainted: new Set(['g']), types: types.types, settings, runsVms: false });
}

describe('holdForScheduler', () => {
  it('adds nothing where packing and spreading fill nodes alike', () => {
    const plan = hold(Array.from({ length: 8 }, (_, i) => pod(`p${i}`, 8000, 1000)));
    expect(plan).toMatchObject({ workers: 2, total: 6, lowerBound: 2 });
    expect(plan.scheduler).toEqual({
      orders: 20,
      packedWorkers: 2,
      costs: [
        { rule: 'spreading', nodes: 0 },
        { rule: 'drain', nodes: 0 },
      ],
      labelledNodes: [],
      pending: 0,
    });
  });

  it('adds nodes where small pods that are spread leave no room for a large one', () => {
    const small = Array.from({ length: 20 }, (_, i) => pod(`s${i}`, 2000, 100));
    const plan = hold([...small, pod('large', 24_000, 100, { wave: 1 })], { spare: 0 });
    // 64 CPUs fill two nodes. The small ones spread, and leave 24 CPUs on a node when there are five: 8 of 32 are taken.
    expect(plan).toMatchObject({ workers: 5, lowerBound: 2, gapPercent: 150, scheduler: { packedWorkers: 2 } });
    expect(plan.pools.find(({ role }) => role === 'worker')).toMatchObject({ type: 'small', count: 5 });
    expect(plan.assumptions).toContain('There is no spare node, so that a node cannot be drained without pods waiting');
  });

  it('tells what pods that must stand apart cost', () => {
    const podTerms = [{ kind: 'antiAffinity', label: 'r', required: true }] as const;
    const plan = hold(Array.from({ length: 5 }, (_, i) => pod(`p${i}`, 100, 100, { podTerms })));
    expect(plan.workers).toBe(5);
    expect(plan.scheduler?.costs).toEqual([
      { rule: 'spreading', nodes: 0 },
      { rule: 'podRules', nodes: 4 },
      { rule: 'drain', nodes: 0 },
    ]);
  });

  it('gives a group nodes of its own, and one more so that one can be drained', () => {
    const nodeTerms = [{ label: 'g', required: true, away: false, tolerated: true }];
    const plan = hold([pod('bound', 1000, 1000, { nodeTerms }), pod('free', 1000, 1000)]);
    expect(plan.scheduler?.costs).toEqual([
      { rule: 'spreading', nodes: 0 },
      { rule: 'nodeGroups', nodes: 1 },
      { rule: 'drain', nodes: 1 },
    ]);
    expect(plan.scheduler?.labelledNodes).toEqual([{ type: 'small', labels: ['g'], taints: ['g'], count: 2 }]);
    expect(plan.workers).toBe(3);
  });

  it('takes hosts that are left, and says how many pods wait where none is', () => {
    const small = Array.from({ length: 38 }, (_, i) => pod(`s${i}`, 2000, 100));
    const pods = [...small, pod('large', 46_000, 100, { wave: 1 })];
    // Of 63 CPUs on a host, 17 may be taken before 46 find no room: eight small pods each, on five hosts.
    const enough = hold(pods, { from: 'reuse', spare: 0 }, 6);
    expect(enough).toMatchObject({ workers: 5, scheduler: { packedWorkers: 2, pending: 0 } });
    const short = hold(pods, { from: 'reuse', spare: 0 }, 2);
    expect(short).toMatchObject({ workers: 2, scheduler: { packedWorkers: 2, pending: 1 } });
    expect(short.assumptions[0]).toContain('No node is left for 1 pod');
  });

  it('leaves a plan without pods as it is', () => {
    expect(hold([])).toMatchObject({ workers: 0, scheduler: null });
  });

  it('holds in every order, never below the packing, in any order of the pods', () => {
    const pods = fc.array(fc.record({ cpu: fc.integer({ min: 1, max: 16_000 }), wave: fc.nat(2) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(pods, (drawn) => {
        const all = drawn.map(({ cpu, wave }, i) => pod(`p${i}`, cpu, 100 + cpu, { wave }));
        const plan = hold(all);
        const { costs = [], packedWorkers = 0, pending } = plan.scheduler ?? {};
        expect(costs.reduce((sum, { nodes }) => sum + nodes, packedWorkers)).toBe(plan.workers);
        expect(pending).toBe(0);
        const allocatable = plan.pools[0]?.allocatable ?? { cpuMilli: 0, memoryMiB: 0, pods: 0 };
        const shape = { type: 'small', allocatable, labels: [], taints: [] };
        const nodes = Array.from({ length: plan.workers }, () => shape);
        for (let seed = 0; seed < 20; seed++) expect(pendingPods(nodes, byWave(all), seed)).toEqual([]);
        expect(hold(all.toReversed())).toEqual(plan);
      }),
      { numRuns: 20 },
    );
  });
});
