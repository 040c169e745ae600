import type { Instance } from './instance.ts';

export interface LowerBound {
  readonly bins: number;
  /** Index in the input's capacity of the dimension that gives the bound. */
  readonly dimension: number;
}

/**
 * The fewest bins that any packing of the items could need, as far as cheap arguments tell: the largest of
 * - for each dimension alone, and for the mean of each two (what fits in both fits in their mean), the bounds of
 *   one-dimensional packing: the continuous bound (demand over capacity), L2 of Martello and Toth (Discrete Applied
 *   Mathematics 28, 1990) and the dual feasible functions u(k) of Fekete and Schepers (Mathematical Programming 91, 2001);
 * - the size of a set of items of which no two fit one bin.
 * Anti-affinity is ignored: it can only raise the true number. The binding dimension is the one whose own bound is the
 * largest; among equals, the one with the largest demand as a share of its capacity.
 */
export function lowerBound(instance: Instance): LowerBound {
  const { averageShare, inputDimension } = instance;
  const byDemand = Array.from(inputDimension.keys()).sort((a, b) => (averageShare[b] ?? 0) - (averageShare[a] ?? 0));
  let binding = byDemand[0] ?? 0;
  let bins = instance.count > 0 ? 1 : 0;
  for (const d of byDemand) {
    const bound = oneDimensionalBound(meanShares(instance, d, d));
    if (bound > bins) {
      bins = bound;
      binding = d;
    }
  }
  for (const [i, d] of byDemand.entries()) {
    for (const e of byDemand.slice(i + 1)) bins = Math.max(bins, oneDimensionalBound(meanShares(instance, d, e)));
  }
  return { bins: Math.max(bins, conflictBound(instance)), dimension: inputDimension[binding] ?? 0 };
}

/** Each item's mean share of two dimensions; given the same one twice, its share of that. */
function meanShares(instance: Instance, d: number, e: number): Float64Array {
  const { count, dimensions, share } = instance;
  return Float64Array.from(
    { length: count },
    (_, i) => ((share[i * dimensions + d] ?? 0) + (share[i * dimensions + e] ?? 0)) / 2,
  );
}

/**
 * Shares are compared with this tolerance, always so that rounding lowers the bound: it is some thousand times the
 * rounding error of a share and of the sum of a hundred thousand of them.
 */
const tolerance = 1e-9;

function oneDimensionalBound(shares: Float64Array): number {
  shares.sort();
  return Math.max(martelloToth(shares), roundedSizes(shares));
}

/**
 * L2 for sizes as shares of a bin, sorted ascending. For each threshold t up to a half: items above 1 - t share with
 * none of at least t, items above a half share with no other such, and the items from t to a half fill what the latter
 * leave, then further bins. With t = 0 it is the continuous bound or, if larger, the number of items above a half.
 */
function martelloToth(shares: Float64Array): number {
  const count = shares.length;
  const prefix = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) prefix[i + 1] = (prefix[i] ?? 0) + (shares[i] ?? 0);
  const sum = (from: number, to: number): number => (prefix[to] ?? 0) - (prefix[from] ?? 0);

  let half = count;
  while (half > 0 && (shares[half - 1] ?? 0) > 0.5 + tolerance) half--;
  let alone = count;
  let best = Math.max(wholeBins(sum(0, count)), count - half);
  for (let from = 0; from < half; from++) {
    const threshold = shares[from] ?? 0;
    if (threshold === shares[from - 1]) continue;
    while (alone > half && (shares[alone - 1] ?? 0) > 1 - threshold + tolerance) alone--;
    const roomBesideLarge = alone - half - sum(half, alone);
    best = Math.max(best, wholeBins(count - half + sum(from, half) - roomBesideLarge));
  }
  return best;
}

/** Beyond this k the functions u(k) hardly differ from the sizes themselves. */
const largestK = 20;

/**
 * The dual feasible functions u(k): sizes rounded down to k-ths where (k + 1) times the size is not whole. What fits
 * one bin has rounded sizes of at most 1 together, so their sum bounds the bins. k = 2, for one, knows that of items
 * above a third no three share a bin.
 */
function roundedSizes(shares: Float64Array): number {
  let best = 0;
  for (let k = 1; k <= largestK; k++) {
    let sum = 0;
    for (const share of shares) {
      const multiple = share * (k + 1);
      const nearest = Math.round(multiple);
      sum += Math.abs(multiple - nearest) < tolerance * (k + 1) ? nearest / (k + 1) : Math.floor(multiple) / k;
    }
    best = Math.max(best, wholeBins(sum));
  }
  return best;
}

/** Rounds up to whole bins, but not for an excess that rounding errors could have made. */
function wholeBins(bins: number): number {
  return Math.ceil(bins * (1 - tolerance) - tolerance);
}

/** Most items that `conflictBound` looks at, the largest: it compares every pair of them. */
const conflictLimit = 2000;

/**
 * Size of a set of items of which no two fit one bin, each two by a dimension of their own: found greedily from the
 * item with the most conflicts down.
 */
function conflictBound(instance: Instance): number {
  const { dimensions, capacity, size } = instance;
  const count = Math.min(instance.count, conflictLimit);
  const inConflict = (a: number, b: number): boolean => {
    for (let d = 0; d < dimensions; d++) {
      if ((size[a * dimensions + d] ?? 0) + (size[b * dimensions + d] ?? 0) > (capacity[d] ?? 0)) return true;
    }
    return false;
  };
  const conflicts = new Int32Array(count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      if (!inConflict(a, b)) continue;
      conflicts[a] = (conflicts[a] ?? 0) + 1;
      conflicts[b] = (conflicts[b] ?? 0) + 1;
    }
  }
  const byConflicts = Array.from(conflicts.keys()).sort((a, b) => (conflicts[b] ?? 0) - (conflicts[a] ?? 0) || a - b);
  const apart: number[] = [];
  for (const item of byConflicts) if (apart.every((other) => inConflict(item, other))) apart.push(item);
  return apart.length;
}
