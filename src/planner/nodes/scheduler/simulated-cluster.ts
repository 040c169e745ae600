import { matchesNodeAffinity, toleratesTaints } from './filters.ts';
import {
  balancedAllocation,
  feasibleNodesToFind,
  leastAllocated,
  mostAllocated,
  type ScoringStrategy,
  normaliseByHighest,
  normaliseByRange,
  preferredNodeAffinity,
  termWeight,
  unstatedRequest,
  weights,
} from './scores.ts';
import type { NodeShape, SchedulerPod } from './types.ts';

/** What pods of one list of nodeTerms may run on, 1 or 0, and would rather: a figure a node. */
interface Suitability {
  readonly suits: Uint8Array;
  readonly preference: Float64Array;
}

/**
 * Nodes that pods are placed on one by one, as a stock kube-scheduler with its default profile would. It knows the nodes
 * by their index in `nodes`, the pods by their index in `pods`. What does not fit stays pending: nothing is preempted,
 * because the plan's PriorityClasses never preempt. Time of one placement is linear in the nodes.
 */
export class SimulatedCluster {
  readonly #nodes: readonly NodeShape[];
  readonly #pods: readonly SchedulerPod[];
  readonly #random: () => number;
  readonly #allocationScore: typeof leastAllocated;

  /** By node. What is scored counts pods without requests as `unstatedRequest`. */
  readonly #cpu: Float64Array;
  readonly #memory: Float64Array;
  readonly #count: Float64Array;
  readonly #scoredCpu: Float64Array;
  readonly #scoredMemory: Float64Array;
  readonly #cpuCapacity: Float64Array;
  readonly #memoryCapacity: Float64Array;
  readonly #podCapacity: Float64Array;

  readonly #nodeOfPod: Int32Array;
  /** By label of a pod term: how many pods that bear it each node holds. */
  readonly #bearers = new Map<string, Map<number, number>>();
  readonly #suitability = new Map<string, Suitability>();

  readonly #candidates: Int32Array;
  readonly #scores: Float64Array;
  #start = 0;
  #cordoned = -1;

  constructor(
    nodes: readonly NodeShape[],
    pods: readonly SchedulerPod[],
    random: () => number,
    strategy: ScoringStrategy = 'LeastAllocated',
  ) {
    this.#allocationScore = strategy === 'LeastAllocated' ? leastAllocated : mostAllocated;
    this.#nodes = nodes;
    this.#pods = pods;
    this.#random = random;
    const figures = (of: (node: NodeShape) => number): Float64Array => Float64Array.from(nodes, of);
    this.#cpu = figures(() => 0);
    this.#memory = figures(() => 0);
    this.#count = figures(() => 0);
    this.#scoredCpu = figures(() => 0);
    this.#scoredMemory = figures(() => 0);
    this.#cpuCapacity = figures(({ allocatable }) => allocatable.cpuMilli);
    this.#memoryCapacity = figures(({ allocatable }) => allocatable.memoryMiB);
    this.#podCapacity = figures(({ allocatable }) => allocatable.pods);
    this.#nodeOfPod = new Int32Array(pods.length).fill(-1);
    this.#candidates = new Int32Array(nodes.length);
    this.#scores = new Float64Array(nodes.length);
  }

  /** Index of the node that holds the pod; -1 while it is pending. */
  nodeOf(pod: number): number {
    return this.#nodeOfPod[pod] ?? -1;
  }

  /** Places a pod, and returns whether a node was found for it. */
  schedule(index: number): boolean {
    const pod = this.#pods[index];
    if (pod === undefined) throw new RangeError(`no pod ${index}`);
    const found = this.#findNodes(pod);
    if (found === 0) return false;
    if (pod.nodeTerms.some(({ required }) => !required)) this.#addNodeAffinity(pod, found);
    if (pod.podTerms.some(({ required }) => !required)) this.#addInterPodAffinity(pod, found);
    this.#put(index, pod, this.#highest(found));
    return true;
  }

  /** Of the nodes of a shape the one with the largest share of a resource requested; null where none has a pod. */
  fullest(shape: NodeShape): number | null {
    let fullest: number | null = null;
    let most = 0;
    for (const [node, each] of this.#nodes.entries()) {
      if (each !== shape) continue;
      const { cpuMilli, memoryMiB, pods } = shape.allocatable;
      const share = Math.max(
        (this.#cpu[node] ?? 0) / cpuMilli,
        (this.#memory[node] ?? 0) / memoryMiB,
        (this.#count[node] ?? 0) / pods,
      );
      if (share > most) [fullest, most] = [node, share];
    }
    return fullest;
  }

  /** Closes a node and evicts its pods, in the order of their indices; the one that was closed before is open again. */
  drain(node: number): number[] {
    this.#cordoned = node;
    const evicted: number[] = [];
    for (const [index, pod] of this.#pods.entries()) {
      if (this.#nodeOfPod[index] !== node) continue;
      evicted.push(index);
      this.#nodeOfPod[index] = -1;
      this.#account(pod, node, -1);
    }
    return evicted;
  }

  /** Fills `#candidates` and their scores of resources; returns how many there are. */
  #findNodes(pod: SchedulerPod): number {
    const { cpuMilli, memoryMiB } = pod;
    const scoredCpu = cpuMilli === 0 ? unstatedRequest.cpuMilli : cpuMilli;
    const scoredMemory = memoryMiB === 0 ? unstatedRequest.memoryMiB : memoryMiB;
    const isBestEffort = cpuMilli === 0 && memoryMiB === 0;
    const { suits } = this.#suitabilityOf(pod);
    const apart: ReadonlyMap<number, number>[] = [];
    for (const { kind, label, required } of pod.podTerms) {
      const bearers = required && kind === 'antiAffinity' ? this.#bearers.get(label) : undefined;
      if (bearers !== undefined) apart.push(bearers);
    }
    // The innermost loop of the node plan: fields are read once.
    const [cpus, memories, counts] = [this.#cpu, this.#memory, this.#count];
    const [scoredCpus, scoredMemories] = [this.#scoredCpu, this.#scoredMemory];
    const [cpuCapacities, memoryCapacities, podCapacities] = [
      this.#cpuCapacity,
      this.#memoryCapacity,
      this.#podCapacity,
    ];
    const [candidates, scores, cordoned] = [this.#candidates, this.#scores, this.#cordoned];
    const nodes = this.#nodes.length;
    const wanted = feasibleNodesToFind(nodes);
    let found = 0;
    let node = this.#start;
    for (let seen = 0; seen < nodes && found < wanted; seen++, node = node + 1 === nodes ? 0 : node + 1) {
      const cpu = (cpus[node] ?? 0) + cpuMilli;
      const cpuCapacity = cpuCapacities[node] ?? 0;
      if (cpu > cpuCapacity) continue;
      const memory = (memories[node] ?? 0) + memoryMiB;
      const memoryCapacity = memoryCapacities[node] ?? 0;
      if (memory > memoryCapacity) continue;
      if ((counts[node] ?? 0) >= (podCapacities[node] ?? 0) || suits[node] === 0 || node === cordoned) continue;
      if (apart.some((bearers) => bearers.has(node))) continue;
      const allocation = this.#allocationScore(
        (scoredCpus[node] ?? 0) + scoredCpu,
        cpuCapacity,
        (scoredMemories[node] ?? 0) + scoredMemory,
        memoryCapacity,
      );
      const balanced = isBestEffort ? 0 : balancedAllocation(cpu, cpuCapacity, memory, memoryCapacity);
      candidates[found] = node;
      scores[found] = weights.leastAllocated * allocation + weights.balancedAllocation * balanced;
      found++;
    }
    this.#start = node;
    return found;
  }

  #suitabilityOf({ nodeTerms }: SchedulerPod): Suitability {
    const key = nodeTerms.length === 0 ? '' : JSON.stringify(nodeTerms);
    const known = this.#suitability.get(key);
    if (known !== undefined) return known;
    const suits = ({ labels, taints }: NodeShape): boolean =>
      matchesNodeAffinity(nodeTerms, labels) && toleratesTaints(nodeTerms, taints);
    const made = {
      suits: Uint8Array.from(this.#nodes, (shape) => (suits(shape) ? 1 : 0)),
      preference: Float64Array.from(this.#nodes, ({ labels }) => preferredNodeAffinity(nodeTerms, labels)),
    };
    this.#suitability.set(key, made);
    return made;
  }

  #addNodeAffinity(pod: SchedulerPod, found: number): void {
    const { preference } = this.#suitabilityOf(pod);
    const sum = (at: number): number => preference[this.#candidates[at] ?? -1] ?? 0;
    let highest = 0;
    for (let at = 0; at < found; at++) highest = Math.max(highest, sum(at));
    for (let at = 0; at < found; at++) {
      this.#scores[at] = (this.#scores[at] ?? 0) + weights.nodeAffinity * normaliseByHighest(sum(at), highest);
    }
  }

  /** Both sides of a rule bear its term, so each pod of it that a node holds counts twice: as its own and as the other's. */
  #addInterPodAffinity({ podTerms }: SchedulerPod, found: number): void {
    const terms = podTerms.flatMap(({ kind, label, required }) => {
      const bearers = this.#bearers.get(label);
      return required || bearers === undefined
        ? []
        : [{ bearers, weight: kind === 'affinity' ? termWeight : -termWeight }];
    });
    const sum = (at: number): number =>
      terms.reduce((all, { bearers, weight }) => all + 2 * weight * (bearers.get(this.#candidates[at] ?? -1) ?? 0), 0);
    let [lowest, highest] = [Infinity, -Infinity];
    for (let at = 0; at < found; at++) {
      lowest = Math.min(lowest, sum(at));
      highest = Math.max(highest, sum(at));
    }
    for (let at = 0; at < found; at++) {
      this.#scores[at] =
        (this.#scores[at] ?? 0) + weights.interPodAffinity * normaliseByRange(sum(at), lowest, highest);
    }
  }

  /** The candidate with the highest score; among equals chance decides, as in selectHost. */
  #highest(found: number): number {
    const scores = this.#scores;
    let best = -1;
    let equals = 0;
    for (let at = 0; at < found; at++) {
      const score = scores[at] ?? 0;
      if (score > best) {
        best = score;
        equals = 1;
      } else if (score === best) equals++;
    }
    let chosen = Math.floor(this.#random() * equals);
    for (let at = 0; at < found; at++) {
      if (scores[at] === best && chosen-- === 0) return this.#candidates[at] ?? -1;
    }
    throw new Error('no candidate has the highest score');
  }

  #put(index: number, pod: SchedulerPod, node: number): void {
    this.#nodeOfPod[index] = node;
    this.#account(pod, node, 1);
  }

  /** Adds a pod's requests to a node, or with -1 takes them away. */
  #account({ cpuMilli, memoryMiB, podTerms }: SchedulerPod, node: number, sign: 1 | -1): void {
    const add = (to: Float64Array, amount: number): void => {
      to[node] = (to[node] ?? 0) + sign * amount;
    };
    add(this.#cpu, cpuMilli);
    add(this.#memory, memoryMiB);
    add(this.#count, 1);
    add(this.#scoredCpu, cpuMilli === 0 ? unstatedRequest.cpuMilli : cpuMilli);
    add(this.#scoredMemory, memoryMiB === 0 ? unstatedRequest.memoryMiB : memoryMiB);
    for (const label of new Set(podTerms.map((term) => term.label))) {
      const bearers = this.#bearers.get(label) ?? new Map<number, number>();
      this.#bearers.set(label, bearers);
      const count = (bearers.get(node) ?? 0) + sign;
      if (count === 0) bearers.delete(node);
      else bearers.set(node, count);
    }
  }
}
