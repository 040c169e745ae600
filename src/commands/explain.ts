import { join } from 'node:path';
import { terminalText } from '../lib/markup.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { assessedVmSchema, type AssessedVm } from '../model/assessment.ts';
import type { Evidence, Finding } from '../model/finding.ts';
import type { Basis } from '../model/basis.ts';
import { readAssessment, type AssessmentHead } from './read-assessment.ts';
import { Terminal } from './terminal.ts';

export interface FoundVms {
  readonly head: AssessmentHead;
  readonly vms: readonly AssessedVm[];
}

/**
 * The VMs of an assessment whose id or name is `wanted`; upper and lower case are one only where no exact match exists.
 */
export async function findInAssessment(dir: string, wanted: string): Promise<FoundVms> {
  const exact: AssessedVm[] = [];
  const folded: AssessedVm[] = [];
  const lower = wanted.toLowerCase();
  const part = JSON.stringify(lower).slice(1, -1);
  const head = await readAssessment(dir, (json) => {
    // Most lines are not the one that is wanted: look before parsing.
    if (!json.toLowerCase().includes(part)) return;
    const vm = assessedVmSchema.parse(JSON.parse(json));
    if (vm.id === wanted || vm.name === wanted) exact.push(vm);
    else if (vm.id.toLowerCase() === lower || vm.name.toLowerCase() === lower) folded.push(vm);
  });
  return { head, vms: exact.length > 0 ? exact : folded };
}

const show = (value: Evidence['value']): string => (value === null ? '(empty)' : String(value));
const evidenceLine = (evidence: Evidence): string =>
  `      ${evidence.source} ${evidence.path} = ${show(evidence.value)}`;

function basisLines(what: string, basis: Basis): string[] {
  return [`  ${what} (${basis.method}): ${basis.explanation}`, ...basis.evidence.map(evidenceLine)];
}

function findingLines(finding: Finding, head: AssessmentHead): string[] {
  const text = head.rules[finding.rule];
  return [
    `  ${finding.severity.padEnd(9)}${finding.rule}: ${text?.title ?? ''}${finding.waived === undefined ? '' : ` (waived: ${finding.waived})`}`,
    ...(finding.detail === undefined ? [] : [`      ${finding.detail}`]),
    ...finding.evidence.map(evidenceLine),
    ...(finding.severity === 'note' || text === undefined
      ? []
      : [`      why: ${text.why}`, `      remedy: ${text.remedy}`]),
  ];
}

function ownerLines(owner: AssessedVm['owner']): string[] {
  if (owner === null) return [];
  return [
    `owner: ${owner.name ?? 'not named'}`,
    ...Object.values(owner.evidence).map(({ source, path, value }) => `  ${source} ${path} = ${show(value)}`),
  ];
}

/** The answer for one VM, as lines of text. */
export function explanation(vm: AssessedVm, head: AssessmentHead): string[] {
  const [deciding, ...others] = vm.votes;
  const rank = { blocker: 0, obstacle: 1, work: 2, unknown: 3, note: 4 } as const;
  const findings = vm.findings.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  return [
    `${vm.name}  (${vm.id})`,
    `${vm.guest ?? 'guest operating system unknown'}, ${vm.powerState ?? 'power state unknown'}, application ${vm.application}`,
    '',
    `becomes: ${vm.disposition}${vm.candidate === null ? '' : `, and with further evidence could become: ${vm.candidate}`}`,
    `decided by: ${vm.decidedBy.by}${vm.decidedBy.rule === null ? '' : ` (${vm.decidedBy.rule})`}: ${vm.decidedBy.reason}`,
    `confidence: ${vm.confidence}`,
    ...ownerLines(vm.owner),
    ...(deciding === undefined || others.length === 0
      ? []
      : [
          'also considered:',
          ...others.map(
            (vote) =>
              `  ${vote.by}${vote.rule === null ? '' : ` (${vote.rule})`} → ${vote.disposition}: ${vote.reason}`,
          ),
        ]),
    '',
    ...(vm.sizing === null
      ? []
      : [
          `size: ${vm.sizing.cpuRequestMilli}m CPU, ${vm.sizing.memoryMiB} MiB${vm.sizing.overheadMemoryMiB === 0 ? '' : ` and ${vm.sizing.overheadMemoryMiB} MiB for KubeVirt`}`,
          ...basisLines('CPU', vm.sizing.cpuBasis),
          ...basisLines('memory', vm.sizing.memoryBasis),
          '',
        ]),
    `findings: ${findings.length === 0 ? 'none' : ''}`,
    ...findings.flatMap((finding) => findingLines(finding, head)),
  ];
}

/** devirt explain VM: why this VM was decided so, from DIR/assessment.json. */
export async function explain(wanted: string, options: { out: string; json?: boolean }): Promise<ExitCode> {
  const terminal = new Terminal();
  const { head, vms } = await findInAssessment(options.out, wanted);
  if (vms.length === 0) {
    throw new DevirtError(
      `${wanted}: no VM of this name or id in ${join(options.out, 'assessment.json')}`,
      'Names stand in the report and in assessment.json; quote names with blanks.',
      exitCode.usage,
    );
  }
  if (options.json === true) terminal.result(JSON.stringify(vms, null, 2));
  else {
    if (vms.length > 1) terminal.info(`${vms.length} VMs bear this name; each is shown`);
    terminal.result(vms.map((vm) => explanation(vm, head).map(terminalText).join('\n')).join('\n\n'));
  }
  return exitCode.done;
}
