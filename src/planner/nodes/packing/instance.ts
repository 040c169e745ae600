import { byCodePoint } from '../../../lib/order.ts';
import type { PackingItem } from './types.ts';

/**
 * Fractional sizes are compared with this relative tolerance, so that 0.1 + 0.2 + 0.7 fills a bin of 1. It is some
 * thousand times the rounding error of a hundred thousand additions. Whole numbers are compared exactly.
 */
export const relativeTolerance = 1e-9;

/**
 * The items that fit an empty bin, largest first, as flat arrays that the heuristics scan quickly. An item is known
 * by its rank in this order. Dimensions of zero capacity are left out: what fits at all needs nothing of them.
 */
export interface Instance {
  readonly count: number;
  readonly dimensions: number;
  /** Capacity of one bin, a figure a dimension. */
  readonly capacity: Float64Array;
  /** Sizes in the capacity's units: item i needs `size[i * dimensions + d]` of dimension d. */
  readonly size: Float64Array;
  /** The same as a share of the capacity, for scores. */
  readonly share: Float64Array;
  /** Number of the item's anti-affinity group, -1 where it has none. */
  readonly group: Int32Array;
  readonly groups: number;
  /** Index in the input of the item of each rank. */
  readonly inputIndex: readonly number[];
  /** Index in the input's capacity of each dimension. */
  readonly inputDimension: readonly number[];
  /** Indices in the input of the items that fit no bin. */
  readonly oversized: readonly number[];
}

/**
 * Checks and sorts the input: by largest share of a dimension, then by size, then by id, so that the packing does not
 * depend on the order in which the items come.
 * @throws RangeError when a size or capacity is negative, not finite, or has another number of dimensions.
 */
export function prepareInstance(items: readonly PackingItem[], capacity: readonly number[]): Instance {
  checkVector(capacity, capacity.length, 'capacity');
  for (const item of items) checkVector(item.size, capacity.length, `item ${item.id}`);

  const fits = roomCheck(items, capacity);
  const oversized: number[] = [];
  const entries: { index: number; id: string; largestShare: number; size: readonly number[] }[] = [];
  for (const [index, item] of items.entries()) {
    if (fits(item.size)) {
      const largestShare = item.size.reduce((most, s, d) => Math.max(most, s === 0 ? 0 : s / (capacity[d] ?? 0)), 0);
      entries.push({ index, id: item.id, largestShare, size: item.size });
    } else oversized.push(index);
  }
  entries.sort((a, b) => b.largestShare - a.largestShare || compareVectors(b.size, a.size) || byCodePoint(a.id, b.id));

  const inputDimension = capacity.flatMap((c, d) => (c > 0 ? [d] : []));
  const dimensions = inputDimension.length;
  const exact = allWhole(items, capacity);
  const size = new Float64Array(entries.length * dimensions);
  const share = new Float64Array(entries.length * dimensions);
  const group = new Int32Array(entries.length).fill(-1);
  const groupNumbers = new Map<string, number>();
  for (const [rank, entry] of entries.entries()) {
    for (const [d, inputD] of inputDimension.entries()) {
      const value = entry.size[inputD] ?? 0;
      size[rank * dimensions + d] = value;
      share[rank * dimensions + d] = value / (capacity[inputD] ?? 1);
    }
    const key = items[entry.index]?.antiAffinity;
    if (key !== undefined) {
      const number = groupNumbers.get(key) ?? groupNumbers.size;
      groupNumbers.set(key, number);
      group[rank] = number;
    }
  }
  return {
    count: entries.length,
    dimensions,
    capacity: Float64Array.from(inputDimension, (d) => (capacity[d] ?? 0) * (exact ? 1 : 1 + relativeTolerance)),
    size,
    share,
    group,
    groups: groupNumbers.size,
    inputIndex: entries.map((entry) => entry.index),
    inputDimension,
    oversized,
  };
}

/** Tells whether a size fits a capacity, with the tolerance that these items need. */
export function roomCheck(
  items: readonly PackingItem[],
  capacity: readonly number[],
): (size: readonly number[]) => boolean {
  const tolerance = allWhole(items, capacity) ? 1 : 1 + relativeTolerance;
  return (size) => size.every((s, d) => s <= (capacity[d] ?? 0) * tolerance);
}

function allWhole(items: readonly PackingItem[], capacity: readonly number[]): boolean {
  return capacity.every(Number.isSafeInteger) && items.every((item) => item.size.every(Number.isSafeInteger));
}

function checkVector(vector: readonly number[], dimensions: number, what: string): void {
  if (vector.length !== dimensions) {
    throw new RangeError(`${what} has ${vector.length} dimensions, the capacity has ${dimensions}`);
  }
  if (!vector.every((value) => Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${what} must be finite and not negative: ${vector.join(', ')}`);
  }
}

function compareVectors(a: readonly number[], b: readonly number[]): number {
  for (const [d, value] of a.entries()) {
    const difference = value - (b[d] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
