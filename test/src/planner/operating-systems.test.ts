import { expect, test } from 'vitest';
import { operatingSystems } from '../../../src/planner/operating-systems.ts';
import { aVm } from './small-estate.ts';

const guest = (name: string, guestFullNameTools: string | null): ReturnType<typeof aVm> =>
  aVm(name, { guestFullNameTools, guestFullNameConfig: null });

test('each release once, in its maker’s words, with the end of its support and where that is from', () => {
  const systems = operatingSystems([
    guest('a', 'CentOS 7 (64-bit)'),
    guest('b', 'Microsoft Windows Server 2008 R2 (64-bit)'),
    guest('c', 'CentOS Linux release 7.9'),
    guest('d', 'CentOS 7 (64-bit)'),
  ]);
  expect(systems.map(({ name, standardEnds, extendedEnds, vms }) => [name, standardEnds, extendedEnds, vms])).toEqual([
    ['CentOS 7', '2024-06-30', null, ['id-a', 'id-c', 'id-d']],
    ['Windows Server 2008 R2', '2020-01-14', '2023-01-10', ['id-b']],
  ]);
  expect(systems.map(({ product }) => product)).toEqual(['CentOS', 'Windows Server']);
  for (const { source } of systems) expect(source).toMatch(/CentOS|Microsoft/);
});

test('a system that is not told has no date, and says so', () => {
  const systems = operatingSystems([guest('a', 'Other 3.x or later Linux (64-bit)'), guest('b', null)]);
  expect(systems.map(({ name, standardEnds, source }) => [name, standardEnds, source])).toEqual([
    ['Linux, which one is not told', null, null],
    ['unknown', null, null],
  ]);
});
