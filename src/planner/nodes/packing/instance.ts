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
  /**
   * Capacity of one bin, a figure a dimension: a whole number, without what no items can use because all their sizes are
   * multiples of a step (of 62,000m CPU, items of 700m steps can use 61,600m).
   */
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
  /** Items in the largest group, which need a bin each; 0 where there are no groups. */
  readonly largestGroup: number;
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

  const fits = ({ size }: PackingItem): boolean => size.every((s, d) => s <= (capacity[d] ?? 0));
  const largestShare = ({ size }: PackingItem): number =>
    size.reduce((most, s, d) => Math.max(most, s === 0 ? 0 : s / (capacity[d] ?? 1)), 0);
  const entries = items.map((item, index) => ({ item, index, largestShare: largestShare(item) }));
  const fitting = entries.filter(({ item }) => fits(item));
  fitting.sort(
    (a, b) =>
      b.largestShare - a.largestShare || compareVectors(b.item.size, a.item.size) || byCodePoint(a.item.id, b.item.id),
  );
  const ranked = fitting.map(({ item }) => item);
  const inputDimension = capacity.flatMap((c, d) => (c > 0 ? [d] : []));
  return {
    ...scaled(ranked, capacity, inputDimension),
    ...grouped(ranked),
    inputIndex: fitting.map(({ index }) => index),
    inputDimension,
    oversized: entries.flatMap(({ item, index }) => (fits(item) ? [] : [index])),
  };
}

type Sizes = 'count' | 'dimensions' | 'capacity' | 'size' | 'share' | 'averageShare' | 'unit';

function scaled(
  ranked: readonly PackingItem[],
  capacity: readonly number[],
  inputDimension: readonly number[],
): Pick<Instance, Sizes> {
  const count = ranked.length;
  const dimensions = inputDimension.length;
  const whole = capacity.every(Number.isSafeInteger) && ranked.every(({ size }) => size.every(Number.isSafeInteger));
  const unit = inputDimension.map((d) => (whole ? 1 : (capacity[d] ?? 1) / fractionUnits));
  const size = new Float64Array(count * dimensions);
  for (const [rank, item] of ranked.entries()) {
    for (const [d, inputD] of inputDimension.entries()) {
      size[rank * dimensions + d] = Math.floor((item.size[inputD] ?? 0) / (unit[d] ?? 1));
    }
  }

  // No sum of sizes that are multiples of a step can use what the capacity exceeds a multiple of it by.
  const step = new Float64Array(dimensions);
  for (let i = 0; i < size.length; i++) step[i % dimensions] = greatestDivisor(step[i % dimensions] ?? 0, size[i] ?? 0);
  const usable = Float64Array.from(inputDimension, (inputD, d) => {
    const all = whole ? (capacity[inputD] ?? 0) : fractionUnits;
    return all - (all % Math.max(1, step[d] ?? 1));
  });

  const share = new Float64Array(count * dimensions);
  const averageShare = new Float64Array(dimensions);
  for (let i = 0; i < size.length; i++) {
    const d = i % dimensions;
    share[i] = (size[i] ?? 0) / (usable[d] ?? 1);
    averageShare[d] = (averageShare[d] ?? 0) + (share[i] ?? 0) / count;
  }
  return { count, dimensions, capacity: usable, size, share, averageShare, unit };
}

/** Greatest common divisor; 0 divides into everything. */
function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function grouped(ranked: readonly PackingItem[]): Pick<Instance, 'group' | 'groups' | 'largestGroup'> {
  const numbers = new Map<string, number>();
  const group = Int32Array.from(ranked, ({ antiAffinity }) => {
    if (antiAffinity === undefined) return -1;
    const number = numbers.get(antiAffinity) ?? numbers.size;
    numbers.set(antiAffinity, number);
    return number;
  });
  const members = new Int32Array(numbers.size);
  for (const number of group) if (number >= 0) members[number] = (members[number] ?? 0) + 1;
  return { group, groups: numbers.size, largestGroup: members.reduce((most, n) => Math.max(most, n), 0) };
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
