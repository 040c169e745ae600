import { expect, test } from 'vitest';
import { dateLine, dateScale, lifeLine, stackedBar } from '../../../generators/report/charts.ts';

const day = (date: string): number => Date.parse(date) / 86_400_000;

test('a scale holds its dates in whole years, and stays within nine years of the assessment', () => {
  expect(dateScale(['2024-06-30', '2028-02-01'], null)).toEqual({ from: day('2024-01-01'), to: day('2029-01-01') });
  expect(dateScale(['1999-01-01', '2060-01-01'], '2026-11-20')).toEqual({
    from: day('2017-01-01'),
    to: day('2036-01-01'),
  });
  expect(dateScale([], null)).toBeNull();
  expect(dateScale(['soon'], null)).toBeNull();
});

test('a life line says its dates in words, and draws ends outside the scale at its edge', () => {
  const scale = { from: day('2020-01-01'), to: day('2030-01-01') };
  const system = { name: 'Old <1>', standardEnds: '2010-01-01', extendedEnds: '2040-01-01' };
  const { text } = lifeLine('a', system, '2025-01-01', scale);
  expect(text).toContain('Support of Old &lt;1&gt;');
  expect(text).toContain('standard support until 2010-01-01, extended support until 2040-01-01');
  expect(text).toMatch(/class="life extended"\s+x="0%"\s+y="2"\s+width="100%"/);
  // 2025-01-01 is 1,827 of 3,653 days along.
  expect(text).toMatch(/class="today"\s+x1="50.014%"/);
});

test('without a date of the assessment a life line judges nothing', () => {
  const scale = { from: day('2020-01-01'), to: day('2030-01-01') };
  const { text } = lifeLine('a', { name: 'x', standardEnds: '2021-01-01', extendedEnds: null }, null, scale);
  expect(text).toContain('class="life undated"');
  expect(text).not.toMatch(/today|ended"|extended/);
});

test('an axis names years that do not crowd', () => {
  const { text } = dateLine('years', 'Years', { from: day('2010-01-01'), to: day('2040-01-01') });
  expect(text.match(/>\d{4}</g)).toEqual([
    '>2010<',
    '>2014<',
    '>2018<',
    '>2022<',
    '>2026<',
    '>2030<',
    '>2034<',
    '>2038<',
  ]);
});

test('a segment bears its number where that fits', () => {
  const bar = (few: number): string =>
    stackedBar('b', 'Bar', [{ label: 'few', value: few, colour: 'x' }], { total: 1000, height: 20, values: true }).text;
  expect(bar(30)).not.toContain('>30<');
  expect(bar(70)).toContain('>70<');
});
