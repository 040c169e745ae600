import type { Instance } from './instance.ts';

/**
 * How an item is judged against the room left in the bin, both as shares of the capacity:
 * `dot` wants the largest weighted dot product of item and room, `l2` the smallest weighted distance between them.
 */
export type BinCentricScore = 'dot' | 'l2';

/**
 * How many items a bin chooses from at most. Below it every item is considered for every bin; above it, a sample
 * across all sizes that is refilled after each bin, which keeps the work proportional to the number of items.
 */
const poolLimit = 4096;

/**
 * Bin-centric greedy packing: fills one bin after the other, each time with the item of the best score that fits.
 * A dimension's weight is the average demand in it of the items that are left. Source: Panigrahy, Talwar, Uyeda,
 * Wieder, "Heuristics for Vector Bin Packing", 2011; the weights' update is the best single choice in Mommessin et al.,
 * Computers & Operations Research 2024.
 */
export function binCentric(instance: Instance, score: BinCentricScore): number[][] {
  const { count, dimensions, capacity, size, share, group } = instance;
  const queue = acrossSizes(count);
  const demand = new Float64Array(dimensions);
  for (let i = 0; i < share.length; i++) demand[i % dimensions] = (demand[i % dimensions] ?? 0) + (share[i] ?? 0);

  const bins: number[][] = [];
  const placed = new Uint8Array(count);
  const groupInBin = new Int32Array(instance.groups).fill(-1);
  const residual = new Float64Array(dimensions);
  const room = new Float64Array(dimensions);
  let queued = 0;
  let pool: number[] = [];
  while (queued < count || pool.length > 0) {
    while (queued < count && pool.length < poolLimit) pool.push(queue[queued++] ?? 0);
    const bin: number[] = [];
    residual.set(capacity);
    let candidates = pool;
    for (;;) {
      for (let d = 0; d < dimensions; d++) room[d] = (residual[d] ?? 0) / (capacity[d] ?? 1);
      const fitting: number[] = [];
      let best = -1;
      let bestScore = -Infinity;
      for (const item of candidates) {
        const from = item * dimensions;
        let fits = placed[item] === 0;
        let value = 0;
        for (let d = 0; fits && d < dimensions; d++) {
          fits = (size[from + d] ?? 0) <= (residual[d] ?? 0);
          const s = share[from + d] ?? 0;
          const r = room[d] ?? 0;
          value += (demand[d] ?? 0) * (score === 'dot' ? s * r : -(r - s) * (r - s));
        }
        const g = group[item] ?? -1;
        if (!fits || (g >= 0 && groupInBin[g] === bins.length)) continue;
        fitting.push(item);
        if (value > bestScore || (value === bestScore && item < best)) {
          best = item;
          bestScore = value;
        }
      }
      if (best < 0) break;
      bin.push(best);
      placed[best] = 1;
      if ((group[best] ?? -1) >= 0) groupInBin[group[best] ?? 0] = bins.length;
      for (let d = 0; d < dimensions; d++) {
        residual[d] = (residual[d] ?? 0) - (size[best * dimensions + d] ?? 0);
        demand[d] = (demand[d] ?? 0) - (share[best * dimensions + d] ?? 0);
      }
      candidates = fitting;
    }
    bins.push(bin);
    pool = pool.filter((item) => placed[item] === 0);
  }
  return bins;
}

/** All ranks, in an order in which any stretch of them spans all sizes: every k-th, then every k-th from the next on. */
function acrossSizes(count: number): number[] {
  const stride = Math.max(1, Math.ceil(count / poolLimit));
  const ranks: number[] = [];
  for (let start = 0; start < stride; start++) for (let rank = start; rank < count; rank += stride) ranks.push(rank);
  return ranks;
}
