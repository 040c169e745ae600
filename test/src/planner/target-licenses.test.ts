import { expect, test } from 'vitest';
import type { Vm } from '../../../src/model/estate.ts';
import { defaultSettings, type Settings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { anEstate, aVm } from './small-estate.ts';

const windows = { guestFullNameTools: 'Microsoft Windows Server 2022 (64-bit)' };
const redHat = { guestFullNameTools: 'Red Hat Enterprise Linux 9 (64-bit)' };

function licensesOf(vms: readonly Vm[], change: (settings: Settings) => Partial<Settings> = () => ({})) {
  const settings = defaultSettings();
  return makePlan(anEstate(vms, []), { ...settings, ...change(settings) }).targetLicenses;
}

const vm = (name: string, rest: Partial<Vm>): Vm => aVm(name, { guestFullNameConfig: null, cpus: 2, ...rest });

test('counts Windows by VM with eight cores at least, and by node', () => {
  const [only, ...others] = licensesOf([
    vm('a', { ...windows, cpus: 2 }),
    vm('b', { ...windows, cpus: 12 }),
    vm('linux', { guestFullNameTools: 'Ubuntu Linux (64-bit)' }),
  ]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ product: 'Windows Server', rule: 'licence.windows-server', vms: 2, byNameOnly: 0 });
  // A worker and a spare node of the catalogue's first type.
  expect(only?.counts.map(({ metric, units, pricePerYear }) => [metric, units, pricePerYear])).toEqual([
    ['cores of the VMs', 20, null],
    ['cores of the nodes', 128, null],
  ]);
  expect(only?.counts[0]?.setting).toBe('licenses.target.windowsServerCore');
});

test('counts Oracle by the cores of every node, SQL Server by VM with four at least, Linux by sockets or guests', () => {
  const found = licensesOf([
    vm('fin-oracle-01', redHat),
    vm('crm-mssql-01', windows),
    vm('app', { ...redHat, runningApplications: [{ name: 'sqlservr', version: null }], cpus: 6 }),
  ]);
  expect(
    found.map(({ product, vms, byNameOnly, counts }) => [product, vms, byNameOnly, counts.map(({ units }) => units)]),
  ).toEqual([
    ['Windows Server', 1, 0, [8, 128]],
    ['SQL Server', 2, 1, [10]],
    ['Oracle Database', 1, 1, [64]],
    ['Red Hat Enterprise Linux', 2, 0, [2, 1]],
  ]);
});

test('prices what a price is set for', () => {
  const [only] = licensesOf([vm('a', windows)], (settings) => ({
    licenses: { ...settings.licenses, target: { ...settings.licenses.target, windowsServerCore: 10 } },
  }));
  expect(only?.counts.map(({ pricePerYear }) => pricePerYear)).toEqual([80, 1280]);
});

test('leaves out what needs no node, what a person waived, and sizes that are unknown', () => {
  const found = licensesOf(
    [vm('gone', windows), vm('waived', windows), vm('unsized', { ...windows, cpus: null })],
    () => ({
      overrides: [{ match: { name: 'gone' }, disposition: 'retire', reason: 'empty' }],
      waivers: [{ rule: 'licence.windows-server', match: { name: 'waived' }, reason: 'owned' }],
    }),
  );
  expect(found).toMatchObject([{ vms: 1, unknownVms: 1, counts: [{ units: 0 }, {}] }]);
});
