import { byCodePoint } from '../../lib/order.ts';
import type { Dependencies } from '../../model/dependencies.ts';
import type { Vm } from '../../model/estate.ts';
import type { VmDecision } from '../../model/plan.ts';
import { stronglyConnected } from '../dependencies/groups.ts';

/** A VM that moves, with what is decided of it. */
export interface Mover {
  readonly vm: Vm;
  readonly decision: Pick<VmDecision, 'application' | 'disposition' | 'findings' | 'sizing'>;
}

/** VMs that move together or not at all. */
export interface Unit {
  readonly members: readonly Mover[];
  readonly application: string;
  /** Why they stay together; empty of one VM alone. */
  readonly reason: string;
}

/**
 * Takes the movers apart into units: members of one cluster of VMs stay together, and so do VMs that wait for each other
 * (strongly connected parts of the graph). A unit belongs to the application that most of its members belong to.
 * Linear in movers, edges and clusters.
 */
export function unitsOf(
  movers: readonly Mover[],
  clusters: readonly (readonly string[])[],
  { edges }: Dependencies,
): Unit[] {
  const byId = new Map(movers.map((mover) => [mover.vm.id, mover]));
  const next = new Map<string, Set<string>>();
  const link = (from: string, to: string): void => {
    if (from === to || !byId.has(from) || !byId.has(to)) return;
    next.set(from, (next.get(from) ?? new Set()).add(to));
  };
  for (const { from, to, infrastructure } of edges) {
    if (!infrastructure && from.vm !== null && to.vm !== null) link(from.vm, to.vm);
  }
  const inCluster = new Set<string>();
  for (const cluster of clusters) {
    const present = cluster.filter((id) => byId.has(id));
    for (const id of present) inCluster.add(id);
    // A ring makes its members one strongly connected part.
    for (const [index, id] of present.entries()) link(id, present[(index + 1) % present.length] ?? id);
  }
  const ids = [...byId.keys()].sort(byCodePoint);
  return stronglyConnected(ids, (id) => [...(next.get(id) ?? [])].sort(byCodePoint)).map((part) => {
    const members = part.flatMap((id) => byId.get(id) ?? []);
    const reason =
      members.length === 1
        ? ''
        : members.some(({ vm }) => inCluster.has(vm.id))
          ? `${names(members)} are one cluster`
          : `${names(members)} wait for each other`;
    return { members, application: mostFrequent(members.map(({ decision }) => decision.application)), reason };
  });
}

function names(members: readonly Mover[]): string {
  const all = members.map(({ vm }) => vm.name).sort(byCodePoint);
  return all.length > 4 ? `${all.slice(0, 4).join(', ')} and ${all.length - 4} more` : all.join(', ');
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort(([a, many], [b, fewer]) => fewer - many || byCodePoint(a, b));
  return first?.[0] ?? '';
}
