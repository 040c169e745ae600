import { emptyBins, hasRoom, isApart, place } from './bin-state.ts';
import type { Instance } from './instance.ts';

/**
 * Fills a given number of bins at once: items from the largest to the smallest, each into the bin with room whose room
 * is most like it (the largest dot product of the two, as shares of the capacity). Null where an item finds no room.
 * It balances the bins as it goes, which suits many small items a bin. Source: multi-bin pairing of Mommessin et al.,
 * Computers & Operations Research 2024.
 */
export function fillBins(instance: Instance, bins: number): number[][] | null {
  const { count, dimensions, capacity, share } = instance;
  const state = emptyBins(instance, bins);
  const scale = new Float64Array(dimensions);
  for (let item = 0; item < count; item++) {
    for (let d = 0; d < dimensions; d++) scale[d] = (share[item * dimensions + d] ?? 0) / (capacity[d] ?? 1);
    let best = -1;
    let bestScore = -1;
    for (let bin = 0; bin < bins; bin++) {
      let score = 0;
      for (let d = 0; d < dimensions; d++) score += (scale[d] ?? 0) * (state.residual[bin * dimensions + d] ?? 0);
      if (score > bestScore && hasRoom(instance, state, bin, item) && isApart(instance, state, bin, item)) {
        best = bin;
        bestScore = score;
      }
    }
    if (best < 0) return null;
    place(instance, state, best, item);
  }
  return state.members.filter((members) => members.length > 0);
}

/** Tries of `fillBins` below the fewest bins that the bisection found, because feasibility is not monotone. */
const retriesBelow = 3;

/**
 * The fewest bins, from `atLeast` to below `fewerThan`, that `fillBins` succeeds with; null where it found none. Bisects,
 * then retries downwards. `workLimit` bounds items × bins summed over the tries, so that many fat items, for which other
 * heuristics are better anyway, do not take minutes.
 */
export function multiBinDot(
  instance: Instance,
  atLeast: number,
  fewerThan: number,
  workLimit: number,
): number[][] | null {
  let best: number[][] | null = null;
  let work = 0;
  const attempt = (bins: number): boolean => {
    work += instance.count * bins;
    if (work > workLimit) return false;
    const packed = fillBins(instance, bins);
    if (packed !== null) best = packed;
    return packed !== null;
  };

  let low = atLeast;
  let high = fewerThan;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (attempt(middle)) high = middle;
    else low = middle + 1;
  }
  for (let retry = 1; retry <= retriesBelow && high - retry >= atLeast; retry++) attempt(high - retry);
  return best;
}
