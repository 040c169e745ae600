import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/demo/random.ts';

describe('seeded numbers', () => {
  it('are those of mulberry32', () => {
    const random = seededRandom('');
    // By a Python transcription of mulberry32 from state 0x811c9dc5, the hash of no text: high digit of each word.
    expect(random.hex(12)).toBe('97c6c0e3e874');
  });

  it('stay in their range and reach both ends', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 0, max: 5 }),
        (seed, low, width) => {
          const random = seededRandom(seed);
          const drawn = new Set(Array.from({ length: 400 }, () => random.integer(low, low + width)));
          expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: width + 1 }, (_, i) => low + i));
        },
      ),
    );
  });

  it('follow the seed alone', () => {
    expect(seededRandom('vm-1').uuid()).toBe(seededRandom('vm-1').uuid());
    expect(seededRandom('vm-1').uuid()).not.toBe(seededRandom('vm-2').uuid());
  });

  it('happen as often as asked', () => {
    const random = seededRandom('often');
    const hits = Array.from({ length: 10_000 }, () => random.chance(20)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(1800);
    expect(hits).toBeLessThan(2200);
  });

  it('pick from what there is', () => {
    expect(() => seededRandom('x').pick([])).toThrow(RangeError);
  });
});
