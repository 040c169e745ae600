import { expect, test } from 'vitest';
import { daysBetween, relativeTo } from '../../../../src/planner/fit/days.ts';

test('days between dates, over leap days and the end of summer time', () => {
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2026-10-24T23:59:59', '2026-10-26T00:00:00')).toBe(2);
  expect(daysBetween('2026-01-01', '2025-01-01')).toBe(-365);
});

test.each([
  ['2026-11-23', '1 day before 2026-11-24'],
  ['2026-11-24', 'on 2026-11-24 itself'],
  ['2026-11-26', '2 days after 2026-11-24'],
])('%s is %s', (date, words) => {
  expect(relativeTo('2026-11-24', date)).toBe(words);
});
