import { expect, test } from 'vitest';
import { tally } from '../../../generators/report/tallies.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const assessed = assessedFixture(200);
const tallies = tally(assessed);
const { decisions } = assessed.plan;

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

test('every decision counts once as a disposition and once as a confidence', () => {
  expect(sum(tallies.dispositions)).toBe(200);
  expect(sum(tallies.confidences)).toBe(200);
  expect(tallies.templates).toBe(5);
});

test('candidates are apart from the base case', () => {
  const containers = decisions.filter((one) => one.disposition === 'rehost' && one.candidate === 'containerize');
  expect(tallies.candidates).toContainEqual({ from: 'rehost', to: 'containerize', vms: containers.length });
  expect(containers.length).toBeGreaterThan(0);
});

test('rules come by gravity, waived findings apart, unknown ones not among them', () => {
  expect(tallies.found.map(({ rule }) => rule)).toEqual([
    'disk.raw-device-mapping',
    'os.windows',
    'os.end-of-life',
    'platform.vmware-appliance',
    'state.template',
  ]);
  const findings = decisions.flatMap((one) => one.findings).filter(({ rule }) => rule === 'os.windows');
  const windows = tallies.found.find(({ rule }) => rule === 'os.windows');
  expect(windows?.severities.get('obstacle')).toBe(findings.filter(({ waived }) => waived === undefined).length);
  expect(windows?.waived).toBe(findings.filter(({ waived }) => waived !== undefined).length);
  expect(windows?.waived).toBeGreaterThan(0);
});

test('checks that could not be made stand under what was missing', () => {
  const open = decisions.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'unknown');
  const waiting = open.filter(({ waived }) => waived === undefined);
  expect(tallies.unchecked).toEqual([
    {
      reason: 'Not told of this VM: vm.hostName.',
      checks: [{ rule: 'guest.name-unknown', title: 'DNS name of the guest', vms: waiting.length }],
    },
  ]);
});
