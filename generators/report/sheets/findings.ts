import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Tallies } from '../tallies.ts';
import { counted, fact, prose, sheet, text } from './table.ts';
import { answeredSeverities, evidenceText, vmRows, type VmRow } from './vm-rows.ts';

interface FindingRow extends VmRow {
  readonly finding: Finding;
}

/** What each rule found, VM by VM, with the cells behind it. Checks that could not be made are folded under Unknown. */
export function findingsSheet(assessed: Assessed): WorkbookSheet {
  const titleOf = (rule: string): string => assessed.plan.rules[rule]?.title ?? rule;
  return sheet<FindingRow>(
    'Findings',
    findingRows(assessed),
    [
      text('VM', 30, ({ vm }) => vm.name),
      fact(
        'Severity',
        11,
        ({ finding }) => finding.severity,
        'Checks that could not be made are on the sheet Unknown, folded by rule and source',
      ),
      text('Title', 36, ({ finding }) => titleOf(finding.rule)),
      text('Rule', 30, ({ finding }) => finding.rule),
      text('Detail', 60, ({ finding }) => finding.detail ?? null),
      text('Evidence', 70, ({ finding }) => finding.evidence.map(evidenceText).join('; ')),
      text('Waived, because', 30, ({ finding }) => finding.waived ?? null),
      text('Disposition', 13, ({ decision }) => decision.disposition),
      text('Application', 22, ({ decision }) => decision.application),
      text('Owner', 20, ({ vm }) => vm.owner?.name ?? null),
      text('VM id', 44, ({ vm }) => vm.id),
    ],
    1,
  );
}

function* findingRows(assessed: Assessed): Generator<FindingRow> {
  for (const row of vmRows(assessed)) {
    for (const finding of row.decision.findings) if (finding.severity !== 'unknown') yield { ...row, finding };
  }
}

/** Every rule, those that found nothing included, and on how many VMs. */
export function rulesSheet({ plan }: Assessed, tallies: Tallies): WorkbookSheet {
  const found = new Map(tallies.found.map((entry) => [entry.rule, entry]));
  const unchecked = new Map<string, number>();
  for (const { rule, vms } of tallies.unchecked.flatMap(({ checks }) => checks)) {
    unchecked.set(rule, (unchecked.get(rule) ?? 0) + vms);
  }
  const order = [...found.keys(), ...Object.keys(plan.rules).filter((rule) => !found.has(rule))];
  return sheet(
    'Rules',
    order,
    [
      text('Rule', 34, (rule) => rule),
      prose('Title', 34, (rule) => plan.rules[rule]?.title ?? rule),
      ...answeredSeverities.map((severity) =>
        counted<string>(`VMs, ${severity}`, 10, (rule) => found.get(rule)?.severities.get(severity) ?? 0),
      ),
      counted('VMs, waived', 10, (rule) => found.get(rule)?.waived ?? 0),
      counted('VMs, not checked', 12, (rule) => unchecked.get(rule) ?? 0),
      prose('Why it matters', 70, (rule) => plan.rules[rule]?.why ?? null),
      prose('Remedy', 70, (rule) => plan.rules[rule]?.remedy ?? null),
    ],
    1,
  );
}
