import { describe, expect, test } from 'vitest';
import {
  everyRow,
  rowComparison,
  rowsOf,
  rowTest,
  type Row,
  type RowFilter,
} from '../../../generators/report/page/rows.ts';
import { vmData } from '../../../generators/report/vm-data.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const assessed = assessedFixture(300, ['Straße-Ümlaut', 'U\u0308ber', '__proto__']);
const data = vmData(assessed);
const { head } = data;
const columns = data.rows(0);
const rows = rowsOf(head, columns, 0);
const decisionOf = new Map(assessed.plan.decisions.map((decision) => [decision.vm, decision]));

const matching = (filter: Partial<RowFilter>): Row[] => rows.filter(rowTest(head, { ...everyRow, ...filter }));
const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id).sort();
const decided = (test_: (decision: (typeof assessed.plan.decisions)[number]) => boolean): string[] =>
  assessed.plan.decisions
    .filter(test_)
    .map(({ vm }) => vm)
    .sort();

const hasWindowsFinding = (one: (typeof assessed.plan.decisions)[number]): boolean =>
  one.findings.some((finding) => finding.rule === 'os.windows' && finding.waived === undefined);

describe('filter', () => {
  test('nothing asked lets all pass', () => {
    expect(matching({})).toHaveLength(300);
  });

  test('text finds by name, address, application and guest, in any case and any normal form', () => {
    expect(matching({ text: 'STRASSE' })).toHaveLength(0);
    expect(matching({ text: 'straße' }).map(({ name }) => name)).toEqual(['Straße-Ümlaut']);
    expect(matching({ text: '\u00fcber' }).map(({ name }) => name)).toEqual(['U\u0308ber']);
    expect(matching({ text: '__PROTO__' }).map(({ name }) => name)).toEqual(['__proto__']);
    const addressed = assessed.estate.vms.find((vm) => vm.ipAddress !== null);
    expect(matching({ text: `${addressed?.ipAddress} ` }).map(({ id }) => id)).toContain(addressed?.id);
    expect(ids(matching({ text: 'windows 2019' }))).toEqual(
      assessed.estate.vms
        .filter((vm) => vm.guestFullNameConfig?.includes('2019') === true)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('disposition and candidate', () => {
    const rehost = head.dispositions.indexOf('rehost');
    const containerize = head.dispositions.indexOf('containerize');
    expect(ids(matching({ disposition: rehost }))).toEqual(decided((one) => one.disposition === 'rehost'));
    expect(ids(matching({ candidate: containerize }))).toEqual(decided((one) => one.candidate === 'containerize'));
    expect(ids(matching({ candidate: 'none' }))).toEqual(decided((one) => one.candidate === null));
  });

  test('rule and severity ask for the same finding, and leave waived ones out', () => {
    const rule = head.rules.findIndex(({ id }) => id === 'os.windows');
    const severity = head.severities.indexOf('obstacle');
    expect(ids(matching({ rule }))).toEqual(decided(hasWindowsFinding));
    expect(ids(matching({ rule, severity }))).toEqual(decided(hasWindowsFinding));
    expect(matching({ rule, severity: head.severities.indexOf('blocker') })).toEqual([]);
  });

  test('cluster, the unknown one too, and guest family', () => {
    const unknown = head.clusters.indexOf(null);
    expect(ids(matching({ cluster: unknown }))).toEqual(
      assessed.estate.vms
        .filter((vm) => vm.cluster === null)
        .map(({ id }) => id)
        .sort(),
    );
    const family = head.families.indexOf('CentOS');
    expect(matching({ family }).length).toBeGreaterThan(0);
    expect(matching({ family }).every((row) => head.guests[row.guest]?.startsWith('CentOS') === true)).toBe(true);
  });
});

test('what VMs belong to', () => {
  const facet = head.facets.findIndex(({ kind, name }) => kind === 'Application' && name === 'web');
  expect(ids(matching({ facet }))).toEqual(decided(({ application }) => application === 'web'));
  expect(matching({ facet }).length).toBeGreaterThan(0);
});

const sorted = (column: Parameters<typeof rowComparison>[1]['column'], descending: boolean): Row[] =>
  [...rows].sort(rowComparison(head, { column, descending }));

describe('order', () => {
  test('by name is by code point', () => {
    const names = rows.map(({ name }) => name);
    expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    expect(sorted('name', true).map(({ name }) => name)).toEqual(names.toReversed());
  });

  test('unknown ones come last in both directions', () => {
    expect(sorted('guest', false).at(-1)?.guest).toBe(head.guests.indexOf(null));
    expect(sorted('guest', true).at(-1)?.guest).toBe(head.guests.indexOf(null));
    expect(sorted('cluster', true).at(-1)?.cluster).toBe(head.clusters.indexOf(null));
  });

  test('by memory', () => {
    const figures = sorted('memoryMiB', true).map(({ memoryMiB }) => memoryMiB ?? -1);
    expect(figures).toEqual([...figures].sort((a, b) => b - a));
  });

  test('by findings: blockers first', () => {
    const [first] = sorted('findings', false);
    expect(decisionOf.get(first?.id ?? '')?.findings.some(({ severity }) => severity === 'blocker')).toBe(true);
  });
});

test('columns of different lengths are an error', () => {
  expect(() => rowsOf(head, { ...columns, cpus: columns.cpus.slice(1) }, 0)).toThrow(/differ in length/);
});
