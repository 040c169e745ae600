import { emptyBins, place } from './bin-state.ts';
import { binCentric } from './bin-centric.ts';
import { emptyABin } from './empty-a-bin.ts';
import { firstFitDecreasingL2 } from './first-fit.ts';
import { prepareInstance } from './instance.ts';
import type { Instance } from './instance.ts';
import { lowerBound } from './lower-bound.ts';
import { fillBins, multiBinDot } from './multi-bin.ts';
import type { Packing, PackingItem, PackingOptions } from './types.ts';

/**
 * Items × bins that the multi-bin heuristic may look at, some seconds of work: enough for 100,000 small items, too little
 * for 100,000 of which few share a bin, where other heuristics are better.
 */
const multiBinWork = 5e8;

/** From so many items on, time counts more than one bin in a thousand. */
const largeInstance = 5_000;

/**
 * Packs the items into as few identical bins as a portfolio of heuristics and a local search find. Sizes and capacity
 * may be fractional; a bin then overflows by a share of less than 2^-36 for each of its items. The same items give the
 * same packing, in whatever order they come.
 * @throws RangeError when a size or the capacity is negative, not finite, or has another number of dimensions.
 */
export function pack(
  items: readonly PackingItem[],
  capacity: readonly number[],
  options: PackingOptions = {},
): Packing {
  const instance = prepareInstance(items, capacity);
  const bound = lowerBound(instance);
  const found = fewestBins(instance, bound.bins);
  const bins = spread(instance, found.bins, options.minimumBins ?? 0);
  for (const members of bins) members.sort((a, b) => a - b);
  bins.sort((a, b) => (a[0] ?? instance.count) - (b[0] ?? instance.count));
  return {
    bins: bins.map((members) => members.map((item) => instance.inputIndex[item] ?? 0)),
    heuristic: found.heuristic,
    lowerBound: bound.bins,
    gapPercent: bound.bins === 0 ? 0 : (bins.length / bound.bins - 1) * 100,
    bindingDimension: bound.dimension,
    oversized: instance.oversized,
  };
}

interface Candidate {
  readonly heuristic: string;
  readonly bins: number[][];
}

function fewestBins(instance: Instance, bound: number): Candidate {
  // An anti-affinity group needs as many bins as it has members, so there is no use in trying fewer.
  const fewest = Math.max(bound, instance.largestGroup);
  let best: Candidate = { heuristic: 'first-fit L2', bins: firstFitDecreasingL2(instance) };
  const offer = (heuristic: string, bins: number[][] | null): void => {
    if (bins !== null && bins.length < best.bins.length) best = { heuristic, bins };
  };
  // With many small items this first try usually succeeds, and nothing can beat it.
  if (best.bins.length > fewest) offer('multi-bin dot', multiBinDot(instance, fewest, fewest + 1, multiBinWork));
  if (best.bins.length > fewest) {
    offer('multi-bin dot', multiBinDot(instance, fewest + 1, best.bins.length, multiBinWork));
  }
  // Bin-centric takes as long as all the rest on a large estate, and is not asked for the last bin in a thousand there.
  if (best.bins.length > fewest + (instance.count < largeInstance ? 0 : Math.max(1, Math.floor(fewest / 1000)))) {
    offer('bin-centric dot', binCentric(instance, 'dot'));
    offer('bin-centric L2', binCentric(instance, 'l2'));
  }
  const state = emptyBins(instance, best.bins.length);
  for (const [bin, members] of best.bins.entries()) for (const item of members) place(instance, state, bin, item);
  const emptied = emptyABin(instance, state, fewest).filter((members) => members.length > 0);
  offer(`${best.heuristic}, bins emptied`, emptied);
  return best;
}

/** The packing in at least that many bins: spread evenly where that works out, else with empty bins. */
function spread(instance: Instance, bins: number[][], minimum: number): number[][] {
  if (bins.length >= minimum) return bins;
  const spreadOut = fillBins(instance, minimum) ?? bins;
  return [...spreadOut, ...Array.from({ length: minimum - spreadOut.length }, () => [])];
}
