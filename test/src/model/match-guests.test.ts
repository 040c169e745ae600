import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankNic, blankVm } from '../../../src/model/blank-records.ts';
import type { Vm } from '../../../src/model/estate.ts';
import type { Guest } from '../../../src/model/guest.ts';
import { matchGuests } from '../../../src/model/match-guests.ts';
import { aGuest } from '../../support/a-guest.ts';

const uuid = '42125ad8-1f2e-3c4d-5e6f-708192a3b4c5';
const swapped = 'd85a1242-2e1f-4d3c-5e6f-708192a3b4c5';

function aVm(name: string, changes: Partial<Vm> = {}, mac: string | null = null): Vm {
  const nics = mac === null ? [] : [{ ...blankNic(null), macAddress: mac }];
  return { ...blankVm(0, name), id: `id-${name}`, nics, ...changes };
}

function inside(id: string, identity: object, mac: string | null = null, addresses: string[] = []): Guest {
  return { ...aGuest({ identity, interfaces: [{ name: 'eth0', macAddress: mac, addresses }] }), id };
}

describe('a guest is tied to a VM', () => {
  test.each([
    ['as it stands', { biosUuid: uuid }, /^The same BIOS UUID\.$/],
    ['in the other byte order', { biosUuid: swapped }, /other byte order/],
    [
      'as the serial number writes it',
      { serialNumber: 'VMware-42 12 5a d8 1f 2e 3c 4d-5e 6f 70 81 92 a3 b4 c5' },
      /^The same BIOS UUID\.$/,
    ],
  ])('by BIOS UUID, %s', (_, identity, explanation) => {
    const [match] = matchGuests([inside('g', identity)], [aVm('other'), aVm('web', { biosUuid: uuid.toUpperCase() })]);
    expect(match).toMatchObject({ vm: 'id-web', by: 'bios-uuid' });
    expect(match?.explanation).toMatch(explanation);
  });

  test('by MAC address where no VM has its UUID', () => {
    const vms = [aVm('web', {}, '00:50:56:AA:BB:CC'), aVm('db', {}, '00:50:56:aa:bb:cd')];
    expect(matchGuests([inside('g', {}, '00:50:56:aa:bb:cc')], vms)[0]).toMatchObject({
      vm: 'id-web',
      by: 'mac-address',
    });
  });

  test('by host name and address together, and by neither alone', () => {
    const vms = [aVm('web', { hostName: 'web.example', ipAddress: '10.0.0.5' }), aVm('db', { ipAddress: '10.0.0.6' })];
    const of = (hostName: string, address: string) =>
      matchGuests([inside('g', { hostName }, null, ['127.0.0.1', address])], vms)[0];
    expect(of('web', '10.0.0.5')).toMatchObject({ vm: 'id-web', by: 'name-and-address' });
    expect(of('web', '10.0.0.9')).toMatchObject({ vm: null, by: 'none', candidates: ['id-web'] });
    expect(of('other', '10.0.0.6')).toMatchObject({ vm: null, candidates: ['id-db'] });
    expect(of('web', '10.0.0.6')).toMatchObject({ vm: null, candidates: ['id-web', 'id-db'] });
  });
});

describe('doubt ties no guest', () => {
  test('clones with one UUID are told apart by MAC address, else not at all', () => {
    const vms = [aVm('a', { biosUuid: uuid }, '00:50:56:00:00:01'), aVm('b', { biosUuid: uuid }, '00:50:56:00:00:02')];
    expect(matchGuests([inside('g', { biosUuid: uuid }, '00:50:56:00:00:02')], vms)[0]?.vm).toBe('id-b');
    const [unsure] = matchGuests([inside('g', { biosUuid: uuid })], vms);
    expect(unsure).toMatchObject({ vm: null, candidates: ['id-a', 'id-b'] });
    expect(unsure?.explanation).toMatch(/clones/);
  });

  test('UUID and MAC address of different VMs', () => {
    const vms = [aVm('a', { biosUuid: uuid }), aVm('b', {}, '00:50:56:00:00:02')];
    const [match] = matchGuests([inside('g', { biosUuid: uuid }, '00:50:56:00:00:02')], vms);
    expect(match).toMatchObject({ vm: null, candidates: ['id-a', 'id-b'] });
  });

  test('two guests that would be one VM', () => {
    const vms = [aVm('a', { biosUuid: uuid })];
    const matches = matchGuests([inside('g', { biosUuid: uuid }), inside('h', { biosUuid: swapped })], vms);
    expect(matches.map(({ vm, candidates }) => ({ vm, candidates }))).toEqual([
      { vm: null, candidates: ['id-a'] },
      { vm: null, candidates: ['id-a'] },
    ]);
  });

  test('blank UUIDs, templates, and firmware that counts from zero', () => {
    const zero = '00000000-0000-0000-0000-000000000000';
    const vms = [aVm('a', { biosUuid: zero }), aVm('t', { biosUuid: uuid, template: true })];
    const matches = matchGuests([inside('g', { biosUuid: zero }), inside('h', { biosUuid: uuid })], vms);
    expect(matches.map(({ vm }) => vm)).toEqual([null, null]);
  });
});

test('no VM is ever two guests, and each guest has one answer', () => {
  const digits = fc.constantFrom(uuid, swapped, '42125ad8-1f2e-3c4d-5e6f-708192a3b4c6');
  const mac = fc.constantFrom('00:50:56:00:00:01', '00:50:56:00:00:02', null);
  fc.assert(
    fc.property(fc.array(fc.record({ digits, mac })), fc.array(fc.record({ digits, mac })), (guests, vms) => {
      const matches = matchGuests(
        guests.map((each, index) => inside(`g${index}`, { biosUuid: each.digits }, each.mac)),
        vms.map((each, index) => aVm(`v${index}`, { biosUuid: each.digits }, each.mac)),
      );
      expect(matches.map(({ guest }) => guest)).toEqual(guests.map((_, index) => `g${index}`));
      const tied = matches.flatMap(({ vm }) => vm ?? []);
      expect(new Set(tied).size).toBe(tied.length);
    }),
  );
});
