import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { datastoresOf } from '../../../src/model/datastore-path.ts';
import type { Vm } from '../../../src/model/estate.ts';
import type { Finding, Severity } from '../../../src/model/finding.ts';
import type { NicDecision } from '../../../src/model/network-plan.ts';
import { ownerQuestions } from '../../../src/model/owner-questions.ts';
import { counted, fact, integer, prose, sheet, text, yesNo } from './table.ts';
import { evidenceText, guestName, vmRows, type VmRow } from './vm-rows.ts';

interface SystemRow {
  readonly guest: string | null;
  readonly severity: Severity | null;
  readonly support: string | null;
  vms: number;
  poweredOn: number;
}

/** Operating systems as VMware names them, with what is known of their support; templates left out. */
export function operatingSystemsSheet(assessed: Assessed): WorkbookSheet {
  const systems = new Map<string, SystemRow>();
  for (const { vm, decision } of vmRows(assessed)) {
    if (decision.template) continue;
    const finding = decision.findings.find(({ rule }) => rule === 'os.end-of-life');
    const key = { guest: guestName(vm), severity: finding?.severity ?? null, support: finding?.detail ?? null };
    const id = JSON.stringify([key.guest, key.severity, key.support]);
    const row = systems.get(id) ?? { ...key, vms: 0, poweredOn: 0 };
    systems.set(id, row);
    row.vms++;
    if (vm.powerState === 'poweredOn') row.poweredOn++;
  }
  return sheet(
    'Operating systems',
    [...systems.values()].sort((a, b) => b.vms - a.vms || byCodePoint(a.guest ?? '', b.guest ?? '')),
    [
      fact('Guest operating system', 44, ({ guest }) => guest),
      counted('VMs', 9, ({ vms }) => vms),
      counted('Powered on', 10, ({ poweredOn }) => poweredOn),
      fact(
        'End of support',
        14,
        ({ severity }) => severity,
        'blank = not within a year of the date of the assessment; unknown = no date in the table, or system not known',
      ),
      prose('Support', 90, ({ support }) => support),
    ],
  );
}

interface SharedDiskRow extends VmRow {
  readonly finding: Finding;
}

/** VMs that share a disk, with whom. */
export function sharedDisksSheet(assessed: Assessed): WorkbookSheet {
  return sheet<SharedDiskRow>(
    'Shared disks',
    findingsOf(assessed, 'disk.shared'),
    [
      text('VM', 30, ({ vm }) => vm.name),
      prose('Shared with', 60, ({ finding }) => finding.detail ?? null),
      prose('Evidence', 80, ({ finding }) => finding.evidence.map(evidenceText).join('\n')),
      text('Disposition', 13, ({ decision }) => decision.disposition),
      text('Application', 22, ({ decision }) => decision.application),
      text('Waived, because', 30, ({ finding }) => finding.waived ?? null),
      text('VM id', 44, ({ vm }) => vm.id),
    ],
    1,
  );
}

function* findingsOf(assessed: Assessed, rule: string): Generator<SharedDiskRow> {
  for (const row of vmRows(assessed)) {
    for (const finding of row.decision.findings) {
      if (finding.rule === rule && finding.severity !== 'unknown') yield { ...row, finding };
    }
  }
}

/** Names of datastores repeat between vCenters; sources that do not tell theirs count apart. */
function placeOf(record: { readonly vCenterUuid: string | null; readonly source: number }, name: string): string {
  return `${record.vCenterUuid ?? `source ${record.source}`}\n${name}`;
}

function vmsByDatastore(vms: readonly Vm[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const vm of vms) {
    for (const name of datastoresOf(vm)) {
      const place = placeOf(vm, name);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return counts;
}

export function datastoresSheet({ estate }: Assessed): WorkbookSheet {
  const vms = vmsByDatastore(estate.vms);
  return sheet(
    'Datastores',
    estate.datastores,
    [
      text('Datastore', 30, ({ name }) => name),
      fact('Type', 10, ({ type }) => type),
      fact('Accessible', 11, ({ accessible }) => yesNo(accessible)),
      integer('Capacity (MiB)', 14, ({ capacityMiB }) => capacityMiB),
      integer('Provisioned (MiB)', 14, ({ provisionedMiB }) => provisionedMiB),
      integer('In use (MiB)', 14, ({ inUseMiB }) => inUseMiB),
      integer('Free (MiB)', 14, ({ freeMiB }) => freeMiB),
      integer('VMs, as it states', 11, ({ vmCount }) => vmCount),
      counted('VMs with files on it', 11, (datastore) => vms.get(placeOf(datastore, datastore.name)) ?? 0),
      integer('Hosts', 9, ({ hostCount }) => hostCount),
      fact('Datastore cluster', 20, ({ clusterName }) => clusterName),
      fact('Address', 36, ({ address }) => address),
      text('Source', 24, ({ source }) => estate.sources[source]?.name ?? null),
    ],
    1,
  );
}

interface NicRow extends VmRow {
  readonly nic: NicDecision;
}

/** Where each network adapter goes of the VMs that the plan puts on nodes. */
export function networksSheet(assessed: Assessed): WorkbookSheet {
  return sheet<NicRow>(
    'Networks',
    nicRows(assessed),
    [
      text('VM', 30, ({ vm }) => vm.name),
      fact('Network adapter', 20, ({ vm, nic }) => vm.nics[nic.nic]?.label ?? null),
      fact('Port group', 26, ({ nic }) => nic.portGroup),
      text('Goes to', 13, ({ nic }) => nic.to),
      text('Attachment', 26, ({ nic }) => nic.attachment),
      text('Address kept', 12, ({ nic }) => yesNo(nic.addressKept)),
      text('Reason', 80, ({ nic }) => nic.reason),
      text('Disposition', 13, ({ decision }) => decision.disposition),
      text('Application', 22, ({ decision }) => decision.application),
      text('VM id', 44, ({ vm }) => vm.id),
    ],
    1,
  );
}

function* nicRows(assessed: Assessed): Generator<NicRow> {
  for (const row of vmRows(assessed)) for (const nic of row.decision.network?.nics ?? []) yield { ...row, nic };
}

interface QuestionRow extends VmRow {
  readonly rule: string;
  readonly question: string;
}

/** What only owners can answer. */
export function questionsSheet(assessed: Assessed): WorkbookSheet {
  return sheet<QuestionRow>(
    'Questions to owners',
    questionRows(assessed),
    [
      text('Application', 24, ({ decision }) => decision.application),
      text('VM', 30, ({ vm }) => vm.name),
      fact('Owner', 20, ({ vm }) => vm.owner?.name ?? null),
      prose('Question', 90, ({ question }) => question),
      text('Rule', 30, ({ rule }) => rule),
      prose('Answers so far', 50, ({ vm }) => vm.owner?.answers ?? null),
      text('VM id', 44, ({ vm }) => vm.id),
    ],
    2,
  );
}

function* questionRows(assessed: Assessed): Generator<QuestionRow> {
  for (const row of vmRows(assessed)) {
    for (const { rule, text: question } of ownerQuestions(row.vm, row.decision, assessed.plan.rules)) {
      yield { ...row, rule, question };
    }
  }
}
