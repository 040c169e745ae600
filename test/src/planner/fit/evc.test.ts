import { describe, expect, test } from 'vitest';
import { offers } from '../../../../src/planner/fit/evc.ts';

describe('EVC baselines', () => {
  test.each([
    ['intel-icelake', 'intel-broadwell', true],
    ['intel-broadwell', 'intel-broadwell', true],
    ['Intel-Broadwell', 'intel-icelake', false],
    ['amd-zen4', 'intel-merom', false],
    ['amd-zen4', 'amd-rev-e', true],
    ['intel-of-the-future', 'intel-merom', null],
    ['intel-merom', 'intel-of-the-future', null],
    ['intel-of-the-future', 'intel-of-the-future', true],
  ])('a host of %s, a VM that needs %s: %s', (maxEvc, required, expected) => {
    expect(offers(maxEvc, required)).toBe(expected);
  });
});
