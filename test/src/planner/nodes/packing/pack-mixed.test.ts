import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCodePoint } from '../../../../../src/lib/order.ts';
import { packMixed } from '../../../../../src/planner/nodes/packing/pack-mixed.ts';
import type { BinType, MixedPacking, PackingItem } from '../../../../../src/planner/nodes/packing/types.ts';

const item = (id: string, ...size: number[]): PackingItem => ({ id, size });
const many = (count: number, ...size: number[]): PackingItem[] =>
  Array.from({ length: count }, (_, i) => item(`vm-${i}`, ...size));
const host = (name: string, capacity: number[], available: number | null, price: number | null = 0): BinType => ({
  name,
  capacity,
  price,
  available,
});

const typesOf = (packing: MixedPacking, types: readonly BinType[]): string[] =>
  packing.bins.map((bin) => types[bin.type]?.name ?? '');

/** Type and items' ids of each bin, which are the same for any order of the input. */
const ids = (packing: MixedPacking, items: readonly PackingItem[]): unknown =>
  packing.bins.map((bin) => [bin.type, ...bin.items.map((index) => items[index]?.id)]);

/** Bins beside a cheaper type of which one is left and that would hold all that is in the bin. */
function cheaperChoices(packing: MixedPacking, items: readonly PackingItem[], types: readonly BinType[]): unknown[] {
  const left = types.map(
    ({ available }, type) => (available ?? Infinity) - packing.bins.filter((b) => b.type === type).length,
  );
  return packing.bins.flatMap((bin) =>
    types.filter(
      ({ capacity, price }, type) =>
        (price ?? NaN) < (types[bin.type]?.price ?? NaN) &&
        (left[type] ?? 0) > 0 &&
        capacity.every((c, d) => bin.items.reduce((sum, index) => sum + (items[index]?.size[d] ?? NaN), 0) <= c),
    ),
  );
}

describe('packMixed', () => {
  it('opens the largest of free hosts, and closes with the smallest that holds the rest', () => {
    const types = [host('small', [10, 10], 4), host('large', [30, 30], 4)];
    const packing = packMixed(many(35, 1, 1), types);
    expect(typesOf(packing, types).sort(byCodePoint)).toEqual(['large', 'small']);
    expect(packing).toMatchObject({ oversized: [], unplaced: [] });
  });

  it('keeps the few large hosts for what fits no other', () => {
    const types = [host('small', [10, 10], 3), host('large', [10, 40], 1)];
    const items = [...many(9, 3, 1), item('database', 3, 35)];
    const packing = packMixed(items, types);
    expect(packing.unplaced).toEqual([]);
    expect(packing.bins.find((bin) => bin.items.includes(9))?.type).toBe(1);
  });

  it('buys what gives most for its price, then the cheapest that holds the rest', () => {
    const types = [
      host('dear', [40, 40], null, 100),
      host('fair', [20, 20], null, 40),
      host('small', [5, 5], null, 25),
    ];
    const packing = packMixed(many(43, 1, 1), types);
    expect(typesOf(packing, types).sort(byCodePoint)).toEqual(['fair', 'fair', 'small']);
  });

  it('lets prices decide nothing where one is not known', () => {
    const types = [host('small', [10, 10], null, 1), host('large', [40, 40], null, null)];
    expect(typesOf(packMixed(many(40, 1, 1), types), types)).toEqual(['large']);
  });

  it('tells items that no host could hold from items for which no host is left', () => {
    const types = [host('a', [10, 10], 1), host('b', [5, 20], 1)];
    // The last item fits the largest of each dimension, but no one host.
    const items = [...many(4, 5, 8), item('too-large', 11, 1), item('in-no-one', 8, 15)];
    const packing = packMixed(items, types);
    expect(packing.oversized).toEqual([4, 5]);
    expect(packing.bins).toHaveLength(2);
    expect([...packing.bins.flatMap((bin) => bin.items), ...packing.unplaced].sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3,
    ]);
    expect(packing.unplaced.length).toBeGreaterThan(0);
  });

  it('has no bins without types', () => {
    expect(packMixed(many(2, 1), [])).toEqual({ bins: [], oversized: [0, 1], unplaced: [] });
  });

  it('rejects capacities that are no capacities', () => {
    expect(() => packMixed([], [host('a', [1, 1], 1), host('b', [1], 1)])).toThrow(/capacity of b/);
    expect(() => packMixed([], [host('a', [-1, 1], 1)])).toThrow(RangeError);
  });

  const items = fc
    .array(
      fc.record({
        size: fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 50 })),
        group: fc.integer({ min: 0, max: 5 }),
      }),
      {
        maxLength: 40,
      },
    )
    .map((drawn) =>
      drawn.map(({ size, group }, i): PackingItem => ({
        id: `vm-${i}`,
        size,
        ...(group < 2 ? { antiAffinity: `group-${group}` } : {}),
      })),
    );
  const types = fc.array(
    fc.record({
      name: fc.constant('host'),
      capacity: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 60 })),
      price: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 9 })),
      available: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4 })),
    }),
    { maxLength: 4 },
  );

  it('puts every item in one place, overfills no host, uses no more hosts than there are, keeps groups apart', () => {
    fc.assert(
      fc.property(items, types, (drawnItems, drawnTypes) => {
        const packing = packMixed(drawnItems, drawnTypes);
        const placed = packing.bins.flatMap((bin) => bin.items);
        expect([...placed, ...packing.oversized, ...packing.unplaced].sort((a, b) => a - b)).toEqual([
          ...drawnItems.keys(),
        ]);
        for (const bin of packing.bins) {
          expect(bin.items.length).toBeGreaterThan(0);
          for (const [d, capacity] of (drawnTypes[bin.type]?.capacity ?? []).entries()) {
            const load = bin.items.reduce((sum, index) => sum + (drawnItems[index]?.size[d] ?? NaN), 0);
            expect(load).toBeLessThanOrEqual(capacity);
          }
          const groups = bin.items.flatMap((index) => drawnItems[index]?.antiAffinity ?? []);
          expect(new Set(groups).size).toBe(groups.length);
        }
        for (const [index, { available }] of drawnTypes.entries()) {
          const used = packing.bins.filter((bin) => bin.type === index).length;
          expect(used).toBeLessThanOrEqual(available ?? Infinity);
        }
        if (drawnTypes.every(({ price }) => price !== null))
          expect(cheaperChoices(packing, drawnItems, drawnTypes)).toEqual([]);
        const fitsSome = (index: number): boolean =>
          drawnTypes.some(({ capacity }) => drawnItems[index]?.size.every((s, d) => s <= (capacity[d] ?? 0)));
        expect(packing.oversized.some(fitsSome)).toBe(false);
        expect(packing.unplaced.every(fitsSome)).toBe(true);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('gives the same bins for any order of the items', () => {
    fc.assert(
      fc.property(
        items.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        types,
        ([all, shuffled], drawnTypes) => {
          expect(ids(packMixed(shuffled, drawnTypes), shuffled)).toEqual(ids(packMixed(all, drawnTypes), all));
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });
});
