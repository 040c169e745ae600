import { byCodePoint } from '../../lib/order.ts';
import type { Dependencies } from '../../model/dependencies.ts';
import type { Estate, Vm } from '../../model/estate.ts';
import type { Guest } from '../../model/guest.ts';
import type { LookedInto } from './addresses.ts';
import { edgesOf } from './edges.ts';
import { groupsOf } from './groups.ts';

/**
 * The estate's graph: who connects to whom, which applications hang together, and how much looking stands behind it.
 * What was not seen in the window may exist all the same: a job at the end of the month, a peer that calls once a year.
 */
export function dependenciesOf(estate: Estate, guestOf: (vm: Vm) => Guest | null): Dependencies {
  const looked: LookedInto[] = [];
  let unseenVms = 0;
  for (const vm of estate.vms) {
    const guest = guestOf(vm);
    if (guest !== null) looked.push({ vm, guest });
    else if (vm.template !== true && vm.srmPlaceholder !== true && vm.powerState === 'poweredOn') unseenVms++;
  }
  const names = new Map(estate.vms.map(({ id, name }) => [id, name]));
  const edges = edgesOf(estate.vms, looked);
  return { edges, groups: groupsOf(edges, (vm) => names.get(vm) ?? vm), window: windowOf(looked), unseenVms };
}

function windowOf(looked: readonly LookedInto[]): Dependencies['window'] {
  if (looked.length === 0) return null;
  const observations = looked.map(({ guest }) => guest.observations);
  const times = (of: (guest: Guest) => string | null): string[] =>
    looked.flatMap(({ guest }) => of(guest) ?? []).sort(byCodePoint);
  return {
    from: times(({ observedFrom }) => observedFrom)[0] ?? null,
    to: times(({ observedTo }) => observedTo).at(-1) ?? null,
    fewest: observations.reduce((least, each) => Math.min(least, each), Infinity),
    most: observations.reduce((most, each) => Math.max(most, each), 0),
  };
}
