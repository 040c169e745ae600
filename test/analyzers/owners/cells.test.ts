import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposition, duration, unreadable, yesOrNo } from '../../../analyzers/owners/cells.ts';

describe('durations', () => {
  it.each([
    [4, null, 4],
    ['4', null, 4],
    ['4 h', 'min', 4],
    ['4Std.', null, 4],
    ['30 min', null, 0.5],
    ['20 Minuten', null, 0.33],
    ['< 2 Tage', null, 48],
    ['<=1 day', null, 24],
    ['max. 8 hours', null, 8],
    ['1,5', null, 1.5],
    ['1.5 Stunden', null, 1.5],
    ['4:30', null, 4.5],
    ['1 Woche', null, 168],
    [15, 'min', 0.25],
    ['2', 'Tagen', 48],
    [0, null, 0],
    ['n/a', null, null],
    [' - ', null, null],
    [null, 'h', null],
  ])('%o under a header in %o is %o hours', (cell, unit, hours) => {
    expect(duration(cell, unit)).toBe(hours);
  });

  it.each(['24/7', 'high', '4 parsecs', '-1', '1e9', '4 h 30', '99999999', true])('%o is none', (cell) => {
    expect(duration(cell, null)).toBe(unreadable);
  });

  it('never gives what is no number of hours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.double()), fc.string(), (cell, unit) => {
        const hours = duration(cell, unit);
        expect(hours === null || hours === unreadable || (Number.isFinite(hours) && hours >= 0)).toBe(true);
      }),
    );
  });
});

describe('yes and no', () => {
  it.each([
    ['yes', true],
    ['Ja ', true],
    ['X', true],
    [true, true],
    [1, true],
    ['nein', false],
    ['No', false],
    [false, false],
    ['', null],
    ['?', null],
    [null, null],
    ['perhaps', unreadable],
  ])('%o is %o', (cell, expected) => {
    expect(yesOrNo(cell)).toBe(expected);
  });
});

describe('dispositions', () => {
  it.each([
    ['Rehost', 'rehost'],
    [' retire', 'retire'],
    ['tbd', null],
    ['lift and shift', unreadable],
  ])('%o is %o', (cell, expected) => {
    expect(disposition(cell)).toBe(expected);
  });
});
