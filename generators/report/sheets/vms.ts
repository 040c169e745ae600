import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { datastoresOf } from '../../../src/model/datastore-path.ts';
import type { Severity } from '../../../src/model/finding.ts';
import {
  blankIsNone,
  blankIsUnplanned,
  counted,
  decimal,
  fact,
  integer,
  sheet,
  text,
  yesNo,
  type Column,
} from './table.ts';
import { guestName, vmRows, type VmRow } from './vm-rows.ts';

/** One row a VM, templates included. */
export function vmsSheet(assessed: Assessed): WorkbookSheet {
  return sheet('VMs', vmRows(assessed), columns, 1);
}

const columns: readonly Column<VmRow>[] = [
  text('VM', 30, ({ vm }) => vm.name),
  text('Disposition', 13, ({ decision }) => decision.disposition),
  text('Candidate', 13, ({ decision }) => decision.candidate),
  text('Decided by', 12, ({ decision }) => decision.decidedBy.by),
  text('Rule', 26, ({ decision }) => decision.decidedBy.rule),
  text('Reason', 50, ({ decision }) => decision.decidedBy.reason),
  text('Confidence', 12, ({ decision }) => decision.confidence),
  text('Application', 22, ({ decision }) => decision.application),
  text('Application from', 22, ({ decision }) => decision.applicationFrom),
  fact('Owner', 20, ({ vm }) => vm.owner?.name ?? null),
  fact('Criticality', 12, ({ vm }) => vm.owner?.criticality ?? null),
  decimal('RTO (hours)', 10, ({ vm }) => vm.owner?.recoveryTimeHours ?? null),
  decimal('RPO (hours)', 10, ({ vm }) => vm.owner?.recoveryPointHours ?? null),
  fact('Change window', 18, ({ vm }) => vm.owner?.changeWindow ?? null),
  fact('Template', 10, ({ vm }) => yesNo(vm.template)),
  fact('Power state', 12, ({ vm }) => vm.powerState),
  fact('Guest operating system', 36, ({ vm }) => guestName(vm)),
  fact('Datacenter', 16, ({ vm }) => vm.datacenter),
  fact('Cluster', 18, ({ vm }) => vm.cluster),
  fact('Host', 26, ({ vm }) => vm.host),
  fact('Folder', 26, ({ vm }) => vm.folder),
  fact('Datastores', 24, ({ vm }) => listOf(datastoresOf(vm)), blankIsNone),
  fact('Port groups', 24, ({ vm }) => listOf(vm.nics.flatMap(({ network }) => network ?? [])), blankIsNone),
  integer('vCPUs', 8, ({ vm }) => vm.cpus),
  integer('Memory (MiB)', 11, ({ vm }) => vm.memoryMiB),
  integer('Provisioned (MiB)', 13, ({ vm }) => vm.provisionedMiB),
  integer('In use (MiB)', 13, ({ vm }) => vm.inUseMiB),
  integer('CPU request (mCPU)', 12, ({ decision }) => decision.sizing?.cpuRequestMilli ?? null, blankIsUnplanned),
  integer('Memory request (MiB)', 12, ({ decision }) => decision.sizing?.memoryMiB ?? null, blankIsUnplanned),
  integer(
    'KubeVirt overhead (MiB)',
    12,
    ({ decision }) => decision.sizing?.overheadMemoryMiB ?? null,
    blankIsUnplanned,
  ),
  ...(
    [
      ['Blockers', 'blocker'],
      ['Obstacles', 'obstacle'],
      ['Work', 'work'],
      ['Notes', 'note'],
      ['Not checked', 'unknown'],
    ] as const
  ).map(([header, severity]) => counted<VmRow>(header, 10, (row) => open(row, severity))),
  counted('Waived', 10, ({ decision }) => decision.findings.filter(({ waived }) => waived !== undefined).length),
  text('Namespace', 20, ({ decision }) => decision.namespace),
  text('Kubernetes name', 24, ({ decision }) => decision.resourceName),
  text('Source', 24, ({ source }) => source),
  text('VM id', 44, ({ vm }) => vm.id),
];

function open({ decision }: VmRow, severity: Severity): number {
  return decision.findings.filter((finding) => finding.severity === severity && finding.waived === undefined).length;
}

/** Each once, in order; null for none. */
function listOf(names: readonly string[]): string | null {
  return names.length === 0 ? null : [...new Set(names)].sort(byCodePoint).join(', ');
}
