import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipFamily, isReachableAddress } from '../../../src/lib/ip-address.ts';

describe('ipFamily', () => {
  it('agrees with Node, but for zones and embedded IPv4', () => {
    const near = fc.array(fc.constantFrom('0', '1', '25', '255', '256', 'f', 'fe80', ':', '::', '.', 'g', ' '), {
      maxLength: 16,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          near.map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          const known = isIP(text);
          const ours = ipFamily(text);
          const expected = known === 4 ? 'IPv4' : known === 6 && !/[%.]/.test(text) ? 'IPv6' : null;
          expect(ours).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('tells addresses that others reach from those that they do not', () => {
    for (const one of ['10.0.0.1', '192.168.1.1', '2001:db8::1', 'fd00::5', '::2:0', '1::'])
      expect(isReachableAddress(one), one).toBe(true);
    for (const one of [
      '127.0.0.1',
      '169.254.3.4',
      '0.0.0.0',
      '224.0.0.1',
      '239.1.1.1',
      '::',
      '::1',
      '0:0:0:0:0:0:0:1',
      'fe80::1',
      'ff02::1',
      'db01',
      '',
    ])
      expect(isReachableAddress(one), one).toBe(false);
  });
});
