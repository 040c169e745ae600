import { relativeTolerance } from './instance.ts';
import type { Instance } from './instance.ts';

export interface LowerBound {
  readonly bins: number;
  /** Index in the input's capacity of the dimension that gives the bound. */
  readonly dimension: number;
}

/**
 * The fewest bins that any packing of the items could need, as far as cheap arguments tell: the largest of the
 * one-dimensional bounds L2 of Martello and Toth (Discrete Applied Mathematics 28, 1990), one for each dimension alone.
 * L2 counts items above half of the capacity, which need a bin each, and what cannot share with them; with threshold 0
 * it is the continuous bound, total demand over capacity. Anti-affinity is ignored: it can only raise the true number.
 * Among dimensions of the same bound the one with the largest total demand, as a share of its capacity, binds.
 */
export function lowerBound(instance: Instance): LowerBound {
  const { count, dimensions } = instance;
  let best = { bins: count > 0 ? 1 : 0, demand: -1, dimension: 0 };
  for (let d = 0; d < dimensions; d++) {
    const capacity = instance.capacity[d] ?? 0;
    const sizes = Float64Array.from({ length: count }, (_, i) => instance.size[i * dimensions + d] ?? 0).sort();
    const demand = sizes.reduce((sum, s) => sum + s, 0) / capacity;
    const bins = martelloToth(sizes, capacity);
    if (bins > best.bins || (bins === best.bins && demand > best.demand)) {
      best = { bins, demand, dimension: instance.inputDimension[d] ?? 0 };
    }
  }
  return { bins: best.bins, dimension: best.dimension };
}

/**
 * Bound L2 for one dimension, sizes sorted ascending and none above the capacity. For each threshold t up to half of the
 * capacity: items above capacity - t share with none that is at least t; items above half share with no other such; the
 * items from t to half fill what the latter leave, then further bins.
 */
function martelloToth(sizes: Float64Array, capacity: number): number {
  const count = sizes.length;
  const prefix = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) prefix[i + 1] = (prefix[i] ?? 0) + (sizes[i] ?? 0);

  let firstAboveHalf = count;
  while (firstAboveHalf > 0 && (sizes[firstAboveHalf - 1] ?? 0) * 2 > capacity) firstAboveHalf--;
  const aboveHalf = count - firstAboveHalf;

  let best = wholeBins((prefix[count] ?? 0) / capacity);
  let firstAlone = count;
  // The thresholds worth trying are the sizes up to half of the capacity; `from` is the first item of at least t.
  for (let from = 0; from < firstAboveHalf; from++) {
    const threshold = sizes[from] ?? 0;
    if (from > 0 && threshold === sizes[from - 1]) continue;
    while (firstAlone > firstAboveHalf && (sizes[firstAlone - 1] ?? 0) > capacity - threshold) firstAlone--;
    const small = (prefix[firstAboveHalf] ?? 0) - (prefix[from] ?? 0);
    const large = (prefix[firstAlone] ?? 0) - (prefix[firstAboveHalf] ?? 0);
    const roomBesideLarge = (firstAlone - firstAboveHalf) * capacity - large;
    best = Math.max(best, wholeBins(aboveHalf + (small - roomBesideLarge) / capacity));
  }
  return Math.max(best, aboveHalf);
}

/** Rounds up to whole bins, but not for an excess that rounding errors of the sum could have made. */
function wholeBins(bins: number): number {
  return Math.ceil(bins * (1 - relativeTolerance));
}
