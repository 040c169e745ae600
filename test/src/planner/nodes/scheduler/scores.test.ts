import { describe, expect, it } from 'vitest';
import { matchesNodeAffinity, toleratesTaints } from '../../../../../src/planner/nodes/scheduler/filters.ts';
import {
  balancedAllocation,
  feasibleNodesToFind,
  leastAllocated,
  mostAllocated,
  normaliseByHighest,
  normaliseByRange,
  preferredNodeAffinity,
} from '../../../../../src/planner/nodes/scheduler/scores.ts';

describe('scores', () => {
  it('leastAllocated is the mean of what stays free, each share cut to whole percent', () => {
    // The example of least_allocated_test.go: 3000 of 4000 and 5000 of 10000 requested: (25 + 50) / 2 = 37.
    expect(leastAllocated(3000, 4000, 5000, 10_000)).toBe(37);
    expect(leastAllocated(0, 4000, 0, 10_000)).toBe(100);
    expect(leastAllocated(4001, 4000, 0, 10_000)).toBe(50);
  });

  it('balancedAllocation loses half the difference of the two shares', () => {
    // 3000 of 4000 is 0.75, 5000 of 10000 is 0.5: 100 × (1 − 0.125) = 87.
    expect(balancedAllocation(3000, 4000, 5000, 10_000)).toBe(87);
    expect(balancedAllocation(2000, 4000, 5000, 10_000)).toBe(100);
    expect(balancedAllocation(8000, 4000, 0, 10_000)).toBe(50);
  });

  it('preferred terms of nodes add up, and count in proportion to the highest', () => {
    const terms = [
      { label: 'a', required: false, away: false, tolerated: false },
      { label: 'b', required: false, away: true, tolerated: false },
      { label: 'c', required: true, away: false, tolerated: true },
    ];
    expect(preferredNodeAffinity(terms, ['a', 'c'])).toBe(200);
    expect(preferredNodeAffinity(terms, ['b', 'c'])).toBe(0);
    expect(normaliseByHighest(100, 300)).toBe(33);
    expect(normaliseByHighest(0, 0)).toBe(0);
  });

  it('rules between pods count from the lowest to the highest node', () => {
    expect([-400, -200, 0].map((score) => normaliseByRange(score, -400, 0))).toEqual([0, 50, 100]);
    expect(normaliseByRange(200, 200, 200)).toBe(0);
  });

  it('looks for all of a few nodes, for a shrinking share of many, and never for fewer than 100', () => {
    // schedule_one_test.go: 10 of 10, 420 of 1000, 300 of 6000 (5 %).
    expect([10, 99, 150, 1000, 6000].map(feasibleNodesToFind)).toEqual([10, 99, 100, 420, 300]);
  });
});

describe('filters', () => {
  it('needs every required label there, and away ones not there', () => {
    const on = { label: 'a', required: true, away: false, tolerated: false };
    const off = { label: 'b', required: true, away: true, tolerated: false };
    expect(matchesNodeAffinity([on, off], ['a'])).toBe(true);
    expect(matchesNodeAffinity([on, off], [])).toBe(false);
    expect(matchesNodeAffinity([on, off], ['a', 'b'])).toBe(false);
    expect(matchesNodeAffinity([{ ...on, required: false }], [])).toBe(true);
  });

  it('needs every taint tolerated', () => {
    const tolerated = { label: 'a', required: true, away: false, tolerated: true };
    expect(toleratesTaints([tolerated], ['a'])).toBe(true);
    expect(toleratesTaints([tolerated], ['a', 'b'])).toBe(false);
    expect(toleratesTaints([], ['a'])).toBe(false);
    expect(toleratesTaints([], [])).toBe(true);
  });
});

it('mostAllocated is the mean of what is used, each share cut to whole percent', () => {
  expect(mostAllocated(3000, 4000, 5000, 10_000)).toBe(62);
  expect(mostAllocated(0, 4000, 0, 10_000)).toBe(0);
  expect(mostAllocated(8000, 4000, 0, 10_000)).toBe(50);
});
