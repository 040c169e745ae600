import { byCodePoint } from '../../../src/lib/order.ts';
import type { PageHead, VmColumns } from '../page-data.ts';

/** What the reader asks for; null asks for nothing. Numbers are indices into the head's lists. */
export interface RowFilter {
  readonly text: string;
  readonly disposition: number | null;
  /** 'none' selects VMs without a candidate. */
  readonly candidate: number | 'none' | null;
  readonly severity: number | null;
  readonly rule: number | null;
  readonly cluster: number | null;
  readonly family: number | null;
  readonly facet: number | null;
}

export const everyRow: RowFilter = {
  text: '',
  disposition: null,
  candidate: null,
  severity: null,
  rule: null,
  cluster: null,
  family: null,
  facet: null,
};

export type ColumnId =
  | 'name'
  | 'disposition'
  | 'candidate'
  | 'decider'
  | 'findings'
  | 'guest'
  | 'cluster'
  | 'cpus'
  | 'memoryMiB';

export interface RowOrder {
  readonly column: ColumnId;
  readonly descending: boolean;
}

/** The order in which the rows come. */
export const asGiven: RowOrder = { column: 'name', descending: false };

/** A row of the table, with indices into the head's lists as in VmColumns. */
export interface Row {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly template: boolean;
  readonly disposition: number;
  readonly candidate: number | null;
  readonly decider: number;
  readonly findings: readonly number[];
  readonly guest: number;
  readonly family: number;
  readonly facets: readonly number[];
  readonly cluster: number;
  readonly cpus: number | null;
  readonly memoryMiB: number | null;
  /** All that the text filter looks into, in lower case. */
  readonly haystack: string;
}

/** Lower case in one normal form, so that "ü" is found however it was typed. */
const searchable = (text: string): string => text.normalize('NFC').toLowerCase();

function cell<T>(column: readonly T[], index: number): T {
  // A column that is shorter than its neighbours is a fault of the generator; undefined would hide it.
  if (index >= column.length) throw new Error('the columns of the VM table differ in length');
  return column[index] as T;
}

/** The words of the "decided by" column. */
export function deciderText(head: PageHead, decider: number): string {
  const found = head.deciders[decider];
  const rule = found?.rule === null || found === undefined ? undefined : head.rules[found.rule];
  return rule === undefined ? (found?.by ?? '') : `${found?.by ?? ''}: ${rule.title}`;
}

/** Rows of one chunk; `start` is the index of its first VM. */
export function rowsOf(head: PageHead, columns: VmColumns, start: number): Row[] {
  return columns.id.map((id, index) => {
    const name = cell(columns.name, index);
    const guest = cell(columns.guest, index);
    const cluster = cell(columns.cluster, index);
    return {
      index: start + index,
      id,
      name,
      template: cell(columns.template, index),
      disposition: cell(columns.disposition, index),
      candidate: cell(columns.candidate, index),
      decider: cell(columns.decider, index),
      findings: cell(columns.findings, index),
      guest,
      family: cell(columns.family, index),
      facets: cell(columns.facets, index),
      cluster,
      cpus: cell(columns.cpus, index),
      memoryMiB: cell(columns.memoryMiB, index),
      haystack: searchable(
        [name, cell(columns.search, index), head.guests[guest] ?? '', head.clusters[cluster] ?? ''].join('\n'),
      ),
    };
  });
}

/** True for the rows that the filter lets pass: every word of its text, and every choice. */
export function rowTest(head: PageHead, filter: RowFilter): (row: Row) => boolean {
  const words = searchable(filter.text)
    .split(/\s+/)
    .filter((word) => word !== '');
  // Rule and severity must be of the same finding.
  const kinds =
    filter.rule === null && filter.severity === null
      ? null
      : new Set(
          head.findingKinds.flatMap(({ rule, severity }, kind) =>
            (filter.rule === null || rule === filter.rule) && (filter.severity === null || severity === filter.severity)
              ? [kind]
              : [],
          ),
        );
  const candidate = filter.candidate === 'none' ? null : filter.candidate;
  return (row) =>
    (filter.disposition === null || row.disposition === filter.disposition) &&
    (filter.candidate === null || row.candidate === candidate) &&
    (filter.cluster === null || row.cluster === filter.cluster) &&
    (filter.family === null || row.family === filter.family) &&
    (filter.facet === null || row.facets.includes(filter.facet)) &&
    (kinds === null || row.findings.some((kind) => kinds.has(kind))) &&
    words.every((word) => row.haystack.includes(word));
}

/** How many findings of each severity, by index into the head's severities. */
export function severityCounts(head: PageHead, row: Row): number[] {
  const counts = head.severities.map(() => 0);
  for (const kind of row.findings) {
    const severity = head.findingKinds[kind]?.severity;
    if (severity !== undefined) counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return counts;
}

/** More of the gravest severity first. */
function byGravity(head: PageHead): (a: Row, b: Row) => number {
  const counts = new Map<Row, number[]>();
  const of = (row: Row): number[] => {
    let found = counts.get(row);
    if (found === undefined) {
      found = severityCounts(head, row);
      counts.set(row, found);
    }
    return found;
  };
  return (a, b) => {
    const countsOfA = of(a);
    const countsOfB = of(b);
    for (let severity = 0; severity < head.severities.length; severity++) {
      const difference = (countsOfB[severity] ?? 0) - (countsOfA[severity] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Unknown figures and empty cells come last, whichever way the others are sorted. */
function byValue<T extends string | number>(
  value: (row: Row) => T | null,
  compare: (a: T, b: T) => number,
  sign: 1 | -1,
): (a: Row, b: Row) => number {
  return (a, b) => {
    const x = value(a);
    const y = value(b);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return sign * compare(x, y);
  };
}

/** Compares rows as the order asks; equal ones stay in the order in which they came, by name. */
export function rowComparison(head: PageHead, { column, descending }: RowOrder): (a: Row, b: Row) => number {
  const sign = descending ? -1 : 1;
  const numbers = (value: (row: Row) => number | null): ReturnType<typeof rowComparison> =>
    byValue(value, (a, b) => a - b, sign);
  const texts = (value: (row: Row) => string | null): ReturnType<typeof rowComparison> =>
    byValue(value, byCodePoint, sign);
  const comparisons: Readonly<Record<ColumnId, () => (a: Row, b: Row) => number>> = {
    name: () => (a, b) => sign * (a.index - b.index),
    disposition: () => numbers((row) => row.disposition),
    candidate: () => numbers((row) => row.candidate),
    decider: () => texts((row) => deciderText(head, row.decider)),
    findings: () => {
      const compare = byGravity(head);
      return (a, b) => sign * compare(a, b);
    },
    guest: () => texts((row) => head.guests[row.guest] ?? null),
    cluster: () => texts((row) => head.clusters[row.cluster] ?? null),
    cpus: () => numbers((row) => row.cpus),
    memoryMiB: () => numbers((row) => row.memoryMiB),
  };
  return comparisons[column]();
}
