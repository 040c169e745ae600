import type { Vm } from '../../model/estate.ts';
import type { Disposition, Vote } from '../../model/plan.ts';
import { type FitDecision, decide } from './decide.ts';
import type { FitContext } from './rule.ts';

/** The rule that says which VMs are one; a waiver of it lets a VM go its own way. */
const clusterRule = 'availability.vm-cluster';

/** What changes least comes first: a cluster is as far as its member that can go least far. */
const mostConservativeFirst: readonly Disposition[] = ['retain', 'rehost', 'containerize', 'replace', 'retire'];

export interface EstateDecisions {
  /** `decisions[i]` belongs to `estate.vms[i]`. */
  readonly decisions: FitDecision[];
  /** Clusters whose members a person decided differently, a sentence each. */
  readonly conflicts: readonly string[];
}

/**
 * Decides every VM, and clusters of VMs as one. Overrides count first: where one or more members have the same, all
 * follow it; where they differ, each keeps its own, and a sentence says so. One that retires a member takes it out of the
 * cluster, as clusters lose old nodes. Else all become what the member becomes that changes least. `contextOf` gives the context of one VM, for answers that are about it alone.
 */
export function decideEstate(context: FitContext, contextOf: (vm: Vm) => FitContext = () => context): EstateDecisions {
  const { estate, vmClusters } = context;
  const decisions = estate.vms.map((vm) => decide(vm, contextOf(vm)));
  const indexOf = new Map(estate.vms.map((vm, index) => [vm.id, index]));
  const conflicts: string[] = [];
  for (const { members } of vmClusters.all) {
    const own: { readonly vm: Vm; readonly index: number; readonly decision: FitDecision }[] = [];
    for (const vm of members) {
      const index = indexOf.get(vm.id);
      const decision = index === undefined ? undefined : decisions[index];
      if (index === undefined || decision === undefined || isWaived(decision) || leaves(decision)) continue;
      own.push({ vm, index, decision });
    }
    const overridden = own.filter(({ decision }) => decision.decidedBy.by === 'override');
    const lead = leastChanged((overridden.length > 0 ? overridden : own).map(({ decision }) => decision));
    if (lead === null) continue;
    const wished = new Set(overridden.map(({ decision }) => decision.disposition));
    if (wished.size > 1) {
      const each = overridden.map(({ decision }) => `${decision.name} (${decision.disposition})`);
      conflicts.push(
        `Overrides split a cluster of VMs, which then loses its members one by one: ${each.slice(0, 5).join(', ')}${each.length > 5 ? ` and ${each.length - 5} more` : ''}`,
      );
    }
    for (const { vm, index, decision } of own) {
      if (decision.decidedBy.by === 'override' || decision.disposition === lead.disposition) continue;
      const vote: Vote = {
        by: 'cluster',
        rule: clusterRule,
        disposition: lead.disposition,
        reason: `One cluster with ${lead.name}, of which is decided: ${lead.disposition} (${lead.decidedBy.reason.replace(/\.$/, '')}).`,
      };
      decisions[index] = decide(vm, contextOf(vm), [vote]);
    }
  }
  return { decisions, conflicts };
}

function isWaived({ findings }: FitDecision): boolean {
  return findings.some(({ rule, waived }) => rule === clusterRule && waived !== undefined);
}

function leaves({ decidedBy }: FitDecision): boolean {
  return decidedBy.by === 'override' && decidedBy.disposition === 'retire';
}

/** The first of the decisions that change least; null of none. */
function leastChanged(decisions: readonly FitDecision[]): FitDecision | null {
  let least: FitDecision | null = null;
  for (const decision of decisions) {
    const isLess =
      least === null ||
      mostConservativeFirst.indexOf(decision.disposition) < mostConservativeFirst.indexOf(least.disposition);
    if (isLess) least = decision;
  }
  return least;
}
