import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/lib/seeded-random.ts';
import { byWave, seededOrder } from '../../../../../src/planner/nodes/scheduler/order.ts';
import { pendingAfterDrain, pendingPods } from '../../../../../src/planner/nodes/scheduler/pending.ts';
import { SimulatedCluster } from '../../../../../src/planner/nodes/scheduler/simulated-cluster.ts';
import type { NodeShape, SchedulerPod } from '../../../../../src/planner/nodes/scheduler/types.ts';

const shape = (labels: readonly string[] = [], taints: readonly string[] = []): NodeShape => ({
  type: 'node',
  allocatable: { cpuMilli: 4000, memoryMiB: 4000, pods: 10 },
  labels,
  taints,
});
const plain = shape();
const pod = (id: string, cpuMilli: number, memoryMiB: number, changes: Partial<SchedulerPod> = {}): SchedulerPod => ({
  id,
  cpuMilli,
  memoryMiB,
  wave: 0,
  podTerms: [],
  nodeTerms: [],
  ...changes,
});
const apart = (required: boolean): SchedulerPod['podTerms'] => [{ kind: 'antiAffinity', label: 'r', required }];
const together: SchedulerPod['podTerms'] = [{ kind: 'affinity', label: 'r', required: false }];

/** Nodes of the pods, which are placed in their order. */
function place(nodes: readonly NodeShape[], pods: readonly SchedulerPod[]): number[] {
  const cluster = new SimulatedCluster(nodes, pods, seededRandom(1));
  return pods.map((_, index) => (cluster.schedule(index) ? cluster.nodeOf(index) : -1));
}

describe('SimulatedCluster', () => {
  it('spreads: the emptier node, and of equal ones the one that stays balanced', () => {
    const [first, second] = place([plain, plain], [pod('a', 1000, 1000), pod('b', 1000, 1000)]);
    expect(new Set([first, second])).toEqual(new Set([0, 1]));
    // One node has CPU in use, the other as much memory: the CPU goes where memory is used.
    const [cpu, memory, next] = place([plain, plain], [pod('a', 2000, 0), pod('b', 0, 2000), pod('c', 2000, 0)]);
    expect(cpu).not.toBe(memory);
    expect(next).toBe(memory);
  });

  it('leaves pending what CPU, memory or the number of pods leaves no room for', () => {
    expect(place([plain], [pod('a', 4001, 1)])).toEqual([-1]);
    expect(place([plain], [pod('a', 1, 4001)])).toEqual([-1]);
    const many = Array.from({ length: 11 }, (_, i) => pod(`p${i}`, 1, 1));
    expect(place([plain], many).filter((node) => node === -1)).toHaveLength(1);
  });

  it('keeps required anti-affinity, prefers what is preferred', () => {
    const three = ['a', 'b', 'c'].map((id) => pod(id, 10, 10, { podTerms: apart(true) }));
    expect(place([plain, plain], three).filter((node) => node === -1)).toHaveLength(1);
    const preferred = ['a', 'b', 'c'].map((id) => pod(id, 10, 10, { podTerms: apart(false) }));
    const nodes = place([plain, plain], preferred);
    expect(nodes[0]).not.toBe(nodes[1]);
    expect(nodes).not.toContain(-1);
    const friends = ['a', 'b', 'c'].map((id) => pod(id, 100, 100, { podTerms: together }));
    expect(new Set(place([plain, plain, plain], friends)).size).toBe(1);
  });

  it('keeps to node affinity and taints, and prefers nodes that are preferred', () => {
    const [licensed, tainted] = [shape(['g']), shape(['g'], ['g'])];
    const bound = { label: 'g', required: true, away: false, tolerated: true };
    expect(place([plain, tainted], [pod('a', 10, 10, { nodeTerms: [bound] }), pod('b', 10, 10)])).toEqual([1, 0]);
    expect(place([tainted], [pod('b', 10, 10)])).toEqual([-1]);
    const wish = { ...bound, required: false, tolerated: false };
    expect(place([plain, licensed], [pod('a', 10, 10, { nodeTerms: [wish] })])).toEqual([1]);
    expect(place([plain, licensed], [pod('a', 10, 10, { nodeTerms: [{ ...wish, away: true }] })])).toEqual([0]);
  });

  it('drains a node: its pods go elsewhere, never back, and pods of other nodes stay', () => {
    const pods = [pod('a', 1000, 1000), pod('b', 1000, 1000), pod('c', 1000, 1000)];
    const cluster = new SimulatedCluster([plain, plain], pods, seededRandom(1));
    for (const index of pods.keys()) cluster.schedule(index);
    const fullest = cluster.fullest(plain) ?? -1;
    const evicted = cluster.drain(fullest);
    expect(evicted).toHaveLength(2);
    for (const index of evicted) expect(cluster.schedule(index)).toBe(true);
    for (const index of pods.keys()) expect(cluster.nodeOf(index)).toBe(1 - fullest);
    expect(pendingAfterDrain([plain], pods, 1)).toHaveLength(3);
  });

  it('orders pods by wave, by chance within one, and by the seed alone', () => {
    const pods = byWave(Array.from({ length: 40 }, (_, i) => pod(`p${i}`, 1, 1, { wave: i % 2 })));
    const order = [...seededOrder(pods, 5)];
    expect(order.map((index) => pods[index]?.wave)).toEqual(pods.map(({ wave }) => wave));
    expect([...order].sort((a, b) => a - b)).toEqual([...pods.keys()]);
    expect([...seededOrder(pods, 5)]).toEqual(order);
    expect([...seededOrder(pods, 6)]).not.toEqual(order);
  });

  const anyPods = fc
    .array(fc.record({ cpu: fc.nat(3000), memory: fc.nat(3000), wave: fc.nat(3), rule: fc.nat(3) }), { maxLength: 60 })
    .map((drawn) =>
      byWave(
        drawn.map(({ cpu, memory, wave, rule }, i) =>
          pod(`p${i}`, cpu, memory, {
            wave,
            podTerms: rule === 0 ? [{ kind: 'antiAffinity', label: `r${wave}`, required: true }] : [],
          }),
        ),
      ),
    );

  it('places a pod once, overfills no node, keeps apart what must be, and is a function of the seed', () => {
    fc.assert(
      fc.property(anyPods, fc.integer({ min: 1, max: 12 }), fc.nat(), (pods, count, seed) => {
        const nodes = Array.from({ length: count }, () => plain);
        const cluster = new SimulatedCluster(nodes, pods, seededRandom(seed));
        const placed = pods.map((_, index) => cluster.schedule(index));
        for (const node of nodes.keys()) {
          const on = pods.filter((_, index) => cluster.nodeOf(index) === node);
          expect(on.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0)).toBeLessThanOrEqual(4000);
          expect(on.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)).toBeLessThanOrEqual(4000);
          expect(on.length).toBeLessThanOrEqual(10);
          const labels = on.flatMap(({ podTerms }) => podTerms.map(({ label }) => label));
          expect(new Set(labels).size).toBe(labels.length);
        }
        expect(placed).toEqual(pods.map((_, index) => cluster.nodeOf(index) >= 0));
        expect(pendingPods(nodes, pods, seed)).toEqual(pendingPods(nodes, pods, seed));
      }),
      { numRuns: 50 },
    );
  });
});
