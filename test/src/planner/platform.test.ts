import { expect, test } from 'vitest';
import {
  blankEdition,
  blankEstate,
  blankHealthMessage,
  blankHost,
  blankVCenter,
} from '../../../src/model/blank-records.ts';
import { platform } from '../../../src/planner/platform.ts';

const estate = {
  ...blankEstate(),
  vCenters: [
    { ...blankVCenter(0, 2), fullName: 'VMware vCenter Server 8.0.3 build-1', version: '8.0.3' },
    { ...blankVCenter(1, 2), version: '9.0' },
  ],
  hosts: ['VMware ESXi 7.0.3 build-2', 'VMware ESXi 8.0.3 build-3', 'VMware ESXi 7.0.3 build-4', null].map(
    (esxiVersion, index) => ({ ...blankHost(0, index + 2, `esx${index}`), esxiVersion }),
  ),
  editions: [
    { ...blankEdition(0, 2, 'vSphere 8'), total: 64, used: 32, expires: '2027-03-31T00:00:00' },
    { ...blankEdition(0, 3, 'vCenter 8'), total: -1, expires: 'never' },
    { ...blankEdition(0, 4, 'Evaluation'), expires: 'expired' },
  ],
  healthMessages: ['b', 'a', 'c'].map((object, index) => ({
    ...blankHealthMessage(0, index + 2, 'Possibly a Zombie vmdk file!'),
    object,
    type: object === 'c' ? null : 'Zombie',
  })),
};

test('tells how long vSphere is supported and licensed', () => {
  const { vCenters, hosts, editions } = platform(estate, '2026-11-24');
  expect(vCenters.map(({ version, supportEnds, daysLeft }) => [version, supportEnds, daysLeft])).toEqual([
    ['8.0.3', '2027-10-11', 321],
    ['9.0', null, null],
  ]);
  expect(hosts.map(({ version, hosts: count, daysLeft }) => [version, count, daysLeft])).toEqual([
    [null, 1, null],
    ['7.0.3', 2, -418],
    ['8.0.3', 1, 321],
  ]);
  expect(editions.map(({ name, expires, daysLeft }) => [name, expires, daysLeft])).toEqual([
    ['vSphere 8', '2027-03-31', 127],
    ['vCenter 8', 'never', null],
    ['Evaluation', 'expired', null],
  ]);
});

test('counts no days without a date', () => {
  const { vCenters, editions } = platform(estate, null);
  expect(vCenters[0]).toMatchObject({ supportEnds: '2027-10-11', daysLeft: null });
  expect(editions[0]).toMatchObject({ expires: '2027-03-31', daysLeft: null });
});

test('groups what RVTools found odd by kind', () => {
  expect(platform(estate, null).health).toEqual([
    {
      kind: 'Zombie',
      count: 2,
      examples: [
        { object: 'a', message: 'Possibly a Zombie vmdk file!' },
        { object: 'b', message: 'Possibly a Zombie vmdk file!' },
      ],
    },
    { kind: 'other', count: 1, examples: [{ object: 'c', message: 'Possibly a Zombie vmdk file!' }] },
  ]);
});
