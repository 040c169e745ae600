import { byCodePoint } from '../../../lib/order.ts';
import type { PackingItem } from './types.ts';

/**
 * Where a size or the capacity is not whole, sizes become whole numbers of this share of the capacity, rounded down.
 * So sums are exact, 0.1 + 0.2 + 0.7 fills a bin of 1, and a bin of n items overflows by less than n / 2^36.
 */
const fractionUnits = 2 ** 36;

/**
 * The items that fit an empty bin, largest first, as flat arrays that the heuristics scan quickly. An item is known
 * by its rank in this order. Dimensions of zero capacity are left out: what fits at all needs nothing of them.
 */
export interface Instance {
  readonly count: number;
  readonly dimensions: number;
  /** Capacity of one bin, a figure a dimension: a whole number. */
  readonly capacity: Float64Array;
  /** Sizes in the capacity's units, whole numbers: item i needs `size[i * dimensions + d]` of dimension d. */
  readonly size: Float64Array;
  /** The same as a share of the capacity, for scores. */
  readonly share: Float64Array;
  /** Average of `share` over the items, a figure a dimension: the weight of a dimension, so that a scarce one counts. */
  readonly averageShare: Float64Array;
  /** Number of the item's anti-affinity group, -1 where it has none. */
  readonly group: Int32Array;
  readonly groups: number;
  /** What one of the capacity's units is in the input, a figure a dimension: 1 where all input is whole. */
  readonly unit: readonly number[];
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
  checkVector(capacity, capacity.length, 'the capacity');
  for (const item of items) checkVector(item.size, capacity.length, `item ${item.id}`);

  const oversized: number[] = [];
  const ranked: { index: number; item: PackingItem; largestShare: number }[] = [];
  for (const [index, item] of items.entries()) {
    if (item.size.every((s, d) => s <= (capacity[d] ?? 0))) {
      const largestShare = item.size.reduce((most, s, d) => Math.max(most, s === 0 ? 0 : s / (capacity[d] ?? 1)), 0);
      ranked.push({ index, item, largestShare });
    } else oversized.push(index);
  }
  ranked.sort(
    (a, b) =>
      b.largestShare - a.largestShare || compareVectors(b.item.size, a.item.size) || byCodePoint(a.item.id, b.item.id),
  );

  const inputDimension = capacity.flatMap((c, d) => (c > 0 ? [d] : []));
  const whole =
    capacity.every(Number.isSafeInteger) && ranked.every(({ item }) => item.size.every(Number.isSafeInteger));
  const unit = inputDimension.map((d) => (whole ? 1 : (capacity[d] ?? 1) / fractionUnits));
  const count = ranked.length;
  const dimensions = inputDimension.length;
  const size = new Float64Array(count * dimensions);
  const share = new Float64Array(count * dimensions);
  const averageShare = new Float64Array(dimensions);
  const group = new Int32Array(count).fill(-1);
  const groupNumbers = new Map<string, number>();
  for (const [rank, { item }] of ranked.entries()) {
    for (const [d, inputD] of inputDimension.entries()) {
      const value = item.size[inputD] ?? 0;
      size[rank * dimensions + d] = Math.floor(value / (unit[d] ?? 1));
      share[rank * dimensions + d] = value / (capacity[inputD] ?? 1);
      averageShare[d] = (averageShare[d] ?? 0) + value / (capacity[inputD] ?? 1) / count;
    }
    if (item.antiAffinity !== undefined) {
      const number = groupNumbers.get(item.antiAffinity) ?? groupNumbers.size;
      groupNumbers.set(item.antiAffinity, number);
      group[rank] = number;
    }
  }
  return {
    count,
    dimensions,
    capacity: Float64Array.from(inputDimension, (d) => (whole ? (capacity[d] ?? 0) : fractionUnits)),
    size,
    share,
    averageShare,
    group,
    groups: groupNumbers.size,
    unit,
    inputIndex: ranked.map(({ index }) => index),
    inputDimension,
    oversized,
  };
}

/** @throws RangeError unless there are that many figures, all finite and none negative. */
export function checkVector(vector: readonly number[], dimensions: number, what: string): void {
  if (vector.length !== dimensions) {
    throw new RangeError(`${what} has ${vector.length} dimensions, the capacity has ${dimensions}`);
  }
  if (!vector.every((value) => Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${what} has a size that is negative or not finite: ${vector.join(', ')}`);
  }
}

function compareVectors(a: readonly number[], b: readonly number[]): number {
  for (const [d, value] of a.entries()) {
    const difference = value - (b[d] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
