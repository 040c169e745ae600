import type { SchedulerPod } from './types.ts';

type NodeTerms = SchedulerPod['nodeTerms'];

/** NodeAffinity: all required terms hold; the operators are Exists and DoesNotExist. */
export function matchesNodeAffinity(terms: NodeTerms, labels: readonly string[]): boolean {
  return terms.every(({ label, required, away }) => !required || labels.includes(label) !== away);
}

/** TaintToleration: every NoSchedule taint is tolerated. */
export function toleratesTaints(terms: NodeTerms, taints: readonly string[]): boolean {
  return taints.every((taint) => terms.some(({ label, tolerated }) => tolerated && label === taint));
}
