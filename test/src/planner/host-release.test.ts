import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blankEstate, blankHost, blankVm } from '../../../src/model/blank-records.ts';
import type { Estate, Host, Vm } from '../../../src/model/estate.ts';
import type { Disposition } from '../../../src/model/plan.ts';
import { hostRelease } from '../../../src/planner/host-release.ts';

const host = (name: string, rest: Partial<Host> = {}): Host => ({ ...blankHost(0, 2, name), ...rest });
const vm = (name: string, on: string, rest: Partial<Vm> = {}): Vm => ({
  ...blankVm(0, name),
  id: name,
  host: on,
  powerState: 'poweredOn',
  cpus: 2,
  memoryMiB: 1024,
  ...rest,
});

function release(hosts: readonly Host[], vms: readonly Vm[], dispositions: readonly Disposition[] = []) {
  const estate: Estate = { ...blankEstate(), hosts: [...hosts], vms: [...vms] };
  const byName = new Map(hosts.map((one) => [one.name, one]));
  return hostRelease(estate, dispositions, (one) => byName.get(one.host ?? '') ?? null, 16);
}

test('the hosts that free with least come first: no retained VM, few, small', () => {
  const hosts = ['many', 'retained', 'large', 'small', 'empty'].map((name) =>
    host(name, { cpuSockets: 2, coresPerSocket: 8, cores: 16 }),
  );
  const vms = [
    ...['a', 'b', 'c'].map((name) => vm(name, 'many')),
    vm('kept', 'retained'),
    vm('big', 'large', { memoryMiB: 65_536 }),
    vm('little', 'small'),
    vm('off', 'empty', { powerState: 'poweredOff' }),
    vm('template', 'empty', { template: true }),
    vm('elsewhere', 'unlisted'),
  ];
  const released = release(hosts, vms, ['rehost', 'rehost', 'rehost', 'retain', 'rehost', 'rehost', 'retire']);
  expect(released.map((one) => [one.host, one.running, one.switchedOff, one.retained, one.licensedCores])).toEqual([
    ['empty', 0, 1, 0, 32],
    ['small', 1, 0, 0, 32],
    ['large', 1, 0, 0, 32],
    ['many', 3, 0, 0, 32],
    ['retained', 1, 0, 1, 32],
  ]);
  expect(released[3]).toMatchObject({ vcpus: 6, memoryMiB: 3072, vms: ['a', 'b', 'c'] });
});

test('an unknown power state counts as running, unknown sockets as no licence', () => {
  const [only] = release([host('esx')], [vm('a', 'esx', { powerState: null, cpus: null, memoryMiB: null })]);
  expect(only).toMatchObject({ running: 1, vcpus: 0, memoryMiB: 0, licensedCores: null, vms: ['a'] });
});

test('every VM of a listed host is counted once, and only the first hosts name theirs', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(29), { maxLength: 200 }), (places) => {
      const hosts = Array.from({ length: 25 }, (_, index) => host(`esx${index}`));
      const vms = places.map((place, index) => vm(`vm${index}`, `esx${place}`));
      const released = release(hosts, vms);
      const counted = released.reduce((sum, { running }) => sum + running, 0);
      expect(counted).toBe(places.filter((place) => place < 25).length);
      for (const [index, one] of released.entries()) {
        expect(one.vms === null).toBe(index >= 20);
        expect(one.running).toBeGreaterThanOrEqual(released[index - 1]?.running ?? 0);
      }
    }),
  );
});
