import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vm } from '../../../../src/model/estate.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { Settings } from '../../../../src/model/settings.ts';
import {
  decide,
  type FitDecision,
  ruleTexts,
  unusedOverrides,
  unusedWaivers,
} from '../../../../src/planner/fit/decide.ts';
import { decideEstate } from '../../../../src/planner/fit/decide-estate.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { anyText } from './any-text.ts';
import { aFitContext, aFitEstate, aFitVm, allFacts, type EstateGiven, type VmGiven } from './fit-estate.ts';

const linux: VmGiven = {
  name: 'app-01',
  template: false,
  srmPlaceholder: false,
  powerState: 'poweredOn',
  connectionState: 'connected',
  faultTolerance: 'notConfigured',
  guestFullNameTools: 'Red Hat Enterprise Linux 9 (64-bit)',
  guestFullNameConfig: 'Red Hat Enterprise Linux 9 (64-bit)',
  cpus: 2,
  memoryMiB: 4096,
};

function decided(
  vm: VmGiven,
  settings: Partial<Settings> = {},
  asOf: string | null = '2026-11-24',
  given: EstateGiven = {},
): FitDecision {
  const [decision] = decideEstate(aFitContext({ ...given, vms: [vm, ...(given.vms ?? [])] }, settings, asOf)).decisions;
  if (decision === undefined) throw new Error('one VM, one decision');
  return decision;
}

function hasConcern({ findings }: FitDecision): boolean {
  return findings.some(({ rule }) => rule.startsWith('forklift.'));
}

function ftFinding({ findings }: FitDecision): Finding | undefined {
  return findings.find(({ rule }) => rule === 'availability.fault-tolerance');
}

describe('the default', () => {
  test('rehosts Linux, with containers as what evidence could add', () => {
    const decision = decided(linux);
    expect(decision).toMatchObject({
      vm: 'id-app-01',
      name: 'app-01',
      template: false,
      disposition: 'rehost',
      candidate: 'containerize',
      confidence: 'inventory',
      decidedBy: { by: 'default', rule: null },
    });
    expect(decision.votes).toEqual([decision.decidedBy]);
  });

  test.each(['Other (64-bit)', null])('rehosts %s without a candidate', (text) => {
    expect(decided({ ...linux, guestFullNameTools: text, guestFullNameConfig: text })).toMatchObject({
      disposition: 'rehost',
      candidate: null,
      decidedBy: { by: 'default' },
    });
  });

  test.each([
    ['Microsoft Windows Server 2019 (64-bit)', 'os.windows'],
    ['Oracle Solaris 11 (64-bit)', 'os.not-linux'],
    ['FreeBSD (64-bit)', 'os.not-linux'],
  ])('is not needed for %s: the blocker rehosts it', (text, rule) => {
    const windows = { ...linux, guestFullNameTools: text, guestFullNameConfig: text };
    expect(decided(windows)).toMatchObject({
      disposition: 'rehost',
      candidate: null,
      decidedBy: { by: 'blocker', rule },
    });
    // What cannot move as a VM either stays, and an idle one may still turn out to be needed by nobody.
    expect(decided({ ...windows, faultTolerance: 'running' })).toMatchObject({ disposition: 'retain' });
    expect(decided({ ...windows, powerState: 'poweredOff' })).toMatchObject({
      disposition: 'rehost',
      candidate: 'retire',
    });
  });
});

describe('the rungs', () => {
  const ftSrm: VmGiven = { ...linux, faultTolerance: 'running' };
  const everything: VmGiven = {
    ...ftSrm,
    name: 'VCSA',
    annotation: 'VMware vCenter Server Appliance',
    guestFullNameTools: 'Other 3.x or later Linux (64-bit)',
    guestFullNameConfig: null,
    connectionState: 'orphaned',
  };
  const override = { match: { name: 'vcsa' }, disposition: 'retain', reason: 'the laboratory keeps it' } as const;

  test('decide in their order, and all votes are kept with the deciding one first', () => {
    const decision = decided(everything, { overrides: [override] });
    expect(decision.votes.map(({ by, disposition, rule }) => [by, disposition, rule])).toEqual([
      ['override', 'retain', null],
      ['platform', 'replace', 'platform.vmware-appliance'],
      ['retire', 'retire', 'retire.orphaned'],
      ['blocker', 'retain', 'availability.fault-tolerance'],
      ['default', 'rehost', null],
    ]);
    expect(decision.decidedBy).toEqual(decision.votes[0]);
    expect(decision).toMatchObject({ disposition: 'retain', candidate: null });
  });

  test('platform comes before retire, retire before blocker', () => {
    expect(decided(everything).decidedBy.by).toBe('platform');
    expect(decided({ ...everything, annotation: null, name: 'x' }).decidedBy.by).toBe('retire');
    expect(decided(ftSrm).decidedBy).toMatchObject({ by: 'blocker', disposition: 'retain' });
  });

  test('the first override that matches decides, later ones are shown', () => {
    const decision = decided(linux, {
      overrides: [
        { match: { name: 'other' }, disposition: 'retire', reason: 'no' },
        { match: { name: 'app-*' }, disposition: 'containerize', reason: 'the owner tried it' },
        { match: { name: '*' }, disposition: 'retain', reason: 'freeze' },
      ],
    });
    expect(decision.votes.map(({ reason }) => reason).slice(0, 2)).toEqual(['the owner tried it', 'freeze']);
    expect(decision).toMatchObject({ disposition: 'containerize', candidate: null });
  });
});

describe('candidates', () => {
  test('a template is retired, and no other rule examines it', () => {
    const decision = decided({ ...linux, template: true, powerState: 'poweredOff', faultTolerance: 'running' });
    expect(decision).toMatchObject({ template: true, disposition: 'retire', candidate: null });
    expect(decision.votes.map(({ by }) => by)).toEqual(['retire', 'default']);
    expect(decision.findings.filter(({ severity }) => severity !== 'unknown').map(({ rule }) => rule)).toEqual([
      'retire.template',
    ]);
  });

  test('what is switched off is planned for, and may be retired', () => {
    expect(decided({ ...linux, powerState: 'poweredOff' })).toMatchObject({
      disposition: 'rehost',
      candidate: 'retire',
    });
  });

  test('a name alone makes a candidate and never a vote', () => {
    const node = decided({ ...linux, name: 'k8s-worker-01', powerState: 'poweredOff' });
    expect(node).toMatchObject({ disposition: 'rehost', candidate: 'replace', decidedBy: { by: 'default' } });
    expect(node.findings.find(({ rule }) => rule === 'platform.kubernetes-node')?.detail).toContain('by its name only');
  });

  test.each([
    ['a raw device mapping', { disks: [{ raw: true, path: '[ds] a' }] }],
    ['a disk set up for sharing', { disks: [{ sharingMode: 'sharingMultiWriter', path: '[ds] a' }] }],
    ['a firewall by its name', { name: 'fortigate-01' }],
  ] as const)('%s voids containers', (_what, change) => {
    expect(decided({ ...linux, ...change })).toMatchObject({ disposition: 'rehost', candidate: null });
  });
});

describe('forklift concerns', () => {
  test('are shown for what is rehosted only', () => {
    const vm = { ...linux, cbt: false };
    expect(hasConcern(decided(vm))).toBe(true);
    expect(hasConcern(decided(vm, { overrides: [{ match: { name: '*' }, disposition: 'retain', reason: 'x' }] }))).toBe(
      false,
    );
  });
});

describe('waivers', () => {
  const ft: VmGiven = { ...linux, faultTolerance: 'running' };
  const waiver = { rule: 'availability.fault-tolerance', match: { name: 'app-*' }, reason: 'two replicas will do' };
  test('keep the finding and take its weight', () => {
    const decision = decided(ft, { waivers: [waiver] });
    expect(ftFinding(decision)).toMatchObject({ severity: 'blocker', waived: 'two replicas will do' });
    expect(decision).toMatchObject({ disposition: 'rehost', candidate: 'containerize', decidedBy: { by: 'default' } });
  });

  test('hold until their last day', () => {
    const waivers = [{ ...waiver, until: '2026-11-24' }];
    expect(ftFinding(decided(ft, { waivers }, '2026-11-24'))?.waived).toBe('two replicas will do');
    const after = decided(ft, { waivers }, '2026-11-25');
    expect(after.disposition).toBe('retain');
    expect(ftFinding(after)).not.toHaveProperty('waived');
    expect(ftFinding(after)?.detail).toBe('A waiver ended on 2026-11-24 and is not applied.');
  });

  test('with a last day do not hold where the date is unknown, and say so', () => {
    const decision = decided(ft, { waivers: [{ ...waiver, until: '2030-01-01' }] }, null);
    expect(decision.disposition).toBe('retain');
    expect(ftFinding(decision)?.detail).toContain('set asOf');
  });

  test('do not touch other VMs, nor the other findings of this one', () => {
    const vms = [ft, { ...ft, name: 'db-01' }];
    const decisions = decideEstate(aFitContext({ vms }, { waivers: [waiver] })).decisions;
    expect(decisions.map(({ disposition }) => disposition)).toEqual(['rehost', 'retain']);
    expect(decisions.flatMap(({ findings }) => findings).filter(({ waived }) => waived !== undefined)).toHaveLength(1);
  });
});

describe('settings without effect', () => {
  test('are named', () => {
    const context = aFitContext(
      { vms: [linux] },
      {
        overrides: [
          { match: { name: 'app-*' }, disposition: 'rehost', reason: 'as it is' },
          { match: { name: 'ap-*' }, disposition: 'retain', reason: 'misspelt' },
        ],
        waivers: [
          { rule: 'retire.powered-off', match: { name: 'app-*' }, reason: 'runs at night' },
          { rule: 'os.conflict', match: { name: '*' }, reason: 'known', until: '2020-01-01' },
        ],
      },
    );
    expect(unusedOverrides(context)).toEqual([
      { setting: 'overrides[1]', message: 'overrides[1] (retain: misspelt) matches no VM.' },
    ]);
    expect(unusedWaivers(context, decideEstate(context).decisions).map(({ setting }) => setting)).toEqual([
      'waivers[0]',
      'waivers[1]',
    ]);
  });

  test('are none where each had one', () => {
    const context = aFitContext(
      { vms: [{ ...linux, powerState: 'poweredOff' }] },
      { waivers: [{ rule: 'retire.powered-off', match: { name: 'app-*' }, reason: 'runs at night' }] },
    );
    expect(unusedWaivers(context, decideEstate(context).decisions)).toEqual([]);
    expect(unusedOverrides(context)).toEqual([]);
  });
});

describe('what is missing', () => {
  test('is said once a rule, for a source without facts, and decides nothing', () => {
    const decision = decided(linux, {}, '2026-11-24', { source: { facts: {} } });
    const unknown = decision.findings.filter(({ severity }) => severity === 'unknown');
    expect(new Set(unknown.map(({ rule }) => rule)).size).toBe(unknown.length);
    expect(unknown.length).toBeGreaterThan(50);
    expect(decision.disposition).toBe('rehost');
  });
});

test('the dictionary has every rule', () => {
  expect(Object.keys(ruleTexts())).toEqual(rules.map(({ id }) => id));
});

/** Values that a VM's field may hold, for VMs as nobody would make them. */
const words = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-1',
    'running',
    'poweredOn',
    'high',
    'VMware vCenter Server Appliance',
    'k8s-master',
    "a='b",
  ),
  anyText(20),
);
const text = fc.option(words);
const count = fc.option(fc.oneof(fc.constantFrom(0, 1, 128, 165, 166), fc.nat()));
const flag = fc.option(fc.boolean());
const disks = fc.array(
  fc.record({
    row: fc.constant(3),
    path: text,
    capacityMiB: count,
    mode: text,
    raw: flag,
    rawLunId: text,
    rawCompatibility: text,
    sharingMode: text,
    controllerSharing: text,
    controller: text,
  }),
  { maxLength: 3 },
);
const strangeVm = fc
  .record({
    name: words,
    template: flag,
    srmPlaceholder: flag,
    powerState: fc.option(fc.constantFrom('poweredOn', 'poweredOff', 'suspended')),
    connectionState: text,
    cluster: text,
    host: text,
    folder: text,
    annotation: text,
    managedBy: text,
    guestFullNameConfig: text,
    guestFullNameTools: text,
    guestDetailedData: text,
    hostName: text,
    toolsStatus: text,
    cpus: count,
    memoryMiB: count,
    cpuUsageMHz: count,
    memoryActiveMiB: count,
    cpuReadyPercent: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
    faultTolerance: text,
    clusterRules: text,
    diskCount: count,
    cbt: flag,
    disks,
    nics: fc.array(fc.record({ network: text, adapter: text, macType: text, directPathIo: flag }), { maxLength: 2 }),
    partitions: fc.array(fc.record({ path: text, freeMiB: count, diskKey: text }), { maxLength: 2 }),
    customAttributes: fc.dictionary(words, words, { maxKeys: 2 }),
  })
  .map((given) => aFitVm(given as VmGiven));

describe('any VM', () => {
  test('is decided, with the deciding vote first and the default last', () => {
    fc.assert(
      fc.property(fc.array(strangeVm, { maxLength: 3 }), fc.subarray(Object.keys(allFacts)), (vms, brought) => {
        const facts = Object.fromEntries(brought.map((fact) => [fact, allFacts[fact] ?? []]));
        const estate = aFitEstate({ source: { facts }, hosts: [{ name: 'esx', cpuMHz: 2000 }] });
        const named = vms.map((vm: Vm, index) => ({ ...vm, id: `${index}` }));
        const context = aFitContext(
          {},
          { overrides: [{ match: { name: 'k8s*' }, disposition: 'retain', reason: 'r' }] },
        );
        for (const decision of named.map((vm) => decide(vm, { ...context, estate: { ...estate, vms: named } }))) {
          expect(decision.decidedBy).toEqual(decision.votes[0]);
          expect(decision.disposition).toBe(decision.decidedBy.disposition);
          expect(decision.votes.at(-1)?.by).toBe('default');
          expect(decision.votes.filter(({ by }) => by === 'default')).toHaveLength(1);
          if (decision.candidate !== null) expect(decision.decidedBy.by).toBe('default');
          const ids = decision.findings.map(({ rule }) => rule);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
