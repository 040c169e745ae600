import { byCodePoint } from '../../src/lib/order.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { VmDecision } from '../../src/model/plan.ts';

/** Why a VM does not move, or not as the others do. */
export interface Obstruction {
  readonly what: 'stays on VMware' | 'fits on no node' | 'has no known size' | 'no network left' | 'not by forklift';
  readonly reason: string;
  /** Ids, in the order of the estate. */
  readonly vms: readonly string[];
}

/** From what stops a VM to what only stops the tool that moves the others. */
const order: readonly Obstruction['what'][] = [
  'stays on VMware',
  'fits on no node',
  'has no known size',
  'no network left',
  'not by forklift',
];

/** What each of them means, for people. */
export const obstructionMeaning: Readonly<Record<Obstruction['what'], string>> = {
  'stays on VMware': 'retained: its hosts and licences stay with it',
  'fits on no node': 'to be moved, and no node type that is planned has room for it',
  'has no known size': 'to be moved, and in no node count: its CPUs or memory are not told',
  'no network left': 'rehosted, and a NIC of it has nothing to be put on',
  'not by forklift': 'rehosted by hand: forklift would refuse it, or lose data',
};

function reasonOf(decision: VmDecision): string {
  const { by, rule, reason } = decision.decidedBy;
  return by === 'cluster' || rule === null ? reason : `${reason} (${rule})`;
}

/** What stands in the way of VMs, by reason: the gravest first, then those that concern the most VMs. */
export function obstructions({ plan }: Assessed): Obstruction[] {
  const found = new Map<string, { what: Obstruction['what']; reason: string; vms: string[] }>();
  const add = (what: Obstruction['what'], reason: string, vm: string): void => {
    const key = `${what}\n${reason}`;
    const entry = found.get(key);
    if (entry === undefined) found.set(key, { what, reason, vms: [vm] });
    else entry.vms.push(vm);
  };
  // forklift's concerns come as rule ids with commas between; people know them by their titles.
  const inWords = (reason: string): string =>
    reason
      .split(', ')
      .map((part) => plan.rules[part]?.title ?? part)
      .join(', ');
  const unplaced = new Set(plan.nodes.unplaced);
  const withoutNetwork = new Set(plan.network.withoutNetworkVms);
  for (const decision of plan.decisions) {
    const { vm, disposition, sizing, network, forklift } = decision;
    if (disposition === 'retain') add('stays on VMware', reasonOf(decision), vm);
    if (unplaced.has(vm)) add('fits on no node', 'larger than what a node of the plan may give away', vm);
    if ((disposition === 'rehost' || disposition === 'containerize') && sizing === null) {
      add('has no known size', 'vCPUs or memory are not told', vm);
    }
    if (withoutNetwork.has(vm)) {
      const reasons = (network?.nics ?? []).filter(({ to }) => to === 'none').map(({ reason }) => reason);
      for (const reason of new Set(reasons)) add('no network left', reason, vm);
    }
    if (forklift !== null && forklift.leftOut !== null) add('not by forklift', inWords(forklift.leftOut), vm);
  }
  return [...found.values()].sort(
    (a, b) =>
      order.indexOf(a.what) - order.indexOf(b.what) || b.vms.length - a.vms.length || byCodePoint(a.reason, b.reason),
  );
}
