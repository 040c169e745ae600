import type { CellValue, WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { breakEvenSentence } from '../break-even.ts';
import { nodeCounts, schedulerLine } from '../node-figures.ts';
import type { Tallies } from '../tallies.ts';
import { candidateNeeds, confidenceMeaning, dimensionName, dispositionMeaning } from '../words.ts';
import { blankIsUnknown, prose, sheet, text } from './table.ts';
import { answeredSeverities } from './vm-rows.ts';

interface SummaryRow {
  readonly topic: string;
  readonly item: string;
  readonly value: CellValue;
  readonly unit: string | null;
  readonly remark: string | null;
}

function row(
  topic: string,
  item: string,
  value: CellValue,
  unit: string | null = null,
  remark: string | null = null,
): SummaryRow {
  return { topic, item, value, unit, remark };
}

/** The report's figures, one a row. */
export function summarySheet(assessed: Assessed, tallies: Tallies): WorkbookSheet {
  return sheet<SummaryRow>(
    'Summary',
    [
      ...about(assessed),
      ...estate(assessed),
      ...becomes(tallies),
      ...nodes(assessed),
      ...licences(assessed),
      ...findings(assessed, tallies),
    ],
    [
      text('Topic', 20, ({ topic }) => topic),
      prose('Item', 44, ({ item }) => item),
      { header: 'Value', kind: 'integer', width: 21, note: blankIsUnknown, of: ({ value }) => value },
      text('Unit', 22, ({ unit }) => unit),
      prose('Remark', 90, ({ remark }) => remark),
    ],
  );
}

function about({ estate: { sources }, plan, version }: Assessed): SummaryRow[] {
  return [
    row('About', 'as of', plan.asOf, null, `made by devirt ${version}; figures of one moment`),
    ...sources.map(({ name, kind, version: of, exportedAt }) =>
      row('About', name, exportedAt?.replace('T', ' ') ?? null, 'exported at', of === null ? kind : `${kind} ${of}`),
    ),
  ];
}

function estate({ plan: { totals } }: Assessed): SummaryRow[] {
  const topic = 'Estate';
  return [
    row(topic, 'VMs without templates', totals.vms),
    row(topic, 'VMs powered on', totals.poweredOn),
    row(topic, 'templates', totals.templates),
    row(topic, 'hosts', totals.hosts),
    row(topic, 'clusters', totals.clusters),
    row(topic, 'datastores', totals.datastores),
    row(topic, 'vCPUs of powered-on VMs', totals.vcpus),
    row(topic, 'memory of powered-on VMs', totals.memoryMiB, 'MiB'),
    row(topic, 'storage provisioned', totals.provisionedMiB, 'MiB'),
    row(topic, 'storage in use', totals.inUseMiB, 'MiB'),
    row(topic, 'physical cores', totals.physicalCores),
    row(topic, 'physical memory', totals.physicalMemoryMiB, 'MiB'),
  ];
}

function becomes({ dispositions, candidates, confidences }: Tallies): SummaryRow[] {
  const unit = 'VMs and templates';
  return [
    ...[...dispositions].map(([word, vms]) => row('What VMs become', word, vms, unit, dispositionMeaning[word])),
    ...candidates.map(({ from, to, vms }) => {
      const waits = `waits for ${candidateNeeds[to]}; in no other figure`;
      return row('Candidates', `counted as ${from}, could become ${to}`, vms, unit, waits);
    }),
    ...[...confidences].map(([word, vms]) => row('Evidence', word, vms, unit, confidenceMeaning[word])),
  ];
}

function nodes({ plan: { nodes: needed } }: Assessed): SummaryRow[] {
  const topic = 'Nodes';
  const { spare, controlPlane } = nodeCounts(needed);
  const { bindingDimension: binding } = needed;
  return [
    row(topic, 'all nodes', needed.total),
    row(topic, 'workers', needed.workers, null, `no packing needs fewer than ${needed.lowerBound}`),
    row(topic, 'of them by packing', needed.scheduler?.packedWorkers ?? null, null, schedulerLine(needed)),
    row(topic, 'spare workers', spare),
    row(topic, 'control plane nodes', controlPlane),
    row(topic, 'what fills the nodes first', binding === null ? null : dimensionName[binding]),
    row(topic, 'VMs that fit on no node', needed.unplaced.length),
    ...needed.assumptions.map((assumption) => row(topic, 'taken for granted', null, null, assumption)),
  ];
}

function licences({ plan: { savings } }: Assessed): SummaryRow[] {
  const topic = 'Licences';
  const { licenses: today, currency } = savings;
  const basis =
    today === null ? 'no source lists hosts with sockets and cores' : `at least ${today.coreFloorPerCpu} a CPU`;
  return [
    row(topic, 'physical cores', today?.physicalCores ?? null, 'cores'),
    row(topic, 'licensed cores', today?.licensedCores ?? null, 'cores', basis),
    row(topic, 'idle licensed cores', today?.idleLicensedCores ?? null, 'cores'),
    ...savings.breakEven.map((entry) => {
      const remark = `${breakEvenSentence(entry, currency)} A break-even is no saving.`;
      const item = `break-even over ${entry.years} years`;
      return row(topic, item, entry.pricePerCoreYear, `${currency} a core and year`, remark);
    }),
  ];
}

function findings({ plan }: Assessed, { found, unchecked }: Tallies): SummaryRow[] {
  return [
    ...answeredSeverities.map((severity) => {
      const total = found.reduce((sum, entry) => sum + (entry.severities.get(severity) ?? 0), 0);
      return row('Findings', severity, total, 'findings');
    }),
    row(
      'Findings',
      'waived',
      found.reduce((sum, { waived }) => sum + waived, 0),
      'findings',
    ),
    row('Unknown', 'gaps', plan.gaps.length, null, 'on the sheet Unknown: they are part of the result'),
    row('Unknown', 'facts that checks waited for', unchecked.length, null, 'the checks are on the sheet Unknown'),
  ];
}
