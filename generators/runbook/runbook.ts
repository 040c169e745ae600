import { markdownCell } from '../../src/lib/markup.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { formatMiB } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { bridgesOf, type NamespaceBridges } from '../../src/model/bridges.ts';
import { dataCopiesOf, durationText, type DataCopy } from '../../src/model/data-copy.ts';
import type { Vm } from '../../src/model/estate.ts';
import { indexPlan, movedWorkloads, type MovedWorkload, type PlanIndex } from '../../src/model/moved-workloads.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { Wave } from '../../src/model/waves.ts';

interface Member {
  readonly vm: Vm;
  readonly decision: VmDecision;
}

/** What one runbook is about: an application with its VMs that move. */
interface Move {
  readonly namespace: string;
  readonly application: string;
  readonly members: readonly Member[];
  readonly workloads: readonly MovedWorkload[];
  readonly copies: readonly { readonly moved: MovedWorkload; readonly copy: DataCopy }[];
  readonly rehosted: readonly Member[];
  readonly bridges: NamespaceBridges;
  /** Waves of the plan in which its VMs move: one, unless the application was too large for one. */
  readonly waves: readonly Wave[];
  readonly rateMiBs: number;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${' --- |'.repeat(head.length)}`,
  ...rows.map((row) => `| ${row.map(markdownCell).join(' | ')} |`),
];

const step = (text: string): string => `- [ ] ${text}`;
/** A text of the estate within a sentence. */
const said = markdownCell;

const unknown = 'unknown';

/** Capacity of a rehosted VM's disks that move; null where one is not known. */
function disksMiB({ decision }: Member): number | null {
  const disks = (decision.storage?.disks ?? []).filter(({ claim }) => claim !== null);
  return disks.some(({ sizeMiB }) => sizeMiB === null)
    ? null
    : disks.reduce((sum, { sizeMiB }) => sum + (sizeMiB ?? 0), 0);
}

function memberRows({ members }: Move): string[][] {
  return members.map(({ vm, decision }) => [
    decision.name,
    decision.disposition === 'containerize'
      ? decision.workloads.map(({ name }) => name).join(', ')
      : `VM ${decision.resourceName}`,
    decision.addresses[0] ?? unknown,
    vm.owner?.name ?? unknown,
    vm.owner?.changeWindow ?? unknown,
    vm.owner?.recoveryTimeHours == null ? unknown : `${vm.owner.recoveryTimeHours} h`,
  ]);
}

const secondsFor = (mib: number, { rateMiBs }: Pick<Move, 'rateMiBs'>): number => Math.ceil(mib / rateMiBs);

function copyRows(move: Move): string[][] {
  return [
    ...move.copies.map(({ moved, copy }) => [
      moved.workload.name,
      copy.volumes.map(({ mountPath }) => mountPath ?? '').join(', '),
      `${copy.sizeFrom === 'claim' ? 'at most ' : ''}${formatMiB(copy.sizeMiB)}`,
      durationText(copy.seconds),
      copy.method,
    ]),
    ...move.rehosted.map((member) => {
      const mib = disksMiB(member);
      return [
        member.decision.resourceName,
        'all disks',
        formatMiB(mib),
        mib === null ? unknown : durationText(secondsFor(mib, move)),
        member.decision.forklift?.leftOut == null ? 'forklift' : 'by hand',
      ];
    }),
  ];
}

function timeLines(move: Move): string[] {
  const rows = copyRows(move);
  const unseen = move.members
    .filter(({ decision }) => decision.workloads.some(({ container }) => container === null))
    .map(({ decision }) => said(decision.name));
  const unseenLines =
    unseen.length === 0
      ? []
      : [
          `Nobody looked inside ${unseen.join(', ')}: what runs there, what it keeps and how to move it is not known. Collect these guests before you go on.`,
          '',
        ];
  if (rows.length === 0) {
    return unseen.length === 0 ? ['Nothing keeps data: there is nothing to copy.'] : unseenLines.slice(0, 1);
  }
  const known = move.rehosted.map(disksMiB);
  const unknownDisks = known.filter((mib) => mib === null).length;
  const all =
    move.copies.reduce((sum, { copy }) => sum + copy.sizeMiB, 0) +
    known.reduce<number>((sum, mib) => sum + (mib ?? 0), 0);
  return [
    ...unseenLines,
    ...table(['What', 'Folder', 'Size', 'Time', 'How'], rows),
    '',
    `Together ${formatMiB(all)}: ${durationText(secondsFor(all, move))} at ${move.rateMiBs} MiB/s, one after the other (migration.rateMiBs in devirt.yaml, an assumption until you have measured a first pass).${unknownDisks === 0 ? '' : ` ${unknownDisks} VMs of unknown size are not in it.`}`,
    'The second pass of files copies what has changed and then reads everything once more to compare it; that of a database copies all of it again. Stopping and starting is not in these times.',
  ];
}

function before(move: Move): string[] {
  const { namespace, workloads, rehosted, copies, bridges } = move;
  return [
    ...(workloads.length === 0
      ? []
      : [
          step(`Images are built and pushed: ${workloads.map(({ container }) => `\`${container.image}\``).join(', ')}`),
          step(`Secrets are made as \`kubernetes/base/${namespace}/README.md\` lists them`),
        ]),
    ...(bridges.changes.length === 0
      ? []
      : [
          step(
            `${bridges.changes.length} lines of configuration are changed in the images: \`kubernetes/base/${namespace}/README.md\``,
          ),
        ]),
    ...(copies.length === 0
      ? []
      : [
          step(
            `First pass: \`components/data/${namespace}/first-pass\` is on, its Jobs have ended, and their times are written down here`,
          ),
          step(
            'A rehearsal: the component is off for an hour, the workloads start on the copied data, and somebody has looked at them',
          ),
        ]),
    ...[...bridges.outward.keys()].map((other) =>
      step(
        `Bridge: \`components/bridges/${namespace}/to-${other}\` is on while ${other} runs on VMs, and the names in it answer from a Pod`,
      ),
    ),
    ...(rehosted.length === 0
      ? []
      : [step('The plans of forklift in `kubevirt/forklift/plans` are Ready; a warm one has copied its first pass')]),
    step('The time to live of DNS records that will change is 5 minutes'),
    step('A backup of each VM that was restored once; its date is written down here'),
    step('Owners have agreed to the window, and know whom to call'),
  ];
}

function freeze(move: Move): string[] {
  return [
    step('Backup and monitoring of these VMs are silenced for the window'),
    ...move.workloads
      .filter(({ container }) => container.kind === 'CronJob')
      .map(({ container, decision }) =>
        step(
          `${said(decision.name)}: ${said(container.title)} ${said(container.instance)} is off (${said(container.schedule?.observed ?? 'no schedule')})`,
        ),
      ),
    ...move.workloads
      .filter(({ container, workload }) => container.kind !== 'CronJob' && !isDatabase(move, workload.name))
      .map(({ container, decision }) =>
        step(`${said(decision.name)}: ${said(container.title)} (${said(container.instance)}) is stopped and disabled`),
      ),
    ...move.workloads
      .filter(({ workload }) => isDatabase(move, workload.name))
      .map(({ container, decision }) =>
        step(
          `${said(decision.name)}: ${said(container.title)} still runs, but nobody writes: no connection is left but the copy's`,
        ),
      ),
    ...move.rehosted.map(({ decision }) =>
      step(`${said(decision.name)} is shut down, or its forklift migration is at its cut-over`),
    ),
    step('The time is written down here'),
  ];
}

const isDatabase = ({ copies }: Move, workload: string): boolean =>
  copies.some(({ moved, copy }) => moved.workload.name === workload && copy.method !== 'files');

function sync({ namespace, copies, rehosted }: Move): string[] {
  return [
    ...(copies.length === 0
      ? []
      : [
          step(
            `\`components/data/${namespace}/first-pass\` is out of the overlay, \`components/data/${namespace}/catch-up\` is in it and applied`,
          ),
          step(
            `\`kubectl -n ${namespace} wait --for=condition=Complete job -l app.kubernetes.io/component=data-copy --timeout=24h\``,
          ),
          step('The logs of the Jobs say that everything was verified'),
        ]),
    ...rehosted.map(({ decision }) =>
      step(
        `\`kubectl -n ${namespace} get virtualmachine ${decision.resourceName}\` is there, made by forklift or by \`kubevirt/${namespace}\` and its disks filled by hand`,
      ),
    ),
    ...(copies.length + rehosted.length === 0 ? ['Nothing to copy.'] : []),
  ];
}

function switchOver({ namespace, copies, workloads, bridges, rehosted }: Move): string[] {
  return [
    ...(copies.length === 0
      ? []
      : [step(`\`components/data/${namespace}/catch-up\` is out of the overlay: the workloads start on their data`)]),
    ...(workloads.length === 0
      ? []
      : [
          step(
            `\`kubectl -n ${namespace} rollout status ${workloads
              .filter(({ container }) => container.kind !== 'CronJob')
              .map(({ workload, container }) => `${container.kind.toLowerCase()}/${workload.name}`)
              .join(' ')}\``,
          ),
        ]),
    ...(bridges.inward.length === 0
      ? []
      : [step(`\`components/bridges/${namespace}/from-vms\` is on, and its Services have addresses`)]),
    ...bridges.inward.map(({ workload, callers, names }) =>
      step(
        `${workload}: ${names.length === 0 ? 'its record' : names.map(said).join(', ')} points to the new address${callers.length === 0 ? '' : `; called by ${callers.map(({ name }) => said(name)).join(', ')}`}`,
      ),
    ),
    ...(workloads.some(({ container }) => container.kind === 'CronJob')
      ? [step(`\`components/schedules/${namespace}\` is on`)]
      : []),
    ...(rehosted.length === 0 ? [] : [step('The VMs are started')]),
    step(
      `Overlays of applications that call ${namespace} have \`bridges/…/in-${namespace}\` in place of \`to-${namespace}\``,
    ),
  ];
}

function verify({ namespace, workloads, rehosted }: Move): string[] {
  return [
    ...(workloads.length === 0
      ? []
      : [step(`\`kubectl -n ${namespace} get pods\`: all are Ready, none has restarted`)]),
    ...workloads.flatMap(({ workload, container }) =>
      container.probe?.kind === 'http'
        ? [
            step(
              `${workload.name} answers ${said(container.probe.path)} on port ${container.probe.port} as the VM did before`,
            ),
          ]
        : container.ports.length > 0
          ? [
              step(
                `${workload.name} answers on ${container.ports.map(({ port, protocol }) => `${protocol} ${port}`).join(', ')}`,
              ),
            ]
          : [],
    ),
    ...(rehosted.length === 0
      ? []
      : [step(`\`kubectl -n ${namespace} get virtualmachineinstances\`: all are Running, and the guests answer`)]),
    step('One change by a user is there after a second look, and in the data'),
    step('Logs have no errors that the VM did not have'),
    step('The owner has said so, with name and time, here'),
  ];
}

function backOut(move: Move): string[] {
  const { namespace, workloads, rehosted } = move;
  return [
    'Back out when one check above fails and half of the window is over. Data that was written since the switch stays behind: copy it by hand, or decide to lose it, before you start.',
    '',
    step(`The workloads stand still: \`kubectl -n ${namespace} scale deployment,statefulset --all --replicas=0\``),
    ...(workloads.some(({ container }) => container.kind === 'CronJob')
      ? [step(`\`components/schedules/${namespace}\` is out of the overlay`)]
      : []),
    ...(rehosted.length === 0
      ? []
      : [step('The VMs in the cluster are stopped (`virtctl stop`), then those on vSphere are started: never both')]),
    step('Names point to the VMs again; callers have `to-` bridges again'),
    step('Services on the VMs are enabled and started, databases first'),
    step('The owner has said that it works as before; why it did not is written down here'),
    '',
    'The VMs stay, switched off, until the owner releases them; only then are they deleted, and this page is done.',
  ];
}

function runbook(move: Move): string {
  const section = (title: string, lines: readonly string[]): string[] => ['', `## ${title}`, '', ...lines];
  return [
    `# Runbook: ${said(move.application)}`,
    '',
    `Namespace \`${move.namespace}\`. Made from the plan and written anew by each run: tick a copy, not this file.`,
    ...move.waves.map(
      ({ name, start, end }) =>
        `Wave ${said(name)}${start === null || end === null ? ', without dates' : `, ${start} to ${end}`}.`,
    ),
    '',
    ...table(['VM', 'Becomes', 'Address', 'Owner', 'Window', 'Recovery time'], memberRows(move)),
    ...section('Sizes and times', timeLines(move)),
    ...section('1. Before', before(move)),
    ...section('2. Freeze', freeze(move)),
    ...section('3. Sync', sync(move)),
    ...section('4. Switch', switchOver(move)),
    ...section('5. Verify', verify(move)),
    ...section('6. Back-out', backOut(move)),
    '',
  ].join('\n');
}

function moveOf(
  namespace: string,
  members: readonly Member[],
  index: PlanIndex,
  waveOf: ReadonlyMap<string, Wave>,
  rateMiBs: number,
): Move {
  const workloads = movedWorkloads(members.map(({ decision }) => decision));
  return {
    namespace,
    application: members[0]?.decision.application ?? namespace,
    members,
    workloads,
    copies: workloads.flatMap((moved) => dataCopiesOf(moved.workload, rateMiBs).map((copy) => ({ moved, copy }))),
    rehosted: members.filter(({ decision }) => decision.disposition === 'rehost'),
    bridges: bridgesOf(workloads, index.edgesTo, index),
    waves: [...new Set(members.flatMap(({ decision }) => waveOf.get(decision.vm) ?? []))],
    rateMiBs,
  };
}

/** waves/: a runbook for each application whose VMs move, numbered in the order of their names. */
export function* runbooks({ estate, plan, settings }: Assessed): Generator<GeneratedFile> {
  const index = indexPlan(plan);
  const waveOf = new Map(plan.waves.waves.flatMap((wave) => wave.vms.map((vm): [string, Wave] => [vm, wave])));
  const byNamespace = new Map<string, Member[]>();
  for (const [position, decision] of plan.decisions.entries()) {
    const vm = estate.vms[position];
    if (vm === undefined || (decision.disposition !== 'containerize' && decision.disposition !== 'rehost')) continue;
    const members = byNamespace.get(decision.namespace);
    if (members === undefined) byNamespace.set(decision.namespace, [{ vm, decision }]);
    else members.push({ vm, decision });
  }
  const all = [...byNamespace].sort(([a], [b]) => byCodePoint(a, b));
  const digits = Math.max(2, String(all.length).length);
  for (const [position, [namespace, members]] of all.entries()) {
    yield {
      path: `waves/${String(position + 1).padStart(digits, '0')}-${namespace}.md`,
      content: runbook(moveOf(namespace, members, index, waveOf, settings.migration.rateMiBs)),
    };
  }
}
