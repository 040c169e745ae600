import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnLetter } from '../../../../src/lib/tables/table.ts';

function indexOf(letters: string): number {
  return letters.split('').reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

describe('columnLetter', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16_383, 'XFD'],
  ])('column %i is %s', (index, letters) => {
    expect(columnLetter(index)).toBe(letters);
  });

  it('counts in bijective base 26', () => {
    fc.assert(fc.property(fc.nat(16_383), (index) => indexOf(columnLetter(index)) === index));
  });
});
