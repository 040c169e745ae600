import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { notProven } from '../words.ts';
import { integer, prose, sheet, text } from './table.ts';
import { vmRows } from './vm-rows.ts';

interface UnknownRow {
  readonly kind: 'gap' | 'warning' | 'not checked';
  readonly source: string | null;
  readonly subject: string | null;
  readonly vms: number | null;
  readonly text: string;
}

/** Gaps, warnings of the sources, and checks that could not be made: these folded by rule and source. */
export function unknownSheet(assessed: Assessed): WorkbookSheet {
  const { estate, plan } = assessed;
  const rows: UnknownRow[] = [
    ...plan.gaps.map((gap): UnknownRow => ({ kind: 'gap', source: null, subject: null, vms: null, text: gap })),
    ...estate.sources.flatMap(({ name, warnings }) =>
      // Those that lack something are gaps already.
      warnings
        .filter(({ lacking }) => !lacking)
        .map(({ place, message }): UnknownRow => {
          return { kind: 'warning', source: name, subject: place === '' ? null : place, vms: null, text: message };
        }),
    ),
    ...uncheckedRows(assessed),
  ];
  return sheet('Unknown', rows, [
    text('Kind', 13, ({ kind }) => kind),
    text('Source', 30, ({ source }) => source),
    text('Rule or place', 34, ({ subject }) => subject),
    integer('VMs', 10, ({ vms }) => vms, 'VMs on which the rule could not be checked'),
    prose('What is not known', 110, ({ text: what }) => what),
  ]);
}

/** For each rule and source the VMs that could not be checked, and the most frequent reason. */
function uncheckedRows(assessed: Assessed): UnknownRow[] {
  const folded = new Map<string, { rule: string; source: string; vms: number; reasons: Map<string, number> }>();
  for (const { decision, source } of vmRows(assessed)) {
    for (const { rule, severity, waived, detail = '' } of decision.findings) {
      if (severity !== 'unknown' || waived !== undefined) continue;
      const key = `${rule}\n${source}`;
      const row = folded.get(key) ?? { rule, source, vms: 0, reasons: new Map<string, number>() };
      folded.set(key, row);
      row.vms++;
      row.reasons.set(detail, (row.reasons.get(detail) ?? 0) + 1);
    }
  }
  return [...folded.values()]
    .sort((a, b) => byCodePoint(a.rule, b.rule) || byCodePoint(a.source, b.source))
    .map(({ rule, source, vms, reasons }) => {
      const title = assessed.plan.rules[rule]?.title ?? rule;
      const [reason = '', ...others] = [...reasons].sort(byFrequency).map(([detail]) => detail);
      const more = others.length === 0 ? '' : ` (and ${others.length} other reasons)`;
      return { kind: 'not checked', source, subject: rule, vms, text: `${title}. ${reason}${more}` };
    });
}

function byFrequency(a: readonly [string, number], b: readonly [string, number]): number {
  return b[1] - a[1] || byCodePoint(a[0], b[0]);
}

export function notProvenSheet(): WorkbookSheet {
  return sheet('What this does not prove', notProven, [
    prose('What', 44, ({ title }) => title),
    prose('Why', 110, ({ text: why }) => why),
  ]);
}
