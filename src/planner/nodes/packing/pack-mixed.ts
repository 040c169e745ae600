import { closedBins, open, place, tightestBin } from './bin-state.ts';
import type { BinState } from './bin-state.ts';
import { emptyABin } from './empty-a-bin.ts';
import { checkVector, prepareInstance } from './instance.ts';
import type { Instance } from './instance.ts';
import { lowerBound } from './lower-bound.ts';
import type { BinType, MixedPacking, PackingItem } from './types.ts';

/**
 * Packs the items into bins of several types, some of which are limited in number, for example hosts that are used
 * again. Items that few types hold come first, then large before small, each into the tightest bin with room. Where none
 * has, a bin of the type that gives most for its price is opened; where prices are equal or not all known, of the
 * largest. A local search then empties bins, and each bin becomes of the cheapest, then smallest, type that is left and
 * holds what is in it. An item is left unplaced only when no bin is left; another packing might still have placed it.
 * The same items give the same packing, in whatever order they come; among equal types the first is taken.
 * @throws RangeError when a size or capacity is negative, not finite, or has another number of dimensions.
 */
export function packMixed(items: readonly PackingItem[], types: readonly BinType[]): MixedPacking {
  const [firstType] = types;
  if (firstType === undefined) return { bins: [], oversized: [...items.keys()], unplaced: [] };
  for (const { name, capacity } of types) checkVector(capacity, firstType.capacity.length, `the capacity of ${name}`);
  const largest = firstType.capacity.map((_, d) => Math.max(...types.map(({ capacity }) => capacity[d] ?? 0)));
  const instance = prepareInstance(items, largest);
  const choices = binChoices(instance, types);

  const { state, binChoice, unplaced, oversized } = fill(instance, choices);
  const packed = emptyABin(instance, state, Math.max(lowerBound(instance).bins, instance.largestGroup));
  const bins: UsedBin[] = [];
  for (const [bin, choice] of binChoice.entries()) {
    const members = packed[bin]?.sort((a, b) => a - b) ?? [];
    if (members.length > 0) bins.push({ choice, members });
    else choice.left++;
  }
  bins.sort((a, b) => (a.members[0] ?? 0) - (b.members[0] ?? 0));
  takeCheapest(instance, choices, bins);

  const toInput = (ranks: readonly number[]): number[] => ranks.map((rank) => instance.inputIndex[rank] ?? 0);
  return {
    bins: bins.map(({ choice, members }) => ({ type: choice.type, items: toInput(members) })),
    oversized: [...instance.oversized, ...toInput(oversized)].sort((a, b) => a - b),
    unplaced: toInput(unplaced).sort((a, b) => a - b),
  };
}

interface BinChoice {
  /** Index among the types that were given. */
  readonly type: number;
  /** Capacity in the instance's units and dimensions. */
  readonly capacity: readonly number[];
  /** 0 for all types where not all prices are known, so that prices decide nothing. */
  readonly price: number;
  /** Capacity as a share of the largest of any type, weighted by the items' demand. */
  readonly worth: number;
  /** How many bins of it are left. */
  left: number;
}

/** The types, best value first: by price for what they are worth, then the largest, then as given. */
function binChoices(instance: Instance, types: readonly BinType[]): BinChoice[] {
  const priced = types.every(({ price }) => price !== null);
  const choices = types.map((type, index): BinChoice => {
    const capacity = instance.inputDimension.map((d, i) =>
      Math.floor((type.capacity[d] ?? 0) / (instance.unit[i] ?? 1)),
    );
    const worth = capacity.reduce(
      (sum, c, d) => sum + (instance.averageShare[d] ?? 0) * (c / (instance.capacity[d] ?? 1)),
      0,
    );
    return { type: index, capacity, price: priced ? (type.price ?? 0) : 0, worth, left: type.available ?? Infinity };
  });
  return choices.sort((a, b) => a.price * b.worth - b.price * a.worth || b.worth - a.worth || a.type - b.type);
}

interface UsedBin {
  choice: BinChoice;
  readonly members: readonly number[];
}

function holds(instance: Instance, choice: BinChoice, members: readonly number[]): boolean {
  return choice.capacity.every((capacity, d) => {
    const load = members.reduce((sum, item) => sum + (instance.size[item * instance.dimensions + d] ?? 0), 0);
    return load <= capacity;
  });
}

interface Filled {
  readonly state: BinState;
  /** What each bin of the state is. */
  readonly binChoice: readonly BinChoice[];
  readonly unplaced: readonly number[];
  readonly oversized: readonly number[];
}

function fill(instance: Instance, choices: readonly BinChoice[]): Filled {
  const fitting = Array.from({ length: instance.count }, (_, item) =>
    choices.filter((c) => holds(instance, c, [item])),
  );
  const order = [...fitting.keys()].sort((a, b) => (fitting[a]?.length ?? 0) - (fitting[b]?.length ?? 0) || a - b);
  const state = closedBins(instance, instance.count);
  const binChoice: BinChoice[] = [];
  const unplaced: number[] = [];
  const oversized: number[] = [];
  for (const item of order) {
    let bin = tightestBin(instance, state, binChoice.length, item);
    if (bin < 0) {
      const choice = fitting[item]?.find(({ left }) => left > 0);
      if (choice === undefined) {
        (fitting[item]?.length === 0 ? oversized : unplaced).push(item);
        continue;
      }
      choice.left--;
      bin = binChoice.length;
      binChoice.push(choice);
      open(instance, state, bin, choice.capacity);
    }
    place(instance, state, bin, item);
  }
  const used = binChoice.length;
  return {
    state: {
      residual: state.residual.subarray(0, used * instance.dimensions),
      members: state.members.slice(0, used),
      groupBins: state.groupBins,
    },
    binChoice,
    unplaced,
    oversized,
  };
}

/** Exchanges each bin for the cheapest and then smallest one that holds its items, until none that is left is better. */
function takeCheapest(instance: Instance, choices: readonly BinChoice[], bins: readonly UsedBin[]): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const bin of bins) {
      for (const choice of choices) {
        const { price, worth } = bin.choice;
        const better = choice.price < price || (choice.price === price && choice.worth < worth);
        if (!better || choice.left <= 0 || !holds(instance, choice, bin.members)) continue;
        bin.choice.left++;
        choice.left--;
        bin.choice = choice;
        changed = true;
      }
    }
  }
}
