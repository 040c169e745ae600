import type { SchedulerPod } from './types.ts';

/**
 * The scores of kube-scheduler 1.33 with its default configuration (pkg/scheduler/framework/plugins), each from 0 to 100.
 * Without effect on pods of the plan, and therefore not here: PodTopologySpread (a plan's pods are the only ones of their
 * workload, and one pod spreads over any node equally well), ImageLocality (no image is there before), and the score of
 * TaintToleration (the plan's taints are NoSchedule, which filter; the score counts PreferNoSchedule).
 */
export const largestScore = 100;

/** Weights of the plugins: pkg/scheduler/apis/config/v1/default_plugins.go. */
export const weights = { leastAllocated: 1, balancedAllocation: 1, nodeAffinity: 2, interPodAffinity: 2 };

/** Weight of each preferred term in the manifests of the plan. */
export const termWeight = 100;

/** What a pod without a request counts as where nodes are scored: pkg/scheduler/util/pod_resources.go. */
export const unstatedRequest = { cpuMilli: 100, memoryMiB: 200 };

/** noderesources/least_allocated.go: mean of the shares of CPU and memory that stay free with the pod, in whole percent. */
export function leastAllocated(cpu: number, cpuCapacity: number, memory: number, memoryCapacity: number): number {
  return Math.floor((freePercent(cpu, cpuCapacity) + freePercent(memory, memoryCapacity)) / 2);
}

/** noderesources/most_allocated.go: mean of the shares that are used with the pod, for clusters configured so. */
export function mostAllocated(cpu: number, cpuCapacity: number, memory: number, memoryCapacity: number): number {
  return Math.floor((usedPercent(cpu, cpuCapacity) + usedPercent(memory, memoryCapacity)) / 2);
}

function usedPercent(requested: number, capacity: number): number {
  return Math.floor((Math.min(requested, capacity) * largestScore) / capacity);
}

/** How NodeResourcesFit scores nodes: the scheduler's default, or its alternative that fills nodes one by one. */
export type ScoringStrategy = 'LeastAllocated' | 'MostAllocated';

function freePercent(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.floor(((capacity - requested) * largestScore) / capacity);
}

/** noderesources/balanced_allocation.go: 100 where CPU and memory are used in equal shares, less by half their difference. */
export function balancedAllocation(cpu: number, cpuCapacity: number, memory: number, memoryCapacity: number): number {
  const difference = Math.min(1, cpu / cpuCapacity) - Math.min(1, memory / memoryCapacity);
  return Math.floor((1 - Math.abs(difference / 2)) * largestScore);
}

/** nodeaffinity/node_affinity.go: sum of the weights of the preferred terms that hold, before it is normalised. */
export function preferredNodeAffinity(terms: SchedulerPod['nodeTerms'], labels: readonly string[]): number {
  return terms.reduce(
    (sum, { label, required, away }) => sum + (!required && labels.includes(label) !== away ? termWeight : 0),
    0,
  );
}

/** helper/normalize_score.go: in proportion to the highest. */
export function normaliseByHighest(score: number, highest: number): number {
  return highest === 0 ? 0 : Math.floor((score * largestScore) / highest);
}

/** interpodaffinity/scoring.go: the lowest becomes 0, the highest 100; all 0 where they are equal. */
export function normaliseByRange(score: number, lowest: number, highest: number): number {
  return highest === lowest ? 0 : Math.floor((largestScore * (score - lowest)) / (highest - lowest));
}

/** Nodes that are always looked for, and the least share of them: pkg/scheduler/schedule_one.go. */
const fewestFeasible = 100;
const leastPercent = 5;

/**
 * Feasible nodes after which the scheduler looks for no more (percentageOfNodesToScore unset): all of fewer than 100
 * nodes, else 50 % less one for every 125 nodes, but 5 % and 100 nodes at least.
 */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < fewestFeasible) return nodes;
  const percent = Math.max(leastPercent, 50 - Math.floor(nodes / 125));
  return Math.max(fewestFeasible, Math.floor((nodes * percent) / 100));
}
