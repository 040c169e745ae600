import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Notation } from '../../../analyzers/rvtools/notation.ts';
import { readNumber } from '../../../analyzers/rvtools/numbers.ts';

/** 1234567 with a mark between groups of three. */
const grouped = (value: number, mark: string): string => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, mark);

/** What a whole-number column holds after all texts of a file were read, and read again where that was needed. */
function readWhole(texts: readonly string[], others: readonly string[] = []): (number | string)[] {
  const notation = new Notation();
  const read = () => {
    for (const text of others) notation.decimal(text);
    return texts.map((text) => notation.whole(text));
  };
  const first = read();
  if (!notation.needsSecondReading) return first;
  notation.settle();
  return read();
}

function readDecimal(texts: readonly string[]): (number | string)[] {
  const notation = new Notation();
  const read = () => texts.map((text) => notation.decimal(text));
  const first = read();
  if (!notation.needsSecondReading) return first;
  notation.settle();
  return read();
}

const natural = fc.integer({ min: 0, max: 2 ** 40 });

describe('readNumber', () => {
  it('reads a whole number back in every grouping', () => {
    fc.assert(
      fc.property(natural, fc.constantFrom(',', '.', ' ', '\u00a0', '\u202f', "'", '’'), (value, mark) => {
        const number = readNumber(grouped(value, mark));
        expect(number === null ? null : 'value' in number ? number.value : number.grouped).toBe(value);
      }),
    );
  });

  it('reads a decimal back with either separator, grouped or not', () => {
    fc.assert(
      fc.property(
        natural,
        fc.integer({ min: 0, max: 99 }),
        fc.boolean(),
        fc.boolean(),
        (whole, cents, comma, group) => {
          const [decimal, mark] = comma ? [',', '.'] : ['.', ','];
          const text = `${group ? grouped(whole, mark) : whole}${decimal}${String(cents).padStart(2, '0')}`;
          const number = readNumber(text);
          expect(number !== null && 'value' in number ? number.value : null).toBeCloseTo(whole + cents / 100, 4);
          expect(number).toMatchObject({ decimal });
        },
      ),
    );
  });

  it('reads nothing out of what is no number', () => {
    for (const text of [
      '',
      'two',
      '1,2,3',
      '1.2.3',
      '12,34,567',
      '1,2345.6',
      '1.234,567.8',
      '0x10',
      '1e',
      'NaN',
      '--1',
      '1 2',
      '٣',
    ]) {
      expect(readNumber(text), text).toBeNull();
    }
  });

  it('never throws, and gives finite numbers alone', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9., eE'’]{0,16}$/)), (text) => {
        const number = readNumber(text);
        if (number === null) return;
        for (const value of 'value' in number ? [number.value] : [number.grouped, number.fraction]) {
          expect(Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });
});

describe('Notation', () => {
  it('takes separators in a column of whole numbers for grouping', () => {
    expect(readWhole(['16,384', '4,096', '512'])).toEqual([16384, 4096, 512]);
    expect(readWhole(['1.024', '16.384', '512'])).toEqual([1024, 16384, 512]);
  });

  it('never makes 1 of 1.024', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('1.024', '0.5', '1,5', '2.048.576', '12,345', '7', '1,024.5', '0,25')),
        (others) => {
          for (const [value] of [readWhole(['1.024'], others)]) expect([1024, 'ambiguous']).toContain(value);
        },
      ),
    );
  });

  it('takes a whole number as unknown whose separator is the decimal one elsewhere', () => {
    expect(readWhole(['1.024', '512'], ['0.5'])).toEqual(['ambiguous', 512]);
    expect(readWhole(['1.024', '512'], ['0,5'])).toEqual([1024, 512]);
    expect(readWhole(['1,024'], ['1.024,5'])).toEqual(['ambiguous']);
  });

  it('decides decimals by what the file shows before or after them', () => {
    expect(readDecimal(['1.024', '0.5'])).toEqual([1.024, 0.5]);
    expect(readDecimal(['1.024', '0,5'])).toEqual([1024, 0.5]);
    expect(readDecimal(['1,024', '1,048,576'])).toEqual([1024, 1048576]);
    expect(readDecimal(['1,024', '2.048.576'])).toEqual([1.024, 2048576]);
    expect(readDecimal(['1,024'])).toEqual(['ambiguous']);
    expect(readDecimal(['1,024', '0.5', '0,5'])).toEqual(['ambiguous', 0.5, 0.5]);
  });

  it('reads a file twice only where that may change something', () => {
    const notation = new Notation();
    notation.whole('16,384');
    notation.decimal('0.5');
    expect(notation.needsSecondReading).toBe(false);
    notation.decimal('0,5');
    expect(notation.needsSecondReading).toBe(true);
    notation.settle();
    expect(notation.needsSecondReading).toBe(false);
  });

  it('reads days and months in the order that the file shows', () => {
    const notation = new Notation();
    expect(notation.dateTime('03/04/2025 10:00:00')).toBe('ambiguous');
    expect(notation.needsSecondReading).toBe(true);
    expect(notation.dateTime('25/12/2024 08:00:00')).toMatchObject({ iso: '2024-12-25T08:00:00' });
    notation.settle();
    expect(notation.dateTime('03/04/2025 10:00:00')).toEqual({ iso: '2025-04-03T10:00:00' });
    expect(notation.dateOrder).toBe('dayFirst');
    notation.dateTime('12/25/2024');
    expect(notation.dateOrder).toBeNull();
    expect(notation.dateTime('03/04/2025 10:00:00')).toBe('ambiguous');
  });
});
