import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnedEffort, migrationDays } from '../../../../src/planner/savings/migration-effort.ts';
import { worked } from './worked-inputs.ts';

describe('learnedEffort', () => {
  it('is within 3 % of the sum over items', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 20, max: 100 }),
        (count, learning, floor) => {
          const exponent = Math.log2(1 - learning / 100);
          let sum = 0;
          for (let n = 1; n <= count; n++) sum += Math.max(floor / 100, n ** exponent);
          expect(Math.abs(learnedEffort(count, learning, floor) - sum) / sum).toBeLessThan(0.03);
        },
      ),
    );
  });

  it('is the count without learning, and nothing for nothing', () => {
    expect(learnedEffort(240, 0, 50)).toBe(240);
    expect(learnedEffort(0, 5, 50)).toBe(0);
    expect(learnedEffort(17, 10, 100)).toBeCloseTo(17, 9);
  });
});

it('learns containers and moves alone', () => {
  const { figures, facts } = worked({ savings: { migration: { learningPercent: 0 } } });
  // 40 × 12 + 240 × 2 + 10 × 1 + 12 × 0.5 + 18 × 1
  expect(migrationDays(facts.vms, figures)).toBe(994);
  const learned = worked();
  expect(migrationDays({ containerize: 0, rehost: 0, replace: 10, retain: 12, retire: 18 }, learned.figures)).toBe(34);
  expect(migrationDays(facts.vms, learned.figures)).toBeLessThan(994);
});
