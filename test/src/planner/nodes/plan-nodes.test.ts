import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../../src/model/settings.ts';
import type { Settings } from '../../../../src/model/settings.ts';
import { planNodes } from '../../../../src/planner/nodes/plan-nodes.ts';
import type { Demand } from '../../../../src/planner/nodes/plan-nodes.ts';
import { workerTypes } from '../../../../src/planner/nodes/worker-types.ts';
import type { NodePlan } from '../../../../src/model/plan.ts';
import type { Host } from '../../../../src/model/estate.ts';
import { aHost, anEstate } from '../small-estate.ts';

/**
 * A node whose allocatable figures are easy to count with: 34 threads less 1 for the system, none for DaemonSets, 3 free
 * of reservations below; memory in MiB.
 */
const plain = { targetUtilisationPercent: 100, daemonSetCpuMilli: 0, daemonSetMemoryMiB: 0, daemonSetPods: 0 };
const catalogue = [
  // 33 threads − 1 = 32 CPUs; 256 GiB − 12.0 GiB (1 + 0.8 + 0.8 + 6.72 + 2.56 = 11.88) − 100 MiB
  { name: 'small', cores: 17, threads: 33, memoryMiB: 262_144, price: 10_000 },
  { name: 'large', cores: 65, threads: 129, memoryMiB: 1_048_576, price: 35_000 },
];

const settingsWith = (nodes: object): Settings => settingsSchema.parse({ nodes: { ...plain, catalogue, ...nodes } });

function plan(demands: readonly Demand[], nodes: object = {}, hosts: readonly Host[] = []): NodePlan {
  const settings = settingsWith(nodes);
  return planNodes(demands, workerTypes(anEstate([], hosts), settings), settings);
}

const demand = (id: string, cpuMilli: number, memoryMiB: number, changes: Partial<Demand> = {}): Demand => ({
  id,
  cpuMilli,
  memoryMiB,
  running: true,
  isVm: false,
  ...changes,
});
const many = (count: number, cpuMilli: number, memoryMiB: number): Demand[] =>
  Array.from({ length: count }, (_, i) => demand(`vm-${i}`, cpuMilli, memoryMiB));

const poolCounts = (nodePlan: NodePlan): Record<string, number> =>
  Object.fromEntries(nodePlan.pools.map(({ role, type, count }) => [`${role} ${type}`, count]));

describe('planNodes', () => {
  it('packs, adds spare and control plane nodes, and names what binds', () => {
    // 40 × 8 CPUs = 320 ÷ 32 a small node: 10, or 128 a large node: 3. 11 × 10,000 against 4 × 35,000.
    const nodes = plan(many(40, 8000, 4096));
    expect(poolCounts(nodes)).toEqual({ 'worker small': 10, 'spare small': 1, 'control-plane 1x16c-64g': 3 });
    expect(nodes).toMatchObject({
      workers: 10,
      total: 14,
      lowerBound: 10,
      gapPercent: 0,
      bindingDimension: 'cpu',
      demand: { cpuMilli: 320_000, memoryMiB: 163_840, pods: 40 },
      unplaced: [],
      alternatives: [{ type: 'large', workers: 3, lowerBound: 3, price: 140_000 }],
    });
    expect(nodes.assumptions[0]).toBe(
      'Planned with small, because it is the cheapest of 2 types to buy for this demand',
    );
  });

  it('takes the first type that is listed where a price is missing', () => {
    const unpriced = catalogue.map((type) => (type.name === 'small' ? { ...type, price: null } : type)).toReversed();
    const nodes = plan(many(40, 8000, 4096), { catalogue: unpriced });
    expect(poolCounts(nodes)).toMatchObject({ 'worker large': 3, 'spare large': 1 });
    expect(nodes.assumptions[0]).toContain('listed first, and without a price for small');
    expect(nodes.alternatives).toEqual([{ type: 'small', workers: 10, lowerBound: 10, price: null }]);
  });

  it('is bound by pods where many small ones share a node', () => {
    const nodes = plan(many(1000, 10, 10), { catalogue: catalogue.slice(0, 1) });
    // 1000 ÷ 250
    expect(nodes).toMatchObject({ workers: 4, bindingDimension: 'pods' });
  });

  it('puts what is too large for the cheap type on another one', () => {
    const dear = catalogue.map((type) => (type.name === 'large' ? { ...type, price: 60_000 } : type));
    const nodes = plan([...many(40, 8000, 4096), demand('giant', 64_000, 500_000)], { catalogue: dear });
    // 10 small + 1 large + 1 spare large: 220,000; 384 CPUs ÷ 128 = 3 large + 1 spare: 240,000
    expect(poolCounts(nodes)).toMatchObject({ 'worker small': 10, 'worker large': 1, 'spare large': 1 });
    expect(nodes.alternatives).toMatchObject([{ type: 'large', workers: 3, price: 240_000 }]);
    expect(nodes.workers).toBe(11);
    expect(nodes.lowerBound).toBeLessThanOrEqual(11);
    expect(nodes.unplaced).toEqual([]);
  });

  it('lists what fits no node', () => {
    const off = demand('off', 200_000, 1024, { running: false });
    const nodes = plan([...many(4, 1000, 1024), demand('vast', 1000, 2_000_000), off]);
    expect(nodes.unplaced).toEqual(['off', 'vast']);
    expect(nodes.workers).toBe(1);
  });

  it('leaves VMs that are off out of the count, and says what starting them would take', () => {
    const off = many(40, 8000, 4096).map((d) => ({ ...d, id: `off-${d.id}`, running: false }));
    const nodes = plan([...many(40, 8000, 4096), ...off], { catalogue: catalogue.slice(0, 1) });
    expect(nodes.workers).toBe(10);
    expect(nodes.demand.pods).toBe(40);
    expect(nodes.assumptions.at(-1)).toContain('need up to 10 workers more');
  });

  it('plans no cluster without demand, and a cluster without workers for VMs that are all off', () => {
    expect(plan([])).toMatchObject({ pools: [], workers: 0, total: 0, lowerBound: 0, gapPercent: null });
    const off = plan([demand('off', 1000, 1024, { running: false })]);
    expect(off).toMatchObject({ workers: 0, total: 4 });
  });

  it('reserves KubeVirt’s share on nodes that run VMs', () => {
    const vms = many(4, 8000, 1024).map((d) => ({ ...d, isVm: true }));
    // 32 − 2 = 30 CPUs a node: three VMs of 8
    expect(plan(vms, { catalogue: catalogue.slice(0, 1) }).workers).toBe(2);
  });

  it('uses hosts again, each once, and keeps spare ones from those left', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => aHost(name, { cores: 17, hyperThreadingActive: false }));
    const nodes = plan(many(6, 8000, 4096), { from: 'reuse', spare: 2 }, [
      ...hosts,
      aHost('m', { maintenanceMode: true }),
    ]);
    // 17 − 1 = 16 CPUs: two of 8 a host
    expect(nodes).toMatchObject({ workers: 3, lowerBound: 3, unplaced: [] });
    expect(nodes.pools.filter((pool) => pool.role === 'spare').map((pool) => pool.count)).toEqual([2]);
    expect(nodes.assumptions).toContain('Not used again: 1 host (in maintenance mode)');
  });

  it('keeps the largest hosts spare, unless VMs need them', () => {
    const hosts = [524_288, 524_288, 131_072, 131_072].map((memoryMiB, i) => aHost(`h${i}`, { memoryMiB }));
    const pools = (demands: readonly Demand[]): [string, number | undefined][] =>
      plan(demands, { from: 'reuse' }, hosts).pools.map(({ role, allocatable }) => [role, allocatable?.memoryMiB]);
    const [large, small] = [506_780, 121_428];
    // 524,288 − 17,408 − 100; 131,072 − 9544 (1 + 0.8 + 0.8 + 6.72 GiB) − 100
    expect(pools([demand('a', 1000, 100_000)])[1]).toEqual(['spare', large]);
    // Both large hosts are needed.
    expect(pools([demand('a', 1000, 400_000), demand('b', 1000, 400_000)]).slice(0, 2)).toEqual([
      ['worker', large],
      ['spare', small],
    ]);
  });

  it('says when hosts do not suffice', () => {
    const nodes = plan(many(6, 8000, 4096), { from: 'reuse' }, [
      aHost('a', { cores: 17, hyperThreadingActive: false }),
    ]);
    expect(nodes.workers).toBe(1);
    expect(nodes.unplaced).toHaveLength(4);
    expect(nodes.assumptions).toContain('No host is left for 1 spare node: a failure is not covered');
  });

  it('refuses to plan without a node that has room', () => {
    expect(() => plan([], { from: 'reuse' })).toThrow(/no host can be used again: the sources list none/);
    const tiny = [{ name: 'tiny', cores: 1, threads: 2, memoryMiB: 1024 }];
    expect(() => plan([], { catalogue: tiny })).toThrow(/"tiny" has no room/);
  });

  it('accounts for every demand, never below the bound, in any order', () => {
    const one = fc.record({
      cpuMilli: fc.integer({ min: 100, max: 140_000 }),
      memoryMiB: fc.integer({ min: 256, max: 1_200_000 }),
      running: fc.boolean(),
      isVm: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), fc.constantFrom('catalogue', 'reuse'), (list, from) => {
        const hosts = Array.from({ length: 12 }, (_, i) => aHost(`h${i}`, { memoryMiB: 262_144 * (1 + (i % 3)) }));
        const demands = list.map((d, i) => ({ ...d, id: String(i) }));
        const nodes = plan(demands, { from }, hosts);
        const byRole = (role: string): number =>
          nodes.pools.filter((pool) => pool.role === role).reduce((sum, { count }) => sum + count, 0);
        expect(byRole('worker')).toBe(nodes.workers);
        expect(byRole('worker') + byRole('spare') + byRole('control-plane')).toBe(nodes.total);
        expect(nodes.workers).toBeGreaterThanOrEqual(nodes.lowerBound);
        const placed = demands.filter((d) => d.running && !nodes.unplaced.includes(d.id));
        const room = nodes.pools
          .filter((pool) => pool.role === 'worker')
          .reduce((sum, pool) => sum + pool.count * (pool.allocatable?.memoryMiB ?? 0), 0);
        expect(placed.reduce((sum, d) => sum + d.memoryMiB, 0)).toBeLessThanOrEqual(room);
        expect(plan(demands.toReversed(), { from }, hosts)).toEqual(nodes);
      }),
      { numRuns: 20 },
    );
  });
});
