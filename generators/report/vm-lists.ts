import { formatInteger, formatMiB, unknownText } from '../../src/lib/units.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { RuleText } from '../../src/model/finding.ts';
import type { NicDecision } from '../../src/model/network-plan.ts';
import { ownerQuestions } from '../../src/model/owner-questions.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { DiskDecision } from '../../src/model/storage-plan.ts';
import { plural } from './words.ts';

/** A list that the opened row of a VM shows, line by line. */
export interface VmList {
  readonly title: string;
  readonly linesOf: (vm: Vm, decision: VmDecision, rules: Readonly<Record<string, RuleText>>) => readonly string[];
}

function nicLine(vm: Vm, { nic, portGroup, to, attachment, addressKept, reason }: NicDecision): string {
  const target =
    to === 'none' ? 'nothing' : to === 'pod' ? 'the pod network' : `attachment ${attachment ?? unknownText}`;
  return `${vm.nics[nic]?.label ?? `NIC ${nic + 1}`}, ${portGroup ?? 'no port group'} → ${target}, address ${addressKept ? 'kept' : 'lost'}: ${reason}`;
}

function diskLine(vm: Vm, { disk, claim, sizeMiB, datastore, storageClass, leftOut }: DiskDecision): string {
  const today = `${vm.disks[disk]?.label ?? `Disk ${disk + 1}`}, ${formatMiB(sizeMiB)} on ${datastore ?? 'an unknown datastore'}`;
  if (claim === null) return `${today}: left out, ${leftOut ?? 'for a reason that is not told'}`;
  return `${today} → claim ${claim}, class ${storageClass.name}${storageClass.chosen ? '' : ' (a proposal)'}`;
}

function storageLines(vm: Vm, { storage }: VmDecision): string[] {
  if (storage === null) return [];
  return [
    ...storage.disks.map((disk) => diskLine(vm, disk)),
    `Live migration ${storage.liveMigration}: ${storage.why}`,
  ];
}

/** What the plan does with a VM's networks, disks and applications, and what is open. */
export const vmLists: readonly VmList[] = [
  { title: 'Network', linesOf: (vm, { network }) => (network?.nics ?? []).map((nic) => nicLine(vm, nic)) },
  { title: 'Storage', linesOf: storageLines },
  {
    title: 'Workloads',
    linesOf: (_, { workloads }) =>
      workloads.flatMap(({ name, volumes }) => [
        `${name}: ${plural(volumes.length, 'volume')}`,
        ...volumes.map(
          ({ name: volume, claim, sizeMiB, origin }) =>
            `${name}, volume ${volume}: ${formatMiB(sizeMiB)} as claim ${claim}, from ${origin}`,
        ),
      ]),
  },
  {
    title: 'Move',
    linesOf: (_, { forklift }) =>
      forklift === null ? [] : [forklift.leftOut === null ? 'By forklift.' : `Not by forklift: ${forklift.leftOut}`],
  },
  {
    title: 'Running applications',
    linesOf: ({ runningApplications }) => {
      const shown = (runningApplications ?? []).slice(0, applicationsShown);
      const more = (runningApplications?.length ?? 0) - shown.length;
      return [
        ...shown.map(({ name, version }) => (version === null ? name : `${name} ${version}`)),
        ...(more > 0 ? [`and ${formatInteger(more)} more`] : []),
      ];
    },
  },
  {
    title: 'Questions to the owner',
    linesOf: (vm, decision, rules) => ownerQuestions(vm, decision, rules).map(({ text }) => text),
  },
];

/** A guest may list hundreds of processes. */
const applicationsShown = 20;
