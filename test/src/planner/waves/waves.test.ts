import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankEstate, blankHost, blankVm } from '../../../../src/model/blank-records.ts';
import type { DependencyEdge } from '../../../../src/model/dependencies.ts';
import type { Vm } from '../../../../src/model/estate.ts';
import { blankOwner } from '../../../../src/model/owners.ts';
import type { VmDecision } from '../../../../src/model/plan.ts';
import { settingsSchema, type Settings } from '../../../../src/model/settings.ts';
import { planWaves, type WaveInput } from '../../../../src/planner/waves/waves.ts';
import { dayAfter, daysBetween } from '../../../../src/planner/waves/calendar.ts';
import { assessedFixture } from '../../../support/assessed-fixture.ts';

const { plan } = assessedFixture(3);
const [template] = plan.decisions;

function decision(vm: Vm, changes: Partial<VmDecision>): VmDecision {
  if (template === undefined) throw new Error('the fixture has a decision');
  return { ...template, findings: [], vm: vm.id, name: vm.name, sizing: null, ...changes };
}

function edge(from: string, to: string, port = 5432): DependencyEdge {
  return {
    from: { vm: from, application: null, address: from },
    to: { vm: to, application: null, address: to },
    protocol: 'tcp',
    port,
    service: 'postgresql',
    seenBy: ['connection'],
    observations: 1,
    infrastructure: false,
    evidence: [],
  };
}

interface Given {
  readonly vms: readonly (Partial<VmDecision> & {
    readonly id: string;
    readonly vm?: string;
    readonly of?: Partial<Vm>;
  })[];
  readonly edges?: readonly DependencyEdge[];
  readonly clusters?: readonly (readonly string[])[];
  readonly settings?: Partial<Settings['migration']>;
  readonly nodes?: Partial<Settings['nodes']>;
  readonly hosts?: number;
}

function waves({
  vms,
  edges = [],
  clusters = [],
  settings = {},
  nodes = {},
  hosts = 0,
}: Given): ReturnType<typeof planWaves> {
  const all = vms.map(({ id, of }): Vm => ({
    ...blankVm(0, id),
    id,
    powerState: 'poweredOn',
    memoryMiB: 8192,
    host: 'esx0',
    ...of,
  }));
  const defaults = settingsSchema.parse({});
  const allHosts = Array.from({ length: hosts }, (_, index) => ({
    ...blankHost(0, null, `esx${index}`),
    cluster: 'c1',
    memoryMiB: 16_384,
  }));
  const input: WaveInput = {
    estate: { ...blankEstate(), vms: all, hosts: allHosts },
    decisions: vms.map(({ id: _id, of: _of, ...changes }, index) => {
      const vm = all[index];
      if (vm === undefined) throw new Error('one decision a VM');
      return decision(vm, { disposition: 'rehost', application: 'shop', ...changes, vm: vm.id });
    }),
    clusters,
    dependencies: { edges: [...edges], groups: [], window: null, unseenVms: 0 },
    nodes: plan.nodes,
    settings: {
      ...defaults,
      nodes: { ...defaults.nodes, ...nodes },
      migration: { ...defaults.migration, ...settings },
    },
    asOf: '2026-11-24',
    hostOf: (vm) => allHosts.find(({ name }) => name === vm.host) ?? null,
  };
  return planWaves(input);
}

const held = ({ waves: all }: ReturnType<typeof planWaves>): [string, string[]][] =>
  all.map(({ name, vms }) => [name, vms]);

describe('waves', () => {
  test('begin with what is retired and a pilot, and end with the platform', () => {
    const found = waves({
      vms: [
        { id: 'old', disposition: 'retire' },
        { id: 'vcenter', disposition: 'replace' },
        { id: 'mainframe-gateway', disposition: 'retain' },
        ...Array.from({ length: 7 }, (_, index) => ({ id: `web${index}`, application: index < 2 ? 'blog' : 'shop' })),
      ],
    });
    expect(held(found)).toEqual([
      ['00 clean-up', ['old']],
      ['01 pilot', ['web0', 'web1']],
      ['02 move', ['web2', 'web3', 'web4', 'web5', 'web6']],
      ['03 platform', ['vcenter']],
    ]);
    expect(found.stay).toEqual(['mainframe-gateway']);
  });

  test('move what has least risk first', () => {
    const obstacle = { rule: 'r', severity: 'obstacle' as const, evidence: [] };
    const found = waves({
      vms: [
        { id: 'a', application: 'a', findings: [obstacle] },
        { id: 'b', application: 'b', of: { owner: { ...blankOwner(), criticality: 'High' } } },
        { id: 'c', application: 'c' },
      ],
      settings: { pilotVms: 1, teamDaysPerWave: 1 },
    });
    expect(found.waves.map(({ vms }) => vms)).toEqual([['c'], ['a'], ['b']]);
    expect(found.waves[2]?.reasons.join(' ')).toContain('criticality High');
  });

  test('never split a cluster or VMs that wait for each other', () => {
    const found = waves({
      vms: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })),
      clusters: [['a', 'e']],
      edges: [edge('b', 'd'), edge('d', 'b'), edge('c', 'b')],
      settings: { pilotVms: 1, teamDaysPerWave: 3 },
    });
    const of = (id: string): number => found.waves.findIndex(({ vms }) => vms.includes(id));
    expect(of('a')).toBe(of('e'));
    expect(of('b')).toBe(of('d'));
    expect(found.waves.flatMap(({ reasons }) => reasons)).toContain('a, e are one cluster: they move together.');
    expect(found.waves.flatMap(({ reasons }) => reasons)).toContain('b, d wait for each other: they move together.');
  });

  test('open bridges in both directions, until the other end follows or for good', () => {
    const found = waves({
      vms: [
        { id: 'app', application: 'a' },
        { id: 'db', application: 'b' },
        { id: 'host', application: 'c', disposition: 'retain' },
      ],
      edges: [edge('app', 'db'), edge('host', 'app', 8080), edge('db', 'host', 22)],
      settings: { pilotVms: 1, teamDaysPerWave: 1 },
    });
    expect(found.waves.map(({ bridges }) => bridges)).toEqual([
      [
        { from: 'app', to: 'db', service: 'postgresql', port: 5432, moved: 'from', until: '01 move' },
        { from: 'host', to: 'app', service: 'postgresql', port: 8080, moved: 'to', until: null },
      ],
      [{ from: 'db', to: 'host', service: 'postgresql', port: 22, moved: 'from', until: null }],
    ]);
  });

  test('have dates, data and times by the stated rate, and say what passes the contract', () => {
    const found = waves({
      vms: [{ id: 'a', of: { inUseMiB: 80 * 3600 } }],
      settings: { start: '2027-01-01', daysPerWave: 14, contractEnd: '2027-01-10', changePercent: 10 },
    });
    expect(found.waves[0]).toMatchObject({
      start: '2027-01-01',
      end: '2027-01-14',
      dataMiB: 288_000,
      firstPassHours: 1,
      downtimeHours: 0.1,
    });
    expect(found.renewal).toMatchObject({ daysBeyond: 4 });
    expect(found.renewal?.explanation).toContain('beside the new platform');
  });

  test('say which hosts are empty, with one that may fail on the old side, and reuse those of the wave before', () => {
    const found = waves({
      vms: Array.from({ length: 8 }, (_, index) => ({
        id: `vm${index}`,
        of: { host: `esx${index % 4}` },
        ...(template?.sizing == null ? {} : { sizing: template.sizing }),
      })),
      hosts: 5,
      nodes: { from: 'reuse' },
      settings: { pilotVms: 2, teamDaysPerWave: 10 },
    });
    // 8 VMs of 8 GiB on hosts of 16 GiB: 6 left need 3 hosts and one more.
    expect(found.waves.map(({ hosts }) => hosts[0]?.needed)).toEqual([4, 2, 0]);
    expect(found.waves.map(({ nodesFromHosts }) => nodesFromHosts)).toEqual([0, 1, expect.any(Number)]);
    expect(found.newNodesAtPeak).toBeGreaterThan(0);
  });
});

test('every VM is in exactly one wave, or stays', () => {
  const id = fc.nat({ max: 11 });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('containerize', 'rehost', 'replace', 'retain', 'retire'), {
        minLength: 12,
        maxLength: 12,
      }),
      fc.array(fc.tuple(id, id), { maxLength: 20 }),
      fc.array(fc.uniqueArray(id, { minLength: 2, maxLength: 4 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      (dispositions, edges, clusters, teamDaysPerWave) => {
        const name = (index: number): string => `vm${String(index).padStart(2, '0')}`;
        const found = waves({
          vms: dispositions.map((disposition, index) => ({
            id: name(index),
            disposition,
            application: name(index % 3),
          })),
          edges: edges.map(([from, to]) => edge(name(from), name(to))),
          clusters: clusters.map((cluster) => cluster.map(name)),
          settings: { teamDaysPerWave, pilotVms: 2 },
        });
        const placed = [...found.waves.flatMap(({ vms }) => vms), ...found.stay];
        expect(placed.sort()).toEqual(dispositions.map((_, index) => name(index)));
        const waveOf = new Map(found.waves.flatMap(({ vms }, wave) => vms.map((vm): [string, number] => [vm, wave])));
        const moves = (index: number): boolean => /containerize|rehost/.test(dispositions[index] ?? '');
        for (const cluster of clusters) {
          const own = new Set(cluster.filter(moves).map((index) => waveOf.get(name(index))));
          expect(own.size).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test('days are counted without a zone', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
});
