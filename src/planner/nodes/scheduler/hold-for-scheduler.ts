import type { NodePlan, NodePool } from '../../../model/plan.ts';
import type { SchedulerCheck } from '../../../model/scheduler-check.ts';
import type { Settings } from '../../../model/settings.ts';
import { counted, whole } from '../../figures.ts';
import { controlPlaneLimit } from '../plan-nodes.ts';
import { nodeCapacity } from '../reservations.ts';
import type { WorkerType } from '../worker-types.ts';
import { labelNodes, requiredLabels } from './groups.ts';
import { grow } from './grow.ts';
import type { Check, Supply } from './grow.ts';
import { byWave } from './order.ts';
import { pendingAfterDrain, pendingPods } from './pending.ts';
import { feasibleNodesToFind, type ScoringStrategy } from './scores.ts';
import type { NodeShape, SchedulerPod } from './types.ts';

export interface HoldInput {
  /** Nodes by packing, with their spare ones. */
  readonly packed: NodePlan;
  /** Pods that fit a node; others would be pending on any number of them. */
  readonly pods: readonly SchedulerPod[];
  /** Labels of groups whose nodes keep other pods off. */
  readonly tainted: ReadonlySet<string>;
  readonly types: readonly WorkerType[];
  readonly settings: Settings;
  /** True where KubeVirt runs on the workers. */
  readonly runsVms: boolean;
}

/** Orders of the pods' arrival that a count must hold for. */
const wantedOrders = 20;
/** …and of an estate so large that they would take minutes. */
const fewestOrders = 3;
/**
 * Pods × nodes looked at in all orders together, of one check: a fraction of a second. Enough for twenty orders of some
 * 1,500 pods on 150 nodes.
 */
const work = 5e6;
/** Pods above which the simulation would take minutes: then packing stands, and the plan says so. */
const mostPods = 20_000;

/**
 * The node plan with as many workers as a stock kube-scheduler needs: workers are added until it leaves no pod pending
 * on them, in twenty seeded orders that keep to the waves, and again when one node of each kind is drained, with the
 * spare nodes there. Rules are laid on one after the other, so that each one's cost in nodes is seen. Without a spare
 * node nothing may fail, and nothing is drained.
 */
export function holdForScheduler({ packed, pods, tainted, types, settings, runsVms }: HoldInput): NodePlan {
  if (pods.length === 0) return packed;
  const { scoringStrategy } = settings.nodes;
  if (pods.length > mostPods) {
    const unchecked = `Not simulated with a kube-scheduler, whose spreading can need more nodes than packing does: more than ${whole(mostPods)} pods`;
    return { ...packed, assumptions: [unchecked, ...packed.assumptions] };
  }
  const sorted = byWave(pods);
  const shapes = new Shapes(types, tainted, settings, runsVms);
  const packedNodes = shapes.ofPools(packed.pools, 'worker');
  const spare = shapes.ofPools(packed.pools, 'spare');
  const supply = new Stock(types, shapes, [...packedNodes, ...spare]);

  const looked = sorted.length * feasibleNodesToFind(packedNodes.length);
  const orders = Math.min(wantedOrders, Math.max(fewestOrders, Math.floor(work / looked)));
  const onWorkers =
    (which: readonly SchedulerPod[]): Check =>
    (nodes, seed) =>
      pendingPods(nodes, which, seed, scoringStrategy);

  const costs: SchedulerCheck['costs'] = [];
  let nodes: readonly NodeShape[] = packedNodes;
  let pending = 0;
  const lay = (rule: SchedulerCheck['costs'][number]['rule'], check: Check): void => {
    const grown = grow(nodes, orders, check, supply);
    costs.push({ rule, nodes: grown.nodes.length - nodes.length });
    ({ nodes, pending } = grown);
  };

  lay('spreading', onWorkers(sorted.map((pod) => ({ ...pod, podTerms: [], nodeTerms: [] }))));
  if (sorted.some(({ podTerms }) => podTerms.length > 0)) {
    lay('podRules', onWorkers(sorted.map((pod) => ({ ...pod, nodeTerms: [] }))));
  }
  if (sorted.some(({ nodeTerms }) => nodeTerms.length > 0)) {
    nodes = labelNodes(nodes, sorted, (shape, labels) => shapes.withLabels(shape.type, labels));
    lay('nodeGroups', onWorkers(sorted));
  }
  if (spare.length > 0) {
    const held = nodes.length;
    const drained: Check = (workers, seed) => pendingAfterDrain([...workers, ...spare], sorted, seed, scoringStrategy);
    // Nodes that are added for a drain change every order, so that both checks are repeated until neither adds any.
    for (let before = -1; before !== nodes.length;) {
      before = nodes.length;
      const grown = grow(nodes, orders, drained, supply);
      ({ nodes, pending } =
        grown.nodes.length === before ? grown : grow(grown.nodes, orders, onWorkers(sorted), supply));
    }
    costs.push({ rule: 'drain', nodes: nodes.length - held });
  }
  const check = { orders, packedWorkers: packedNodes.length, costs, pending };
  return withWorkers(packed, nodes, shapes, check, scoringStrategy);
}

/** Shapes by type and labels, each one object, so that nodes of a kind are known by it. */
class Shapes {
  readonly #known = new Map<string, NodeShape>();
  readonly #capacity: ReadonlyMap<string, Pick<NodePool, 'steps'> & Pick<NodeShape, 'allocatable'>>;
  readonly #tainted: ReadonlySet<string>;

  constructor(types: readonly WorkerType[], tainted: ReadonlySet<string>, settings: Settings, runsVms: boolean) {
    this.#tainted = tainted;
    this.#capacity = new Map(types.map((type) => [type.name, nodeCapacity(type, settings, runsVms)]));
  }

  withLabels(type: string, labels: readonly string[]): NodeShape {
    const key = JSON.stringify([type, labels]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { allocatable } = this.capacityOf(type);
    const shape = { type, allocatable, labels, taints: labels.filter((label) => this.#tainted.has(label)) };
    this.#known.set(key, shape);
    return shape;
  }

  /** A shape for each node of the pools of a role. */
  ofPools(pools: readonly NodePool[], role: NodePool['role']): NodeShape[] {
    return pools.flatMap((pool) =>
      pool.role === role ? Array.from({ length: pool.count }, () => this.withLabels(pool.type, [])) : [],
    );
  }

  capacityOf(type: string): Pick<NodePool, 'steps'> & Pick<NodeShape, 'allocatable'> {
    const capacity = this.#capacity.get(type);
    if (capacity === undefined) throw new Error(`no node type ${type}`);
    return capacity;
  }
}

/** Nodes beyond those in use: as many as wanted of the catalogue's, or what is left of the hosts. */
class Stock implements Supply {
  readonly #shapes: Shapes;
  /** Types in the order of preference, the one that most nodes have first; how many are left of each, null for any number. */
  readonly #left = new Map<string, number | null>();

  constructor(types: readonly WorkerType[], shapes: Shapes, used: readonly NodeShape[]) {
    this.#shapes = shapes;
    const count = new Map<string, number>();
    for (const { type } of used) count.set(type, (count.get(type) ?? 0) + 1);
    const mostUsedFirst = types.toSorted((a, b) => (count.get(b.name) ?? 0) - (count.get(a.name) ?? 0));
    for (const { name, available } of mostUsedFirst) {
      this.#left.set(name, available === null ? null : available - (count.get(name) ?? 0));
    }
  }

  offer(pod: SchedulerPod): NodeShape | null {
    const labels = requiredLabels(pod);
    for (const [type, left] of this.#left) {
      const { allocatable } = this.#shapes.capacityOf(type);
      const fits =
        pod.cpuMilli <= allocatable.cpuMilli && pod.memoryMiB <= allocatable.memoryMiB && allocatable.pods > 0;
      if (left !== 0 && fits) return this.#shapes.withLabels(type, labels);
    }
    return null;
  }

  take({ type }: NodeShape): boolean {
    const left = this.#left.get(type) ?? null;
    if (left === 0) return false;
    if (left !== null) this.#left.set(type, left - 1);
    return true;
  }
}

function withWorkers(
  packed: NodePlan,
  nodes: readonly NodeShape[],
  shapes: Shapes,
  check: Omit<SchedulerCheck, 'labelledNodes'>,
  strategy: ScoringStrategy,
): NodePlan {
  const counts = new Map<string, number>();
  const labelled = new Map<NodeShape, number>();
  for (const shape of nodes) {
    counts.set(shape.type, (counts.get(shape.type) ?? 0) + 1);
    if (shape.labels.length > 0) labelled.set(shape, (labelled.get(shape) ?? 0) + 1);
  }
  const workers = [...counts].map(([type, count]): NodePool => {
    const { allocatable, steps } = shapes.capacityOf(type);
    return { type, role: 'worker', count, allocatable, steps };
  });
  const { lowerBound } = packed;
  const plan: NodePlan = {
    ...packed,
    pools: [...workers, ...packed.pools.filter(({ role }) => role !== 'worker')],
    workers: nodes.length,
    total: packed.total - packed.workers + nodes.length,
    gapPercent: lowerBound === 0 ? null : ((nodes.length - lowerBound) * 100) / lowerBound,
    scheduler: {
      ...check,
      labelledNodes: [...labelled].map(([{ type, labels, taints }, count]) => ({
        type,
        labels: [...labels],
        taints: [...taints],
        count,
      })),
    },
  };
  return {
    ...plan,
    assumptions: [...schedulerWords(check, nodes.length, strategy), ...controlPlaneLimit(plan), ...packed.assumptions],
  };
}

function schedulerWords(
  { orders, costs, pending }: Omit<SchedulerCheck, 'labelledNodes'>,
  workers: number,
  strategy: ScoringStrategy,
): string[] {
  const drained = costs.some(({ rule }) => rule === 'drain');
  const words = [
    `${counted(workers, 'worker')} hold every pod of a ${strategy === 'LeastAllocated' ? 'stock kube-scheduler' : 'kube-scheduler with MostAllocated'}, simulated in ${orders} seeded orders` +
      `${drained ? ', and when one node of each kind is drained' : ''}; devices and volumes bind pods to nodes beyond that`,
  ];
  if (orders < wantedOrders) {
    words.push(`The estate is so large that ${orders} orders were simulated instead of ${wantedOrders}`);
  }
  const added = costs.reduce((sum, { nodes }) => sum + nodes, 0);
  if (added * 10 > workers) {
    words.push(
      `${whole(added)} of the workers are there because the scheduler spreads pods, so that large ones find no room later: ` +
        'its strategy MostAllocated (nodes.scoringStrategy, and the same in its configuration), or nodes of their own for large VMs, can save most of these',
    );
  }
  if (!drained) words.push('There is no spare node, so that a node cannot be drained without pods waiting');
  if (pending === 0) return words;
  return [
    `No node is left for ${counted(pending, 'pod')} that a stock kube-scheduler would leave pending: ` +
      `packed closely they fit on ${whole(workers)}, but it spreads pods`,
    ...words.slice(1),
  ];
}
