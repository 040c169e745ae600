import {
  workbookBytes,
  type CellValue,
  type WorkbookColumn,
  type WorkbookSheet,
} from '../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { Vm } from '../../src/model/estate.ts';
import { ownerQuestions } from '../../src/model/owner-questions.ts';
import { ownerHeaders, type OwnerField } from '../../src/model/owners.ts';
import { dispositionSchema, type VmDecision } from '../../src/model/plan.ts';

interface Row {
  readonly vm: Vm;
  readonly decision: VmDecision;
  readonly questions: readonly string[];
}

interface Column extends WorkbookColumn {
  readonly of: (row: Row) => CellValue;
}

export interface OwnerWorksheet {
  /** The bytes of an .xlsx. */
  readonly content: AsyncIterable<Uint8Array>;
  readonly vms: number;
  /** Of them those about which something is asked beside who owns them. */
  readonly vmsWithQuestions: number;
}

function known(header: string, width: number, of: (row: Row) => CellValue): Column {
  return { header, kind: 'text', width, role: 'known', of };
}

/** A column to fill in, under the header by which it is found again; what is known from side tables stands there. */
function answer(field: OwnerField, width: number, note: string, choices?: readonly string[]): Column {
  return {
    header: ownerHeaders[field],
    kind: field === 'answers' || field === 'notes' ? 'wrapped' : 'text',
    width,
    note,
    role: 'answer',
    ...(choices === undefined ? {} : { choices }),
    of: ({ vm }) => written(vm.owner?.[field] ?? null),
  };
}

function written(value: string | number | boolean | null): CellValue {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

const columns: readonly Column[] = [
  known(ownerHeaders.vm, 28, ({ vm }) => vm.name),
  known('Power state', 12, ({ vm }) => vm.powerState),
  known('Cluster', 16, ({ vm }) => vm.cluster),
  known('Folder', 24, ({ vm }) => vm.folder),
  known('Guest operating system', 32, ({ vm }) => vm.guestFullNameTools ?? vm.guestFullNameConfig),
  { ...known('vCPUs', 8, ({ vm }) => vm.cpus), kind: 'integer' },
  { ...known('Memory (MiB)', 11, ({ vm }) => vm.memoryMiB), kind: 'integer' },
  { ...known('Storage in use (MiB)', 12, ({ vm }) => vm.inUseMiB), kind: 'integer' },
  known('Application as recorded', 22, ({ decision }) => decision.application),
  known('Planned so far', 13, ({ decision }) => decision.disposition),
  { ...known('Open questions', 60, ({ questions }) => listed(questions)), kind: 'wrapped' },
  answer('name', 22, 'The person or team that answers for the VM.'),
  answer('application', 22, 'What the VM works for, in one name for all VMs that work for it.'),
  answer('criticality', 12, 'How grave an outage is.', ['low', 'medium', 'high', 'critical']),
  answer('recoveryTimeHours', 11, 'How long the application may be down after a failure. Hours, or 30 min, 2 days.'),
  answer('recoveryPointHours', 11, 'How much of the latest data may be lost. Hours, or 15 min, 1 day.'),
  answer('changeWindow', 20, 'When it may be switched off for the move, such as Sunday 02:00-06:00.'),
  answer('mayBeRetired', 12, 'yes: it is switched off and not moved. no: it is still needed.', ['yes', 'no']),
  answer(
    'wishedDisposition',
    14,
    'Only where you have a wish: containerize, rehost (move the VM as it is), replace, retain (leave it where it is), retire.',
    dispositionSchema.options,
  ),
  answer('answers', 50, 'Answers to the open questions on the left.'),
  answer('notes', 40, 'Anything else. No passwords, please: they are blanked when the sheet is read.'),
  known(ownerHeaders.id, 44, ({ vm }) => vm.id),
];

/** Numbered where there are several. */
function listed(questions: readonly string[]): string {
  return questions.length < 2
    ? (questions[0] ?? '')
    : questions.map((question, index) => `${index + 1}. ${question}`).join('\n');
}

const instructions: readonly (readonly [what: string, how: string])[] = [
  [
    'What this is',
    'The virtual machines that are to leave VMware, one a row, on the sheet VMs. Please fill in what only you know about yours.',
  ],
  [
    'Grey cells',
    'What is known, and what was decided so far. They are locked against slips, not by a password: Review, Unprotect Sheet opens them. Filters work either way.',
  ],
  ['Yellow cells', 'To be filled in. Leave blank what you do not know. Where a list drops down, choose from it.'],
  [
    'Open questions',
    'Answer them under "Answers to the questions"; where there are several, begin each answer with its number.',
  ],
  [
    'May be retired?',
    '"yes" switches the VM off with the platform; "no" says that it is still needed. Both count as your decision, with your name.',
  ],
  [
    'Wished disposition',
    'Leave it blank unless you have a wish. containerize: its applications run as containers. rehost: the VM moves as it is. replace: the new platform takes over its function. retain: it stays where it is. retire: it is switched off.',
  ],
  [
    'Recovery',
    'RTO is how long the application may be down after a failure, RPO how much of the latest data may be lost. Hours, or with a unit: 30 min, 2 days.',
  ],
  ['Not your VM?', 'Write under Owner whose it is, or leave the row blank.'],
  [
    'Rows and columns',
    'In an unprotected sheet rows may be sorted and deleted, and columns moved. The headers and the column "VM id" must stay: by them each answer finds its VM.',
  ],
  [
    'When you are done',
    'Save the file as .xlsx and send it back to whoever sent it. They name it in devirt.yaml, owners: [FILE.xlsx], and every decision that rests on an answer says so, with file and cell.',
  ],
];

const instructionsSheet: WorkbookSheet = {
  name: 'How to fill this',
  columns: [
    { header: 'What', kind: 'wrapped', width: 26 },
    { header: 'How', kind: 'wrapped', width: 110 },
  ],
  rows: instructions,
};

/**
 * The worksheet that goes out to owners: a row a VM (templates and placeholders left out) with what is known of it, what
 * is asked about it, and cells to fill in. Filled, it is a side table of owners as analyzers/owners reads it. What an
 * earlier table answered stands in its cells.
 */
export function ownerWorksheet({ estate, plan }: Assessed): OwnerWorksheet {
  const rows: Row[] = [];
  for (const [index, vm] of estate.vms.entries()) {
    const decision = plan.decisions[index];
    if (decision?.vm !== vm.id) throw new Error(`decision ${index} is not for VM ${vm.id}`);
    if (decision.template || vm.srmPlaceholder === true) continue;
    rows.push({ vm, decision, questions: ownerQuestions(vm, decision, plan.rules).map(({ text }) => text) });
  }
  const vms: WorkbookSheet = {
    name: 'VMs',
    columns,
    rows: rows.map((row) => columns.map((column) => column.of(row))),
    frozenColumns: 1,
    guarded: true,
  };
  return {
    content: workbookBytes({ title: 'What owners know about their VMs', sheets: [instructionsSheet, vms] }),
    vms: rows.length,
    vmsWithQuestions: rows.filter(({ questions }) => questions.length > 0).length,
  };
}
