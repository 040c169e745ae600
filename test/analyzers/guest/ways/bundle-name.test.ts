import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bundleName } from '../../../../analyzers/guest/ways/bundle-name.ts';
import { safeRelativePath } from '../../../../src/lib/safe-path.ts';

const named = (hostName: string, started: string, fallback = 'host', number = 1): string =>
  bundleName(new Map(Object.entries({ hostName, started })), fallback, number);

it('is the host and when the collection began, as the guest says', () => {
  expect(named('web01.example', '2026-11-24T09:30:05Z')).toBe('devirt-guest-web01.example-20261124T093005Z.tar.gz');
  expect(named('web01', '2026-11-24T09:30:05Z', 'x', 2)).toBe('devirt-guest-web01-20261124T093005Z-2.tar.gz');
  expect(named('', 'yesterday', 'fe80::1%eth0')).toBe('devirt-guest-fe80__1_eth0-unknown-time.tar.gz');
});

it('is a safe name, whatever the guest says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.nat(), (hostName, started, number) => {
      const name = named(hostName, started, hostName, number + 1);
      expect(name).toMatch(/^devirt-guest-[A-Za-z0-9._-]*\.tar\.gz$/);
      expect(safeRelativePath(name)).toBe(name);
    }),
  );
});
