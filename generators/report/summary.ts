import { markdownCell } from '../../src/lib/markup.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { formatInteger, formatMiB, formatMilliCpu, formatPercent } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { OverheadStep } from '../../src/model/overhead.ts';
import { applications } from './applications.ts';
import { breakEvenSentence, verdictSentence } from './break-even.ts';
import { latencyRisks, latencyRules } from './latency.ts';
import { nodeCounts, nodeGap, schedulerLine } from './node-figures.ts';
import { obstructions } from './obstructions.ts';
import { isOpen } from './overhead-share.ts';
import {
  groupRules,
  severities,
  tally,
  vmsUnchecked,
  type RuleTally,
  type Tallies,
  type UncheckedTally,
} from './tallies.ts';
import { vmNames, type VmNames } from './vm-links.ts';
import { candidateNeeds, counted, dimensionName, plural, sourceAtDate } from './words.ts';

/** A comment on a pull request may hold 65,536 characters and is read in one sitting: the page has the rest. */
const stopsShown = 8;
const unknownsShown = 10;
const rulesShown = 10;
const vmsShown = 5;
const clustersShown = 5;

type Row = readonly string[];

/** A table whose first column is text; `numeric` names the columns that are aligned to the right. */
function table(head: Row, rows: readonly Row[], numeric: readonly number[] = []): string[] {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (numeric.includes(index) ? '--:' : '---'))), ...rows.map(line), ''];
}

function more(total: number, shown: number, one: string): string[] {
  return total > shown ? [`… and ${plural(total - shown, one)} more, in index.html.`, ''] : [];
}

function becomes({ dispositions, candidates }: Tallies): Row[] {
  const parts = [...dispositions].map(([word, vms]) => `${word} ${formatInteger(vms)}`);
  const could = candidates.map(
    ({ from, to, vms }) => `${formatInteger(vms)} from ${from} to ${to}, with ${candidateNeeds[to]}`,
  );
  return [
    ['VMs and templates become', parts.join(', ')],
    ...(could.length === 0 ? [] : [['Could change, in no figure here', could.join('; ')]]),
  ];
}

function nodes({ plan: { nodes: needed } }: Assessed): Row {
  const { spare, controlPlane } = nodeCounts(needed);
  const binding = needed.bindingDimension;
  const line = schedulerLine(needed);
  return [
    'Nodes',
    `**${plural(needed.total, 'node')}**: ${plural(needed.workers, 'worker')}, ${formatInteger(spare)} spare, ${formatInteger(controlPlane)} control plane; no packing needs fewer than ${plural(needed.lowerBound, 'worker')} (gap ${nodeGap(needed)}); ${binding === null ? 'what fills them first is unknown' : `${dimensionName[binding]} fills them first`}${line === null ? '' : `. ${line}`}`,
  ];
}

function licenses({ plan: { savings } }: Assessed): Row[] {
  const today = savings.licenses;
  return [
    [
      'Licensed cores today',
      today === null
        ? 'unknown: no source lists the hosts with their sockets and cores'
        : `**${formatInteger(today.licensedCores)}**, ${formatInteger(today.idleLicensedCores)} of them idle under the minimum of ${today.coreFloorPerCpu} a CPU${today.unknownHosts.length === 0 ? '' : `; ${plural(today.unknownHosts.length, 'host')} of unknown size in no sum`}`,
    ],
    ['Whether it pays', markdownCell(verdictSentence(savings))],
    [
      'Break-even, which is no saving',
      savings.breakEven.length === 0
        ? 'unknown: inputs that it needs are missing'
        : savings.breakEven.map((entry) => breakEvenSentence(entry, savings.currency)).join(' '),
    ],
  ];
}

function stepText({ step, cpuPercent, memoryPercent }: OverheadStep): string {
  const parts = [
    cpuPercent === null ? '' : `CPU ${formatPercent(cpuPercent)}`,
    memoryPercent === null ? '' : `memory ${formatPercent(memoryPercent)}`,
  ].filter((part) => part !== '');
  return `${step}: ${parts.join(', ')}`;
}

/** What is measured of today's overhead; a step of which nothing is measured is named as such. */
function claim({ plan: { overhead } }: Assessed): Row {
  const { today, claimPercent, sums } = overhead;
  const isMeasured = (step: OverheadStep): boolean => step.cpuPercent !== null || step.memoryPercent !== null;
  const measured = today.filter((step) => isMeasured(step) && step.apart !== true).map(stepText);
  const open = today
    .filter((step) => !isMeasured(step) && (isOpen(step, 'cpu') || isOpen(step, 'memory')))
    .map(({ step }) => step);
  return [
    `A vendor's claim: ${claimPercent} percent of an infrastructure supports VMware`,
    markdownCell(
      [
        measured.length === 0 ? '' : `Of physical capacity: ${measured.join('; ')}.`,
        open.length === 0 ? '' : `Not measured: ${open.join('; ')}.`,
        sums.net.cpuPercent === null || sums.net.memoryPercent === null
          ? 'The net difference to bare metal cannot be stated.'
          : `Net difference to bare metal: ${sums.net.complete ? '' : 'at least '}${formatPercent(sums.net.cpuPercent)} of CPU, ${formatPercent(sums.net.memoryPercent)} of memory, as far as the bases go (report, section "40 % claim").`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    ),
  ];
}

/** The second layer, in a row a cluster that was read. */
function kubernetes({ plan: { kubernetesInVms } }: Assessed): Row[] {
  return kubernetesInVms.slice(0, clustersShown).map((cluster) => {
    const { vms, requested, used } = cluster;
    return [
      markdownCell(`Kubernetes inside VMs: ${cluster.name}`),
      `${formatInteger(cluster.nodeVms.length)} of ${plural(cluster.nodes, 'node')} found among the VMs, which hold ${formatMilliCpu(vms.cpuMilli)} CPUs and ${formatMiB(vms.memoryMiB)}; pods ask for ${formatMilliCpu(requested.cpuMilli)} and ${formatMiB(requested.memoryMiB)}, the nodes use ${formatMilliCpu(used.cpuMilli)} and ${formatMiB(used.memoryMiB)}`,
    ];
  });
}

function endOfLife({ plan: { asOf, operatingSystems } }: Assessed): Row {
  const title = 'Past the end of support';
  if (asOf === null) return [title, 'unknown: the date of the assessment is not known'];
  const ended = operatingSystems.filter(({ standardEnds }) => standardEnds !== null && standardEnds < asOf);
  const undated = operatingSystems.filter(({ standardEnds }) => standardEnds === null);
  const count = (systems: typeof ended): number => systems.reduce((sum, { vms }) => sum + vms.length, 0);
  const named = ended.slice(0, vmsShown).map(({ name, vms }) => `${formatInteger(vms.length)} of ${name}`);
  return [
    title,
    markdownCell(
      `${plural(count(ended), 'VM')}${named.length === 0 ? '' : ` (${named.join(', ')}${ended.length > named.length ? ', …' : ''})`}; no date known for ${plural(count(undated), 'VM')}`,
    ),
  ];
}

function estate(assessed: Assessed): Row[] {
  const { plan } = assessed;
  const changing = plan.decisions.filter(({ network }) => network?.changes === true).length;
  const untold = plan.decisions.filter(({ network }) => network !== null && network.changes === null).length;
  const slower = plan.decisions.filter((one) => latencyRisks(one).length > 0).length;
  const notChecked = (rules: ReadonlySet<string>): string => {
    const vms = vmsUnchecked(plan, rules);
    return vms === 0 ? '' : `; not all checked of ${plural(vms, 'VM')}`;
  };
  const vanishing = plan.storage.classes.filter(({ remains }) => remains === false);
  const gone = vanishing.reduce((sum, { datastores }) => sum + datastores.length, 0);
  const asking = applications(assessed).filter(({ questions }) => questions.length > 0);
  const questions = asking.reduce((sum, application) => sum + application.questions.length, 0);
  return [
    [
      'Networks',
      `${plural(changing, 'VM')} would lose an address${untold === 0 ? '' : `; unknown of ${formatInteger(untold)}`}; ${plural(plan.network.attachments.length, 'port group')} kept`,
    ],
    [
      'Storage',
      `${formatMiB(plan.storage.demand.totalMiB)} to be provided${plan.storage.demand.unknownVms === 0 ? '' : `, without ${plural(plan.storage.demand.unknownVms, 'VM')} of unknown size`}; ${plural(gone, 'datastore')} known to vanish with VMware`,
    ],
    [
      'Moved as one',
      `${plural(plan.vmGroups.length, 'group')} of VMs that share a disk or are kept apart${notChecked(groupRules)}`,
    ],
    ['Latency at risk', `${plural(slower, 'VM')}${notChecked(latencyRules)}`],
    ['Open questions to owners', `${formatInteger(questions)} about ${plural(asking.length, 'application')}`],
  ];
}

function stops(assessed: Assessed, names: VmNames): string[] {
  const found = obstructions(assessed);
  if (found.length === 0) return ['## What stops the move', '', 'Nothing, as far as the sources tell.', ''];
  const which = (vms: readonly string[]): string =>
    `${vms
      .slice(0, vmsShown)
      .map((vm) => names.get(vm) ?? vm)
      .join(', ')}${vms.length > vmsShown ? ` and ${formatInteger(vms.length - vmsShown)} more` : ''}`;
  return [
    '## What stops the move',
    '',
    ...table(
      ['What', 'VMs', 'Why', 'Which'],
      found
        .slice(0, stopsShown)
        .map(({ what, reason, vms }) => [
          what,
          formatInteger(vms.length),
          markdownCell(reason),
          markdownCell(which(vms)),
        ]),
      [1],
    ),
    ...more(found.length, stopsShown, 'reason'),
  ];
}

/** How sources of one vCenter differ; nothing where there is one of each. */
function drifts({ estate: { sources } }: Assessed): string[] {
  const all = sources.flatMap((source) => source.drift ?? []);
  if (all.length === 0) return [];
  const named = (vms: readonly { readonly name: string }[]): string =>
    vms.length === 0
      ? ''
      : ` (${vms
          .slice(0, vmsShown)
          .map(({ name }) => name)
          .join(', ')}${vms.length > vmsShown ? ', …' : ''})`;
  return [
    '## Between the sources',
    '',
    ...all.map(({ earlier, later, came, went, changed }) =>
      [
        '- ',
        markdownCell(
          `${sourceAtDate(earlier)} and ${sourceAtDate(later)}: ${plural(came.length, 'VM')} came${named(came)}, ${plural(went.length, 'VM')} went${named(went)}, ${plural(changed.length, 'VM')} changed${named(changed)}`,
        ),
      ].join(''),
    ),
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
      : lines.slice(0, unknownsShown).map((line) => `- ${markdownCell(line)}`)),
    '',
    ...more(lines.length, unknownsShown, 'line'),
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
    'A blocker forbids a container, not the move.',
    '',
    ...table(
      ['Rule', 'VMs'],
      found
        .slice(0, rulesShown)
        .map((entry) => [`${markdownCell(entry.text.title)} (${markdownCell(entry.rule)})`, severityText(entry)]),
    ),
    ...more(found.length, rulesShown, 'rule'),
  ];
}

/** report/summary.md: the report's figures and unknowns on one page, for a pull request. */
export function summaryMarkdown(assessed: Assessed): GeneratedFile {
  const { plan, version } = assessed;
  const tallies = tally(assessed);
  const sources = assessed.estate.sources.map(({ name, kind, exportedAt }) =>
    markdownCell(`${name} (${kind}, ${exportedAt?.replace('T', ' ') ?? 'of an unknown date'})`),
  );
  const evidence = [...tallies.confidences]
    .filter(([, decisions]) => decisions > 0)
    .map(([confidence, decisions]) => `${formatInteger(decisions)} from ${confidence}`)
    .join(', ');
  const lines = [
    '# From VMware to bare-metal Kubernetes',
    '',
    `${plural(plan.totals.vms, 'VM')} (${formatInteger(plan.totals.poweredOn)} powered on) and ${plural(plan.totals.templates, 'template')} on ${counted(plan.totals.hosts, 'host')} in ${counted(plan.totals.clusters, 'cluster')}, as of ${plan.asOf ?? 'an unknown date'}. Sources: ${sources.length === 0 ? 'none' : sources.join(', ')}. Decisions by evidence: ${evidence === '' ? 'none' : evidence}.`,
    '',
    ...table(
      ['What', 'In short'],
      [
        ...becomes(tallies),
        nodes(assessed),
        ...licenses(assessed),
        claim(assessed),
        ...kubernetes(assessed),
        endOfLife(assessed),
        ...estate(assessed),
      ],
    ),
    ...stops(assessed, vmNames(assessed)),
    ...drifts(assessed),
    ...unknowns(assessed, tallies),
    ...findings(tallies),
    '---',
    '',
    'Each VM with its reasons and evidence: [index.html](index.html). As tables: [report.xlsx](report.xlsx). For machines: [assessment.json](../assessment.json). The plan by application: [plan/](../plan/).',
    '',
    `Made by devirt ${version}. A plan with its reasons, not a proof: nothing was built, started or migrated, and one export is one moment.`,
    '',
  ];
  return { path: 'report/summary.md', content: lines.join('\n') };
}
