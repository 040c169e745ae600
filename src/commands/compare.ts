import { exitCode, type ExitCode } from '../lib/errors.ts';
import { terminalText } from '../lib/markup.ts';
import { assessedVmSchema } from '../model/assessment.ts';
import {
  compareAssessments,
  digestOf,
  type AssessmentChanges,
  type AssessmentDigest,
  type VmDigest,
} from '../model/compare-assessments.ts';
import { readAssessment } from './read-assessment.ts';
import { Terminal } from './terminal.ts';

/** How many VMs of a kind are listed for people; --json has all. */
const listed = 20;

/** An output folder, reduced to what a comparison needs. */
export async function readDigest(dir: string): Promise<AssessmentDigest> {
  const vms = new Map<string, VmDigest>();
  const head = await readAssessment(dir, (json) => {
    const vm = assessedVmSchema.parse(JSON.parse(json));
    vms.set(vm.id, digestOf(vm));
  });
  return { head, vms };
}

function list<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  if (items.length === 0) return [];
  const more = items.length - listed;
  return [
    '',
    `${title}: ${items.length}`,
    ...items.slice(0, listed).map((item) => `  ${line(item)}`),
    ...(more > 0 ? [`  … and ${more} more (--json lists all)`] : []),
  ];
}

const shown = (value: string | number | null): string =>
  value === null ? 'unknown' : typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value);

/** The changes as lines of text. */
export function changesText(changes: AssessmentChanges): string {
  const { from, to } = changes;
  const lines = [
    `from ${from.sources.join(', ')} (${from.asOf ?? 'no date'}) to ${to.sources.join(', ')} (${to.asOf ?? 'no date'})`,
    ...list('figures', changes.figures, (figure) => `${figure.figure}: ${shown(figure.from)} → ${shown(figure.to)}`),
    ...list('VMs added', changes.added, (vm) => `${vm.name} (${vm.disposition})`),
    ...list('VMs gone', changes.removed, (vm) => `${vm.name} (was ${vm.disposition})`),
    ...list(
      'changes of VMs',
      changes.changed,
      (change) =>
        `${change.name}: ${change.field} ${change.from === null && change.field === 'candidate' ? 'none' : shown(change.from)} → ${change.to === null && change.field === 'candidate' ? 'none' : shown(change.to)}`,
    ),
    ...list(
      'findings',
      changes.findings,
      (finding) => `${finding.rule}: new on ${finding.new} VMs, gone from ${finding.gone}`,
    ),
    ...list('newly unknown', changes.gaps.new, (gap) => gap),
    ...list('no longer unknown', changes.gaps.closed, (gap) => gap),
  ];
  if (lines.length === 1) lines.push('', 'nothing changed');
  return lines.map(terminalText).join('\n');
}

/** devirt compare A B: what changed between two outputs, in VMs, nodes and money. */
export async function compare(a: string, b: string, options: { json?: boolean }): Promise<ExitCode> {
  const changes = compareAssessments(await readDigest(a), await readDigest(b));
  new Terminal().result(options.json === true ? JSON.stringify(changes, null, 2) : changesText(changes));
  return exitCode.done;
}
