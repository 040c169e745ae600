import { emptyBins, hasRoom, isApart, place } from './bin-state.ts';
import type { Instance } from './instance.ts';

/**
 * First-fit decreasing by weighted L2 norm (FFD-L2): items from the longest vector to the shortest, each into the first
 * bin with room. The dimensions are weighted by the average demand in them, so that a scarce one counts more.
 * Source of the weights: Panigrahy, Talwar, Uyeda, Wieder, "Heuristics for Vector Bin Packing", 2011.
 */
export function firstFitDecreasingL2(instance: Instance): number[][] {
  const { count, dimensions, size, share, averageShare } = instance;
  const norm = new Float64Array(count);
  const smallest = new Float64Array(dimensions).fill(Infinity);
  for (let item = 0; item < count; item++) {
    for (let d = 0; d < dimensions; d++) {
      const s = share[item * dimensions + d] ?? 0;
      norm[item] = (norm[item] ?? 0) + (averageShare[d] ?? 0) * s * s;
      smallest[d] = Math.min(smallest[d] ?? 0, size[item * dimensions + d] ?? 0);
    }
  }
  const order = Array.from({ length: count }, (_, item) => item);
  order.sort((a, b) => (norm[b] ?? 0) - (norm[a] ?? 0) || a - b);

  const state = emptyBins(instance, count);
  const isFull = (bin: number): boolean => {
    for (let d = 0; d < dimensions; d++) {
      if ((state.residual[bin * dimensions + d] ?? 0) < (smallest[d] ?? 0)) return true;
    }
    return false;
  };
  let used = 0;
  // Bins into which not even the smallest item fits leave the list, so that a long list is not walked for nothing.
  let openBins: number[] = [];
  for (const item of order) {
    let bin = openBins.find((b) => hasRoom(instance, state, b, item) && isApart(instance, state, b, item));
    if (bin === undefined) {
      bin = used++;
      openBins.push(bin);
    }
    place(instance, state, bin, item);
    if (isFull(bin)) openBins = openBins.filter((b) => b !== bin);
  }
  return state.members.slice(0, used);
}
