import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  netPresentValue,
  paybackMonths,
  rateOfReturn,
  returnOnInvestmentPercent,
} from '../../../../src/planner/savings/finance.ts';

describe('netPresentValue', () => {
  it('counts the first month whole, and a month a year later divided by 1 + r', () => {
    expect(netPresentValue([100], 10)).toBe(100);
    expect(netPresentValue([...Array<number>(12).fill(0), 110], 10)).toBeCloseTo(100, 9);
    expect(netPresentValue([], 10)).toBe(0);
  });

  it('is the plain sum at a rate of 0', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 60 }), (flows) => {
        expect(netPresentValue(flows, 0)).toBe(flows.reduce((sum, flow) => sum + flow, 0));
      }),
    );
  });
});

describe('paybackMonths', () => {
  it('goes straight between two months', () => {
    // -100, -60, -20, +20: half through the fourth month
    expect(paybackMonths([-100, 40, 40, 40])).toBe(3.5);
  });

  it('is 0 where nothing was ever paid in, and null where it is not paid back', () => {
    expect(paybackMonths([10, -5, 0])).toBe(0);
    expect(paybackMonths([])).toBe(0);
    expect(paybackMonths([-100, 40])).toBeNull();
    expect(paybackMonths([10, -50])).toBeNull();
  });

  it('is the last time, where it falls below zero again', () => {
    expect(paybackMonths([-10, 20, -30, 40])).toBe(3.5);
  });
});

describe('rateOfReturn', () => {
  it('is what makes the present value zero', () => {
    const rate = rateOfReturn([-1000, ...Array<number>(11).fill(0), 1200]);
    expect(rate).toEqual({ kind: 'one', percent: 20 });
  });

  it('says that there is none, or that there are several', () => {
    expect(rateOfReturn([100, 200])).toEqual({ kind: 'none' });
    expect(rateOfReturn([])).toEqual({ kind: 'none' });
    const year = (amount: number): number[] => [...Array<number>(11).fill(0), amount];
    // Roots of -1000 + 2300 x - 1320 x²: 10 % and 20 %
    expect(rateOfReturn([-1000, ...year(2300), ...year(-1320)])).toEqual({ kind: 'several', percents: [10, 20] });
  });
});

it('the return is gain over what is paid, and none where nothing is', () => {
  expect(returnOnInvestmentPercent(150, 100)).toBe(50);
  expect(returnOnInvestmentPercent(0, 100)).toBe(-100);
  expect(returnOnInvestmentPercent(10, 0)).toBeNull();
});
