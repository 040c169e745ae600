import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from '../../../../../src/planner/nodes/packing/pack.ts';
import type { Packing, PackingItem } from '../../../../../src/planner/nodes/packing/types.ts';
import { fewestBins } from './fewest-bins.ts';

const item = (id: string, ...size: number[]): PackingItem => ({ id, size });
const many = (count: number, ...size: number[]): PackingItem[] =>
  Array.from({ length: count }, (_, i) => item(`vm-${i}`, ...size));

/** Ids of the items of each bin, which are the same for any order of the input. */
const idsOf = (packing: Packing, items: readonly PackingItem[]): (string | undefined)[][] =>
  packing.bins.map((bin) => bin.map((index) => items[index]?.id));

function overflow(packing: Packing, items: readonly PackingItem[], capacity: readonly number[]): number {
  const excesses = packing.bins.flatMap((bin) =>
    capacity.map((c, d) => bin.reduce((sum, index) => sum + (items[index]?.size[d] ?? NaN), 0) - c),
  );
  return Math.max(0, ...excesses);
}

const capacity = [16_000, 65_536, 12];

/** Items of which some fit no bin, some have no demand in a dimension, and some must be apart. */
const estate = (maxLength: number): fc.Arbitrary<PackingItem[]> =>
  fc
    .array(
      fc.record({
        size: fc.oneof(
          fc.tuple(fc.integer({ min: 0, max: 17_000 }), fc.integer({ min: 0, max: 68_000 }), fc.constant(1)),
          // Of the same size, so that ids alone tell them apart.
          fc.constantFrom([4000, 16_384, 1], [2000, 24_576, 1]),
        ),
        group: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength },
    )
    .map((drawn) =>
      drawn.map(({ size, group }, i) => ({
        id: `vm-${i}`,
        size,
        // Three groups; the other items have no rule.
        ...(group < 3 ? { antiAffinity: `group-${group}` } : {}),
      })),
    );

describe('pack', () => {
  it('fills bins that fit together exactly', () => {
    const items = [item('a', 6, 1), item('b', 4, 9), item('c', 7, 5), item('d', 3, 5)];
    const packing = pack(items, [10, 10]);
    expect(idsOf(packing, items)).toEqual([
      ['b', 'a'],
      ['c', 'd'],
    ]);
    expect(packing).toMatchObject({ lowerBound: 2, gapPercent: 0, oversized: [] });
  });

  it('says which dimension needs most bins', () => {
    expect(pack(many(10, 1, 5), [10, 10]).bindingDimension).toBe(1);
    expect(pack(many(10, 5, 1), [10, 10]).bindingDimension).toBe(0);
    expect(pack(many(10, 1, 1, 1), [100, 100, 2])).toMatchObject({ bindingDimension: 2, lowerBound: 5 });
  });

  it('packs nothing into no bins', () => {
    expect(pack([], [10, 10])).toMatchObject({ bins: [], lowerBound: 0, gapPercent: 0, oversized: [] });
  });

  it('names items that fit no bin and packs the others', () => {
    const items = [item('a', 1, 11), item('b', 1, 10), item('c', 11, 1)];
    expect(pack(items, [10, 10])).toMatchObject({ bins: [[1]], lowerBound: 1, oversized: [0, 2] });
  });

  it('takes a dimension of no capacity to hold what needs nothing of it', () => {
    const items = [item('a', 5, 0), item('b', 5, 1), item('c', 5, 0)];
    expect(pack(items, [10, 0])).toMatchObject({ bins: [[0, 2]], bindingDimension: 0, oversized: [1] });
    expect(pack(many(3, 0, 0), [0, 0])).toMatchObject({ bins: [[0, 1, 2]], lowerBound: 1 });
  });

  it('lets fractions fill a bin', () => {
    const tenths = [item('a', 0.1), item('b', 0.2), item('c', 0.7)];
    expect(pack(tenths, [1]).bins).toHaveLength(1);
    expect(pack(many(9, 1 / 3), [1]).bins).toHaveLength(3);
    expect(pack([...tenths, item('d', 1e-6)], [1]).bins).toHaveLength(2);
  });

  it('keeps items of one anti-affinity group apart, and bounds as if it need not', () => {
    const items = many(6, 1, 1).map((one, i) => ({ ...one, ...(i < 3 ? { antiAffinity: 'database' } : {}) }));
    const packing = pack(items, [10, 10]);
    expect(packing.bins).toHaveLength(3);
    for (const bin of packing.bins) expect(bin.filter((index) => index < 3)).toHaveLength(1);
    expect(packing.lowerBound).toBe(1);
  });

  it('uses at least as many bins as are asked for, spread evenly or left empty', () => {
    expect(pack(many(6, 1, 1), [10, 10], { minimumBins: 3 }).bins.map((bin) => bin.length)).toEqual([2, 2, 2]);
    expect(pack(many(1, 1, 1), [10, 10], { minimumBins: 3 }).bins).toEqual([[0], [], []]);
    expect(pack(many(40, 1, 1), [10, 10], { minimumBins: 3 }).bins).toHaveLength(4);
  });

  it('reaches the bound with many small items, where first-fit does not', () => {
    const items = Array.from({ length: 3000 }, (_, i) =>
      item(`vm-${i}`, 200 + ((i * 7919) % 1301), 1024 + ((i * 104_729) % 12_007), 1),
    );
    const packing = pack(items, [62_000, 501_760, 250]);
    expect(packing.heuristic).not.toContain('first-fit');
    expect(packing.bins).toHaveLength(packing.lowerBound);
  });

  it('rejects sizes that are no sizes', () => {
    expect(() => pack([item('a', -1, 1)], [10, 10])).toThrow(/item a .*-1, 1/);
    expect(() => pack([item('a', NaN, 1)], [10, 10])).toThrow(RangeError);
    expect(() => pack([item('a', 1)], [10, 10])).toThrow(/item a has 1 dimensions, the capacity has 2/);
    expect(() => pack([], [10, Infinity])).toThrow(/capacity/);
  });

  it('puts every item that fits into exactly one bin, overfills none, and keeps groups apart', () => {
    fc.assert(
      fc.property(estate(60), (items) => {
        const packing = pack(items, capacity);
        const placed = [...packing.bins.flat(), ...packing.oversized].sort((a, b) => a - b);
        expect(placed).toEqual([...items.keys()]);
        expect(overflow(packing, items, capacity)).toBe(0);
        for (const bin of packing.bins) {
          expect(bin.length).toBeGreaterThan(0);
          const groups = bin.flatMap((index) => items[index]?.antiAffinity ?? []);
          expect(new Set(groups).size).toBe(groups.length);
        }
        for (const index of packing.oversized) {
          expect(items[index]?.size.some((s, d) => s > (capacity[d] ?? 0))).toBe(true);
        }
        expect(packing.bins.length).toBeGreaterThanOrEqual(packing.lowerBound);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('overfills a bin of fractional items by no more than the rounding', () => {
    const fractions = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(fractions, (sizes) => {
        const items = sizes.map((size, i) => ({ id: `vm-${i}`, size }));
        const packing = pack(items, [1, 1.5]);
        expect(packing.bins.flat().sort((a, b) => a - b)).toEqual([...items.keys()]);
        expect(overflow(packing, items, [1, 1.5])).toBeLessThan((items.length * 1.5) / 2 ** 36 + 1e-12);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('gives the same bins for any order of the items', () => {
    fc.assert(
      fc.property(
        estate(40).chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        ([items, shuffled]) => {
          const packing = pack(items, capacity);
          const again = pack(shuffled, capacity);
          expect(idsOf(again, shuffled)).toEqual(idsOf(packing, items));
          expect({ ...again, bins: [], oversized: [] }).toEqual({ ...packing, bins: [], oversized: [] });
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  });

  it('finds the optimum of a few items, and bounds it from below', () => {
    fc.assert(
      fc.property(estate(7), (drawn) => {
        const items = drawn.filter((one) => one.size.every((s, d) => s <= (capacity[d] ?? 0)));
        const packing = pack(items, capacity);
        const optimum = fewestBins(items, capacity);
        expect(packing.bins).toHaveLength(optimum);
        expect(packing.lowerBound).toBeLessThanOrEqual(optimum);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
