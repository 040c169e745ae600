import { seededRandom } from '../../../lib/seeded-random.ts';
import { close, isApart, place, takeOut, tightestBin } from './bin-state.ts';
import type { BinState } from './bin-state.ts';
import type { Instance } from './instance.ts';

/** Bins that are looked at for an ejection at most, from a random one on, so that a step stays short in a large estate. */
const binsPerEjection = 1000;

/** Exchanges between two random bins that are tried after each ejection, and what one counts as work. */
const exchangesPerEjection = 50;
const workPerExchange = 12;

/**
 * How many items and bins the local search may look at for so many items: in proportion to them, from 50 items on about
 * a third of a second, then slower: ten times that for 200,000.
 */
function searchWork(count: number): number {
  return Math.min(5e7, 1e6 * count) + 2e3 * count;
}

interface Search {
  readonly instance: Instance;
  readonly state: BinState;
  /** Items without a bin; the last one is placed next. */
  readonly homeless: number[];
  /** What it costs to eject an item: its weight squared, and that again each time it found no room. */
  readonly price: Float64Array;
  readonly weight: Float64Array;
  readonly random: () => number;
}

/**
 * Local search for fewer bins: empties the bin with the least in it and finds room for its items in the others, again
 * and again, until `fewest` bins are in use or the work is spent. An item that fits nowhere ejects one or two others
 * that together are cheapest to eject; an item that fails often becomes dear, so the search is led away from what it
 * tried; random exchanges between bins after each ejection keep it from going in circles.
 * Source of the guided ejection: Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing
 * problem with time windows", Operations Research Letters 37, 2009; here with bins for routes.
 * Changes the state and returns the items of each bin; bins that are no longer in use are empty, and stay in the list.
 * The random numbers come from a fixed seed, and work is counted, not timed.
 */
export function emptyABin(instance: Instance, state: BinState, fewest: number): number[][] {
  const weight = itemWeights(instance);
  const random = seededRandom(1);
  let best = state.members.map((members) => [...members]);
  const workLimit = searchWork(instance.count);
  let work = 0;
  for (let used = best.filter((members) => members.length > 0).length; used > fewest; used--) {
    const homeless = emptyLightestBin(instance, state, weight);
    const search: Search = { instance, state, homeless, price: weight.map((w) => w * w), weight, random };
    work += instance.count;
    while (homeless.length > 0) {
      if (work > workLimit) return best;
      work += placeNext(search);
    }
    best = state.members.map((members) => [...members]);
  }
  return best;
}

/** An item's weighted share of a bin; scarce dimensions weigh more. */
function itemWeights(instance: Instance): Float64Array {
  const { count, dimensions, share, averageShare } = instance;
  const weight = new Float64Array(count);
  for (let item = 0; item < count; item++) {
    for (let d = 0; d < dimensions; d++) {
      weight[item] = (weight[item] ?? 0) + (averageShare[d] ?? 0) * (share[item * dimensions + d] ?? 0);
    }
  }
  return weight;
}

/** Empties the bin in use that has the least in it, and closes it. Returns its items, the heaviest last. */
function emptyLightestBin(instance: Instance, state: BinState, weight: Float64Array): number[] {
  let lightest = -1;
  let least = Infinity;
  for (const [bin, members] of state.members.entries()) {
    const load = members.reduce((sum, item) => sum + (weight[item] ?? 0), 0);
    if (members.length > 0 && load < least) {
      lightest = bin;
      least = load;
    }
  }
  const items: number[] = [];
  for (let left = state.members[lightest]?.length ?? 0; left > 0; left--) {
    items.push(takeOut(instance, state, lightest, left - 1));
  }
  close(instance, state, lightest);
  return items.sort((a, b) => (weight[a] ?? 0) - (weight[b] ?? 0) || b - a);
}

/** Places the next homeless item, where need be by ejecting others. Returns the work done. */
function placeNext(search: Search): number {
  const { instance, state, homeless, price, weight } = search;
  const item = homeless.pop() ?? 0;
  const bins = state.members.length;
  const bin = tightestBin(instance, state, bins, item);
  if (bin >= 0) {
    place(instance, state, bin, item);
    return bins;
  }
  price[item] = (price[item] ?? 0) + (weight[item] ?? 0) ** 2;
  const ejection = cheapestEjection(search, item);
  if (ejection.bin >= 0) {
    const [first, second] = ejection.positions;
    // The higher position goes first: the bin's last item moves into the one that is taken.
    if (second >= 0) homeless.push(takeOut(instance, state, ejection.bin, Math.max(first, second)));
    homeless.push(takeOut(instance, state, ejection.bin, second >= 0 ? Math.min(first, second) : first));
    place(instance, state, ejection.bin, item);
  } else homeless.unshift(item);
  for (let i = 0; i < exchangesPerEjection; i++) exchange(search);
  return bins + ejection.work + exchangesPerEjection * workPerExchange;
}

interface Ejection {
  /** -1 where no one or two items make room. */
  bin: number;
  /** Positions in the bin; the second is -1 where one item is enough. */
  positions: [number, number];
  work: number;
}

/** The one or two items of one bin that make room for the item at the least price; ties are broken at random. */
function cheapestEjection(search: Search, item: number): Ejection {
  const { instance, state, price, random } = search;
  const { dimensions, size, group } = instance;
  const lacking = new Float64Array(dimensions);
  const best: Ejection = { bin: -1, positions: [-1, -1], work: 0 };
  let bestPrice = Infinity;
  let ties = 0;
  const consider = (total: number, bin: number, first: number, second: number): void => {
    ties = total < bestPrice ? 1 : ties + 1;
    if (ties > 1 && random() * ties >= 1) return;
    bestPrice = total;
    best.bin = bin;
    best.positions = [first, second];
  };
  const bins = state.members.length;
  const start = Math.floor(random() * bins);
  for (let i = 0; i < Math.min(bins, binsPerEjection); i++) {
    const bin = (start + i) % bins;
    const members = state.members[bin] ?? [];
    for (let d = 0; d < dimensions; d++) {
      lacking[d] = (size[item * dimensions + d] ?? 0) - (state.residual[bin * dimensions + d] ?? 0);
    }
    // A bin that holds one of the item's anti-affinity group must give up that one.
    const rival = isApart(instance, state, bin, item) ? -1 : members.findIndex((m) => group[m] === group[item]);
    best.work += members.length;
    for (let x = rival >= 0 ? rival : 0; x < (rival >= 0 ? rival + 1 : members.length); x++) {
      const a = members[x] ?? 0;
      const priceA = price[a] ?? 0;
      if (priceA > bestPrice) continue;
      let enough = true;
      for (let d = 0; enough && d < dimensions; d++) enough = (size[a * dimensions + d] ?? 0) >= (lacking[d] ?? 0);
      if (enough) {
        consider(priceA, bin, x, -1);
        continue;
      }
      best.work += members.length - x;
      for (let y = rival >= 0 ? 0 : x + 1; y < members.length; y++) {
        const b = members[y] ?? 0;
        const total = priceA + (price[b] ?? 0);
        if (total > bestPrice || y === x) continue;
        enough = true;
        for (let d = 0; enough && d < dimensions; d++) {
          enough = (size[a * dimensions + d] ?? 0) + (size[b * dimensions + d] ?? 0) >= (lacking[d] ?? 0);
        }
        if (enough) consider(total, bin, x, y);
      }
    }
  }
  return best;
}

/** Moves a random item to another random bin, against an item of that bin or none, where both then fit. */
function exchange(search: Search): void {
  const { instance, state, random } = search;
  const { dimensions, size } = instance;
  const { members, residual } = state;
  const from = Math.floor(random() * members.length);
  const to = Math.floor(random() * members.length);
  const x = Math.floor(random() * (members[from]?.length ?? 0));
  const y = Math.floor(random() * ((members[to]?.length ?? 0) + 1));
  const a = members[from]?.[x];
  const b = members[to]?.[y];
  if (from === to || a === undefined) return;
  for (let d = 0; d < dimensions; d++) {
    const more = (size[a * dimensions + d] ?? 0) - (b === undefined ? 0 : (size[b * dimensions + d] ?? 0));
    if (more > (residual[to * dimensions + d] ?? 0) || -more > (residual[from * dimensions + d] ?? 0)) return;
  }
  takeOut(instance, state, from, x);
  if (b !== undefined) takeOut(instance, state, to, y);
  const apart = isApart(instance, state, to, a) && (b === undefined || isApart(instance, state, from, b));
  place(instance, state, apart ? to : from, a);
  if (b !== undefined) place(instance, state, apart ? from : to, b);
}
