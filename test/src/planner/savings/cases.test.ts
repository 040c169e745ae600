import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalShare, rangeOfCases, tornado, triangular } from '../../../../src/planner/savings/cases.ts';
import { seededRandom } from '../../../../src/lib/seeded-random.ts';
import { ownPrices, worked } from './worked-inputs.ts';

const some = { ...worked({ ...ownPrices, savings: { ...ownPrices.savings, range: { draws: 400 } } }) };

describe('rangeOfCases', () => {
  it('is the same for one seed, another for another, and in order', () => {
    const first = rangeOfCases(some, 5);
    expect(rangeOfCases(some, 5)).toEqual(first);
    expect(rangeOfCases({ ...some, seed: 2 }, 5)).not.toEqual(first);
    expect(first.low).toBeLessThan(first.middle);
    expect(first.middle).toBeLessThan(first.high);
  });

  it('is the base case alone where nothing has a range', () => {
    const { low, base, middle, high } = rangeOfCases({ ...some, ranges: {} }, 5);
    expect([low, middle, high]).toEqual([base, base, base]);
  });

  it('is wider where prices move together', () => {
    const prices = Object.fromEntries(
      Object.entries(some.ranges).filter(([path]) => /price|Price|PerTiB|rack|Support/.test(path)),
    );
    const width = (priceCorrelation: number): number => {
      const { low, high } = rangeOfCases({ ...some, ranges: prices, priceCorrelation }, 5);
      return high - low;
    };
    // Licences cost more to the one side, nodes to the other: only a few prices, so that the direction is certain
    expect(width(1)).not.toBe(width(0));
  });
});

describe('tornado', () => {
  const bars = tornado(some, 5);

  it('has the widest first, each figure with a range once, and none that changes nothing', () => {
    const widths = bars.map(({ npvAtLow, npvAtHigh }) => Math.abs(npvAtHigh - npvAtLow));
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(new Set(bars.map(({ setting }) => setting)).size).toBe(bars.length);
    expect(bars.some(({ setting }) => setting === 'savings.editions.vcf.pricePerCoreYear')).toBe(false);
  });

  it('says what would narrow a default, and nothing of what is a person’s own', () => {
    expect(bars.find(({ setting }) => setting === 'costs.daysPerVm.rehost')?.evidence).toBe('a pilot wave');
    expect(bars.find(({ setting }) => setting === 'licenses.renewalPricePerCoreYear')).toMatchObject({
      low: 171,
      evidence: null,
    });
  });
});

describe('triangular', () => {
  const shape = { low: 10, base: 20, high: 50 };

  it('has its ends at 0 and 1, and its peak where the areas left and right of it meet', () => {
    expect(triangular(0, shape)).toBe(10);
    expect(triangular(1, shape)).toBe(50);
    expect(triangular(0.25, shape)).toBeCloseTo(20, 12);
  });

  it('inverts the share below a value', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const x = triangular(share, shape);
        const below = x < 20 ? (x - 10) ** 2 / (40 * 10) : 1 - (50 - x) ** 2 / (40 * 30);
        expect(below).toBeCloseTo(share, 9);
      }),
    );
  });
});

it('the normal distribution is as its tables have it', () => {
  expect(normalShare(0)).toBeCloseTo(0.5, 7);
  expect(normalShare(1.959964)).toBeCloseTo(0.975, 6);
  expect(normalShare(-1.281552)).toBeCloseTo(0.1, 6);
});

it('uniform numbers are the same everywhere, and even', () => {
  const next = seededRandom(1);
  const numbers = Array.from({ length: 10_000 }, next);
  expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => numbers.filter((one) => Math.floor(one * 10) === tenth).length,
  );
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  expect(numbers.slice(0, 2)).toEqual([0.6270739405881613, 0.002735721180215478]);
});
