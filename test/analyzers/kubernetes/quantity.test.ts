import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, cpuMilliOf } from '../../../analyzers/kubernetes/quantity.ts';

describe('quantities of Kubernetes', () => {
  it.each([
    ['250m', 250],
    ['2', 2000],
    ['0.1', 100],
    ['.5', 500],
    ['1.', 1000],
    ['100u', 1],
    ['1500n', 1],
    ['0', 0],
    ['1e3', 1_000_000],
    ['12E-1', 1200],
    ['+1', 1000],
  ])('takes %s for %i thousandths of a CPU', (text, expected) => {
    expect(cpuMilliOf(text)).toBe(expected);
  });

  it.each([
    ['1Gi', 1_073_741_824],
    ['1.5Gi', 1_610_612_736],
    ['1G', 1_000_000_000],
    ['129M', 129_000_000],
    ['123Mi', 128_974_848],
    ['128974848', 128_974_848],
    ['1m', 1],
    ['8000k', 8_000_000],
  ])('takes %s for %i bytes', (text, expected) => {
    expect(bytesOf(text)).toBe(expected);
  });

  it.each(['', '.', '-1', '1 Gi', '1gi', '1KiB', '1e999', '0x10', '9Ei', '1'.repeat(40), 'Gi', '1e'])(
    'knows no figure for %j',
    (text) => {
      expect(bytesOf(text)).toBeNull();
    },
  );

  it('rounds up and never down', () => {
    assert(
      property(integer({ min: 0, max: 1_000_000_000 }), (nano) => {
        const milli = cpuMilliOf(`${nano}n`);
        expect(milli).not.toBeNull();
        expect((milli ?? 0) * 1_000_000).toBeGreaterThanOrEqual(nano);
        expect(((milli ?? 0) - 1) * 1_000_000).toBeLessThan(nano);
      }),
    );
  });
});
