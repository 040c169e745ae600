import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareInstance } from '../../../../../src/planner/nodes/packing/instance.ts';
import { lowerBound } from '../../../../../src/planner/nodes/packing/lower-bound.ts';
import { fewestBins } from './fewest-bins.ts';

const bound = (sizes: readonly (readonly number[])[], capacity: readonly number[]): number =>
  lowerBound(
    prepareInstance(
      sizes.map((size, i) => ({ id: `vm-${i}`, size })),
      capacity,
    ),
  ).bins;

describe('lowerBound', () => {
  it('is total demand over capacity for small items', () => {
    expect(
      bound(
        Array.from({ length: 25 }, () => [1, 2]),
        [10, 10],
      ),
    ).toBe(5);
    expect(
      bound(
        Array.from({ length: 26 }, () => [1, 2]),
        [10, 10],
      ),
    ).toBe(6);
  });

  it('counts items above a half, and what cannot share with them', () => {
    expect(bound([[6], [6], [6]], [10])).toBe(3);
    // 7 leaves no room for a 4, and of the 4s two share.
    expect(bound([[7], [7], [4], [4], [4]], [10])).toBe(4);
  });

  it('knows that no three items above a third share a bin', () => {
    expect(
      bound(
        Array.from({ length: 6 }, () => [34]),
        [100],
      ),
    ).toBe(3);
  });

  it('knows what sizes in steps cannot use', () => {
    // Of 62,000 only 61,600 can be used: 88 items a bin.
    expect(
      bound(
        Array.from({ length: 177 }, () => [700]),
        [62_000],
      ),
    ).toBe(3);
  });

  it('looks at two dimensions together', () => {
    // Neither dimension alone needs more than 2 bins, but the mean of both is above a third.
    expect(
      bound(
        [
          [60, 10],
          [10, 60],
          [60, 10],
          [10, 60],
          [35, 35],
        ],
        [100, 100],
      ),
    ).toBe(3);
  });

  it('finds items of which no two share a bin, each two by another dimension', () => {
    expect(
      bound(
        [
          [5, 1, 5],
          [5, 5, 1],
          [1, 6, 6],
          [6, 1, 1],
        ],
        [9, 9, 9],
      ),
    ).toBe(3);
  });

  it('does not round an exact sum of fractions up', () => {
    expect(
      bound(
        Array.from({ length: 30 }, () => [0.1]),
        [1],
      ),
    ).toBe(3);
    expect(
      bound(
        Array.from({ length: 3000 }, () => [1 / 3]),
        [1],
      ),
    ).toBe(1000);
  });

  it('never exceeds the optimum', () => {
    // Sizes near halves and thirds of the capacity, where the rules of the bound apply.
    const size = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(3, 4, 5, 6, 7, 8));
    fc.assert(
      fc.property(fc.array(fc.tuple(size, size, size), { maxLength: 7 }), fc.constantFrom(12, 13, 14), (sizes, c) => {
        const items = sizes.map((one, i) => ({ id: `vm-${i}`, size: one }));
        expect(bound(sizes, [c, c, c])).toBeLessThanOrEqual(fewestBins(items, [c, c, c]));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
