import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { swappedUuid, uuidDigits } from '../../../src/model/vm-uuid.ts';

describe('UUIDs', () => {
  it.each([
    ['420c2e0f-1a2b-3c4d-8000-0123456789ab', '420c2e0f1a2b3c4d80000123456789ab'],
    ['{420C2E0F-1A2B-3C4D-8000-0123456789AB}', '420c2e0f1a2b3c4d80000123456789ab'],
    ['VMware-42 0c 2e 0f 1a 2b 3c 4d-80 00 01 23 45 67 89 ab', '420c2e0f1a2b3c4d80000123456789ab'],
    ['web-1', null],
    ['420c2e0f-1a2b-3c4d-8000-0123456789a', null],
    ['', null],
  ])('%o has the digits %o', (text, digits) => {
    expect(uuidDigits(text)).toBe(digits);
  });

  it('have the low bytes of three fields first in the other order', () => {
    expect(swappedUuid('420c2e0f1a2b3c4d80000123456789ab')).toBe('0f2e0c422b1a4d3c80000123456789ab');
  });

  it('are themselves again after two swaps', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const digits = uuidDigits(uuid) ?? '';
        expect(swappedUuid(swappedUuid(digits))).toBe(digits);
      }),
    );
  });
});
