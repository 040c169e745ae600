import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankCluster } from '../../../../src/model/blank-records.ts';
import type { ClusterRule, Estate } from '../../../../src/model/estate.ts';
import { findSharedDisks } from '../../../../src/planner/fit/shared-disks.ts';
import { findVmClusters } from '../../../../src/planner/fit/vm-clusters.ts';
import { aFitEstate, type VmGiven } from './fit-estate.ts';

const windows = 'Microsoft Windows Server 2019 (64-bit)';
const linux = 'Red Hat Enterprise Linux 9 (64-bit)';
const apart = { clusterRules: 'ClusterAntiAffinityRuleSpec', vCenterUuid: 'vc', cluster: 'CL1' };

const clustersOf = (estate: Estate) => findVmClusters(estate, findSharedDisks(estate));
const grouped = (vms: readonly VmGiven[]): string[][] =>
  clustersOf(aFitEstate({ vms })).all.map(({ members }) => members.map(({ name }) => name));

const vm = (name: string, rest: VmGiven = {}): VmGiven => ({ id: name, name, ...rest });
const holding = (name: string, ...paths: string[]): VmGiven =>
  vm(name, { vCenterUuid: 'vc', datacenter: 'DC', disks: paths.map((path) => ({ path })) });

const drsRule = (kind: ClusterRule['kind'], enabled: boolean, vms: string[]): ClusterRule => ({
  name: 'r',
  kind,
  enabled,
  mandatory: true,
  vms,
  hosts: [],
  away: false,
});

describe('clusters of VMs', () => {
  test('are those that hold the same disk, over several steps', () => {
    expect(
      grouped([
        holding('d', '[x] 4', '[x] shared-cd'),
        holding('a', '[x] 1', '[x] shared-ab'),
        holding('b', '[x] shared-ab', '[x] shared-bc'),
        holding('alone', '[x] alone'),
        holding('c', '[x] shared-bc', '[x] shared-cd'),
      ]),
    ).toEqual([['a', 'b', 'c', 'd']]);
  });

  test('are those that a rule keeps apart, where they run the same system', () => {
    expect(
      grouped([
        vm('sql2', { ...apart, clusterRuleNames: 'big ones apart', guestFullNameConfig: windows }),
        vm('ora', { ...apart, clusterRuleNames: 'big ones apart', guestFullNameConfig: linux }),
        vm('sql1', { ...apart, clusterRuleNames: 'big ones apart', guestFullNameConfig: windows }),
      ]),
    ).toEqual([['sql1', 'sql2']]);
  });

  test('do not come of rules of one name in two clusters, nor of rules that keep together', () => {
    expect(
      grouped([
        vm('a', { ...apart, clusterRuleNames: 'apart' }),
        vm('b', { ...apart, cluster: 'CL2', clusterRuleNames: 'apart' }),
        vm('c', { ...apart, clusterRules: 'ClusterAffinityRuleSpec', clusterRuleNames: 'together' }),
        vm('d', { ...apart, clusterRules: 'ClusterAffinityRuleSpec', clusterRuleNames: 'together' }),
      ]),
    ).toEqual([]);
  });

  test('pair kinds with names where a VM is in several rules', () => {
    const both = 'ClusterAffinityRuleSpec, ClusterAntiAffinityRuleSpec';
    expect(
      grouped([
        vm('a', { ...apart, clusterRules: both, clusterRuleNames: 'near cache, web apart' }),
        vm('b', { ...apart, clusterRuleNames: 'web apart' }),
        vm('c', { ...apart, clusterRules: both, clusterRuleNames: 'near cache, other apart' }),
      ]),
    ).toEqual([['a', 'b']]);
    // A name with a comma: rules that are all of one kind need no pairing, others are left alone.
    expect(
      grouped([
        vm('a', { ...apart, clusterRuleNames: 'web, apart' }),
        vm('b', { ...apart, clusterRuleNames: 'web, apart' }),
        vm('c', { ...apart, clusterRules: both, clusterRuleNames: 'one, two, three' }),
        vm('d', { ...apart, clusterRules: both, clusterRuleNames: 'one, two, three' }),
      ]),
    ).toEqual([['a', 'b']]);
  });

  test('come of the rules that list their VMs, where a source has them and they are in force', () => {
    const estate = aFitEstate({ vms: ['a', 'b', 'c', 'd'].map((name) => vm(name)) });
    const rules = [drsRule('antiAffinity', true, ['a', 'b']), drsRule('antiAffinity', false, ['b', 'c'])];
    const withRules = { ...estate, clusters: [{ ...blankCluster(0, null, 'CL'), rules }] };
    expect(clustersOf(withRules).all.map(({ members }) => members.map(({ name }) => name))).toEqual([['a', 'b']]);
  });

  test('leave templates and placeholders out', () => {
    expect(
      grouped([
        holding('a', '[x] 1'),
        { ...holding('t', '[x] 1'), template: true },
        { ...holding('p', '[x] 1'), srmPlaceholder: true },
      ]),
    ).toEqual([]);
  });

  test('are alike by name only where the name says what it is, and in no farms', () => {
    const all = [
      'crm-sql-01',
      'crm-sql-02',
      'CRM-SQL-03',
      'shop-web-01',
      'shop-web-02',
      'lone-db-01',
      ...Array.from({ length: 9 }, (_, index) => `es-${index + 1}`),
    ];
    const estate = aFitEstate({ vms: all.map((name) => vm(name)) });
    const clusters = clustersOf(estate);
    expect(clusters.all).toEqual([]);
    const alike = estate.vms.map((one) => clusters.alikeByName(one)?.map(({ name }) => name) ?? null);
    for (const names of alike.slice(0, 3)) expect(names).toEqual(['CRM-SQL-03', 'crm-sql-01', 'crm-sql-02']);
    expect(alike.slice(3)).toEqual(Array(12).fill(null));
  });

  test('are the connected components, whatever the disks and the order', () => {
    const holders = fc.array(fc.uniqueArray(fc.nat(12), { maxLength: 3 }), { maxLength: 14 });
    fc.assert(
      fc.property(holders, fc.boolean(), (held, reversed) => {
        const vms = held.map((disks, index) => holding(`vm${index}`, ...disks.map((disk) => `[x] ${disk}`)));
        const found = grouped(reversed ? vms.toReversed() : vms).map((members) => members.toSorted().join(' '));
        // A plain reading: spread the smallest index along shared disks until nothing changes.
        const label = held.map((_, index) => index);
        for (let round = 0; round < held.length; round++) {
          for (const [a, disksA] of held.entries()) {
            for (const [b, disksB] of held.entries()) {
              if (disksA.some((disk) => disksB.includes(disk))) label[a] = Math.min(label[a] ?? a, label[b] ?? b);
            }
          }
        }
        const expected = [...new Set(label)]
          .map((root) => label.flatMap((of, index) => (of === root ? [`vm${index}`] : [])))
          .filter((members) => members.length > 1)
          .map((members) => members.toSorted().join(' '));
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});
