import { markdownCell } from '../../src/lib/markup.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { formatInteger, formatPercent, unknownText } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { breakEvenSentence } from './break-even.ts';
import { nodeCounts } from './node-figures.ts';
import { severities, tally, type RuleTally, type Tallies, type UncheckedTally } from './tallies.ts';
import { candidateNeeds, dimensionName, dispositionMeaning, plural } from './words.ts';

/** A comment on a pull request may hold 65,536 characters and is read in one sitting: the page has the rest. */
const rulesShown = 15;
const linesShown = 20;

type Row = readonly string[];

/** A table whose first column is text; `numeric` names the columns that are aligned to the right. */
function table(head: Row, rows: readonly Row[], numeric: readonly number[] = []): string[] {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (numeric.includes(index) ? '--:' : '---'))), ...rows.map(line), ''];
}

function more(total: number, shown: number, one: string): string[] {
  return total > shown ? [`… and ${plural(total - shown, one)} more, in index.html.`, ''] : [];
}

function dispositions({ plan }: Assessed, tallies: Tallies): string[] {
  return [
    '## What the VMs become',
    '',
    `The base case, over ${plural(plan.totals.vms, 'VM')} and ${plural(tallies.templates, 'template')}.`,
    '',
    ...table(
      ['Disposition', 'VMs', 'Meaning'],
      [...tallies.dispositions].map(([word, vms]) => [word, formatInteger(vms), dispositionMeaning[word]]),
      [1],
    ),
    ...(tallies.candidates.length === 0
      ? []
      : [
          'What further evidence could change, in none of the figures here:',
          '',
          ...tallies.candidates.map(
            ({ from, to, vms }) =>
              `- ${plural(vms, 'VM')} counted as ${from} could become ${to}: waits for ${candidateNeeds[to]}.`,
          ),
          '',
        ]),
  ];
}

function nodes({ plan: { nodes: needed } }: Assessed): string[] {
  const { spare, controlPlane } = nodeCounts(needed);
  return [
    '## Nodes',
    '',
    `**${plural(needed.total, 'node')}**: ${plural(needed.workers, 'worker')}, ${formatInteger(spare)} spare, ${formatInteger(controlPlane)} for the control plane. No packing needs fewer than ${plural(needed.lowerBound, 'worker')} (gap ${formatPercent(needed.gapPercent)}); ${needed.bindingDimension === null ? 'what fills the nodes first is unknown' : `${dimensionName[needed.bindingDimension]} fills them first`}.`,
    '',
    ...(needed.unplaced.length === 0
      ? []
      : [`${plural(needed.unplaced.length, 'VM fits', 'VMs fit')} on no node type.`, '']),
    ...needed.assumptions.map((assumption) => `- ${markdownCell(assumption)}`),
    ...(needed.assumptions.length === 0 ? [] : ['']),
  ];
}

function licenses({ plan: { savings } }: Assessed): string[] {
  const today = savings.licenses;
  return [
    '## Licences today, and the break-even',
    '',
    today === null
      ? 'Licensed cores: unknown, no source lists the hosts with their sockets and cores.'
      : `**${formatInteger(today.licensedCores)} licensed cores**, ${formatInteger(today.idleLicensedCores)} of them idle under the minimum of ${today.coreFloorPerCpu} cores a CPU${today.unknownHosts.length === 0 ? '' : `; ${plural(today.unknownHosts.length, 'host')} of unknown size in no sum`}.`,
    '',
    ...savings.breakEven.map((entry) => `- ${breakEvenSentence(entry, savings.currency)}`),
    ...(savings.breakEven.length === 0 ? ['The break-even is unknown: inputs that it needs are missing.'] : []),
    '',
    'A break-even is not a saving. None is claimed here.',
    '',
  ];
}

const share = (value: number | null): string => (value === null ? 'not measured' : formatPercent(value));

function claim({ plan: { overhead } }: Assessed): string[] {
  return [
    `## The ${overhead.claimPercent} percent claim`,
    '',
    `A vendor claims that ${overhead.claimPercent} percent of an infrastructure supports VMware (T. Barton, BetaNews, April 2019). What this estate shows, in percent of its physical capacity:`,
    '',
    ...table(
      ['Today', 'CPU', 'Memory', 'Basis'],
      overhead.today.map((step) => [
        markdownCell(step.step),
        share(step.cpuPercent),
        share(step.memoryPercent),
        markdownCell(step.basis),
      ]),
      [1, 2],
    ),
    overhead.netPercent === null
      ? 'The net difference to bare metal cannot be stated: not all steps are measured.'
      : `Net difference to bare metal: ${formatPercent(overhead.netPercent)}.`,
    '',
  ];
}

/** What was missing, without the names of all checks that wait for it. */
function unchecked({ reason, checks }: UncheckedTally): string {
  const [first, ...others] = checks;
  const named =
    first === undefined
      ? ''
      : `${first.title}${others.length === 0 ? '' : ` and ${plural(others.length, 'check')} more`}`;
  return `${reason === '' ? 'A fact is missing.' : reason} Not checked: ${named}, on ${plural(first?.vms ?? 0, 'VM')}.`;
}

function unknowns({ plan }: Assessed, tallies: Tallies): string[] {
  const lines = [...plan.gaps, ...tallies.unchecked.map(unchecked)];
  return [
    '## What is unknown',
    '',
    ...(lines.length === 0
      ? ['The sources brought every fact that the rules, the sizing and the costs ask for.']
      : lines.slice(0, linesShown).map((line) => `- ${markdownCell(line)}`)),
    '',
    ...more(lines.length, linesShown, 'line'),
  ];
}

function severityText({ severities: counts, waived }: RuleTally): string {
  const parts = severities
    .filter((severity) => severity !== 'unknown' && (counts.get(severity) ?? 0) > 0)
    .map((severity) => `${severity} ${formatInteger(counts.get(severity) ?? 0)}`);
  return [...parts, ...(waived === 0 ? [] : [`waived ${formatInteger(waived)}`])].join(', ');
}

function findings({ found }: Tallies): string[] {
  if (found.length === 0) return ['## Findings', '', 'No rule found anything.', ''];
  return [
    '## Findings',
    '',
    ...table(
      ['Rule', 'VMs', 'Remedy'],
      found
        .slice(0, rulesShown)
        .map((entry) => [
          `${markdownCell(entry.text.title)} (${markdownCell(entry.rule)})`,
          severityText(entry),
          markdownCell(entry.text.remedy),
        ]),
    ),
    ...more(found.length, rulesShown, 'rule'),
  ];
}

/** report/summary.md: the report's figures and unknowns on one page, for a pull request. */
export function summaryMarkdown(assessed: Assessed): GeneratedFile {
  const { estate, plan, version } = assessed;
  const tallies = tally(assessed);
  const evidence = [...tallies.confidences]
    .filter(([, decisions]) => decisions > 0)
    .map(([confidence, decisions]) => `${formatInteger(decisions)} from ${confidence}`)
    .join(', ');
  const lines = [
    '# From VMware to bare-metal Kubernetes',
    '',
    `${plural(plan.totals.vms, 'VM')} (${formatInteger(plan.totals.poweredOn)} powered on) and ${plural(plan.totals.templates, 'template')} on ${formatInteger(plan.totals.hosts)} hosts in ${formatInteger(plan.totals.clusters)} clusters, as of ${plan.asOf ?? 'an unknown date'}. Decisions by evidence: ${evidence === '' ? 'none' : evidence}.`,
    '',
    ...table(
      ['Source', 'Kind', 'Exported at'],
      estate.sources.map((source) => [
        markdownCell(source.name),
        markdownCell(`${source.kind} ${source.version ?? ''}`),
        markdownCell(source.exportedAt?.replace('T', ' ') ?? unknownText),
      ]),
    ),
    ...dispositions(assessed, tallies),
    ...nodes(assessed),
    ...licenses(assessed),
    ...claim(assessed),
    ...unknowns(assessed, tallies),
    ...findings(tallies),
    '---',
    '',
    `Made by devirt ${version}. A plan with its reasons, not a proof: nothing was built, started or migrated, and one export is one moment. index.html has each VM's reasons and evidence.`,
    '',
  ];
  return { path: 'report/summary.md', content: lines.join('\n') };
}
