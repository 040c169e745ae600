import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatDecimal,
  formatInteger,
  formatMiB,
  formatMilliCpu,
  formatPercent,
  percentOf,
} from '../../../src/lib/units.ts';

/** With plain blanks in the place of thin ones, to be read in this file. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('formatInteger', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [-0.4, '0'],
    [999, '999'],
    [1000, '1 000'],
    [-1234567, '-1 234 567'],
    [1234.5, '1 235'],
    [null, 'unknown'],
  ])('%j is %j', (value, text) => {
    expect(plain(formatInteger(value))).toBe(text);
  });

  test('keeps every digit, in groups of three', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const text = formatInteger(value);
        expect(Number(text.replaceAll('\u202f', ''))).toBe(value === 0 ? 0 : value);
        expect(text).toMatch(/^-?\d{1,3}(?:\u202f\d{3})*$/);
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21])('refuses %s', (value) => {
    expect(() => formatInteger(value)).toThrow(RangeError);
  });
});

test('formatDecimal groups before the point only', () => {
  expect(plain(formatDecimal(1234567.5, 2))).toBe('1 234 567.50');
  expect(plain(formatDecimal(0.123456, 6))).toBe('0.123456');
  expect(plain(formatDecimal(-0.001, 2))).toBe('0.00');
});

test.each([
  [0, '0 MiB'],
  [512, '512 MiB'],
  [1024, '1 GiB'],
  [1536, '1.5 GiB'],
  [10240, '10 GiB'],
  [1_000_000, '976.6 GiB'],
  [1_048_576, '1 TiB'],
  [2_359_296, '2.25 TiB'],
  [1_048_576_000, '1 000 TiB'],
  [null, 'unknown'],
])('formatMiB(%j) is %j', (mib, text) => {
  expect(plain(formatMiB(mib))).toBe(text);
});

test.each([
  [0, '0'],
  [250, '0.25'],
  [1500, '1.5'],
  [1_200_000, '1 200'],
  [null, 'unknown'],
])('formatMilliCpu(%j) is %j', (milliCpu, text) => {
  expect(plain(formatMilliCpu(milliCpu))).toBe(text);
});

test('percents', () => {
  expect(percentOf(3, 8)).toBe(37.5);
  expect(percentOf(0, 8)).toBe(0);
  expect(percentOf(1, 0)).toBeNull();
  expect(percentOf(null, 8)).toBeNull();
  expect(percentOf(1, null)).toBeNull();
  expect(plain(formatPercent(37.5))).toBe('37.5 %');
  expect(plain(formatPercent(200 / 3, 0))).toBe('67 %');
  expect(formatPercent(null)).toBe('unknown');
});
