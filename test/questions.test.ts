import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { AssessedVm, Assessment } from '../src/model/assessment.ts';
import { assessmentSchema } from '../src/model/assessment.ts';
import { openTables } from '../src/lib/tables/open.ts';
import type { Cell } from '../src/lib/tables/table.ts';
import { devirt, scratchFolder } from './support/devirt.ts';
import { describePeer, peerCommand } from './support/peers.ts';
import { describeShared, projectRoot, requireShared } from './support/shared.ts';

/**
 * Ten questions that an architect, an engineer and a manager ask, answered from the files that devirt writes and from
 * nothing else, and again by a script that reads the exports by itself (test/peers/answer-questions.py).
 */
interface Answers {
  /** Which VMs block the migration, and why: by name the rules. */
  readonly blocking: Readonly<Record<string, readonly string[]>>;
  /** Which hosts have idle licensed cores. */
  readonly idleCores: Readonly<Record<string, number>>;
  /** What is unknown: by rule the VMs of which it has no answer. */
  readonly unknown: Readonly<Record<string, readonly string[]>>;
  /** What runs on storage X. */
  readonly byDatastore: Readonly<Record<string, readonly string[]>>;
  /** Which VMs share a disk: by its file or LUN. */
  readonly sharedDisks: Readonly<Record<string, readonly string[]>>;
  /** What the owner of application Y must answer: by application and rule. */
  readonly ownerQuestions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Which operating systems are past their end, and when that was: by day the VMs. */
  readonly pastTheirEnd: Readonly<Record<string, readonly string[]>>;
  /** What would free three hosts first. */
  readonly firstHosts: readonly (readonly [host: string, vms: readonly string[]])[];
  /** Which VMs change network. */
  readonly changeNetwork: readonly string[];
  /** What VMware's own footprint is. */
  readonly footprint: {
    readonly vms: readonly string[];
    readonly vcpus: number;
    readonly memoryMiB: number;
    readonly provisionedMiB: number;
  };
}

/** As Python sorts text. */
const sorted = (names: Iterable<string>): string[] => [...names].toSorted();

/** Names in lists by a key, keys in order. */
function lists(pairs: Iterable<readonly [key: string, name: string]>): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, name] of pairs) found.set(key, [...(found.get(key) ?? []), name]);
  return Object.fromEntries(
    [...found].map(([key, names]): [string, string[]] => [key, sorted(names)]).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const isFound = ({ severity, waived }: AssessedVm['findings'][number]): boolean =>
  severity !== 'unknown' && waived === undefined;

function blocking({ vms }: Assessment): Answers['blocking'] {
  const retained = vms.flatMap((vm) =>
    vm.disposition === 'retain'
      ? vm.votes.flatMap(({ by, rule, disposition }) =>
          by === 'blocker' && disposition === 'retain' ? [[vm.name, rule ?? by] as const] : [],
        )
      : [],
  );
  const leftOut = vms.flatMap((vm) =>
    (vm.forkliftLeavesOut ?? '').split(', ').flatMap((rule) => (rule === '' ? [] : [[vm.name, rule] as const])),
  );
  return lists([...retained, ...leftOut]);
}

/** Rules of which the script can tell from the exports that they have no answer. */
const unknownRules = [
  'forklift.vmware.guestDisks.freespace',
  'forklift.vmware.passthrough_device.detected',
  'forklift.vmware.tpm.detected',
  'os.conflict',
];

function unknown({ vms }: Assessment): Answers['unknown'] {
  const pairs = vms.flatMap((vm) =>
    vm.findings.flatMap(({ rule, severity }) =>
      severity === 'unknown' && unknownRules.includes(rule) ? [[rule, vm.name] as const] : [],
    ),
  );
  return { ...Object.fromEntries(unknownRules.map((rule) => [rule, []])), ...lists(pairs) };
}

function sharedDisks({ vms, vmGroups }: Assessment): Answers['sharedDisks'] {
  const names = new Map(vms.map(({ id, name }) => [id, name]));
  return lists(
    vmGroups.flatMap(({ links }) =>
      links.flatMap(({ by, what, vms: ids }) =>
        by === 'disk' ? ids.map((id) => [what, names.get(id) ?? id] as const) : [],
      ),
    ),
  );
}

/** Rules whose questions the script can ask, too. */
const askedRules = new Set([
  'availability.cluster-rules',
  'availability.fault-tolerance',
  'device.removable-connected',
  'disk.raw-device-mapping',
  'disk.shared',
  'network.manual-mac',
  'network.several-nics',
  'os.windows',
  'retire.orphaned',
  'retire.powered-off',
  'snapshot.old',
  'state.suspended',
]);

/** From report.xlsx, whose sheet of questions is what goes out to owners. */
async function ownerQuestions(out: string): Promise<Answers['ownerQuestions']> {
  const file = await openTables(join(out, 'report', 'report.xlsx'));
  const byApplication = new Map<string, [rule: string, vm: string][]>();
  let header: readonly Cell[] | null = null;
  for await (const { cells } of file.sheets.find(({ name }) => name === 'Questions to owners')?.rows() ?? []) {
    if (header === null) {
      header = cells;
      continue;
    }
    const cell = (name: string): string => String(cells[header?.indexOf(name) ?? -1] ?? '');
    const rule = cell('Rule');
    if (askedRules.has(rule))
      byApplication.set(cell('Application'), [...(byApplication.get(cell('Application')) ?? []), [rule, cell('VM')]]);
  }
  await file.close();
  return Object.fromEntries([...byApplication].map(([application, pairs]) => [application, lists(pairs)]));
}

function pastTheirEnd({ asOf, vms, operatingSystems }: Assessment): Answers['pastTheirEnd'] {
  const byId = new Map(vms.map((vm) => [vm.id, vm]));
  return lists(
    operatingSystems.flatMap(({ standardEnds, vms: ids }) =>
      standardEnds === null || asOf === null || standardEnds >= asOf
        ? []
        : ids.flatMap((id) => {
            const vm = byId.get(id);
            // Templates and placeholders run nothing.
            return vm === undefined || vm.template || vm.decidedBy.rule === 'retire.srm-placeholder'
              ? []
              : [[standardEnds, vm.name] as const];
          }),
    ),
  );
}

function footprint({ vms }: Assessment): Answers['footprint'] {
  const own = vms.filter(({ decidedBy }) => decidedBy.rule === 'platform.vmware-appliance');
  const running = own.filter(({ powerState }) => powerState === 'poweredOn');
  const sum = (of: readonly AssessedVm[], figure: (vm: AssessedVm) => number | null): number =>
    of.reduce((total, vm) => total + (figure(vm) ?? 0), 0);
  return {
    vms: sorted(own.map(({ name }) => name)),
    vcpus: sum(running, ({ cpus }) => cpus),
    memoryMiB: sum(running, ({ memoryMiB }) => memoryMiB),
    provisionedMiB: sum(own, ({ provisionedMiB }) => provisionedMiB),
  };
}

async function answersOf(out: string, assessment: Assessment): Promise<Answers> {
  const { vms, savings, hostRelease } = assessment;
  const names = new Map(vms.map(({ id, name }) => [id, name]));
  return {
    blocking: blocking(assessment),
    idleCores: Object.fromEntries(
      (savings.licenses?.hosts ?? []).map(({ name, idleLicensedCores }) => [name, idleLicensedCores ?? 0]),
    ),
    unknown: unknown(assessment),
    byDatastore: lists(vms.flatMap((vm) => vm.datastores.map((datastore) => [datastore, vm.name] as const))),
    sharedDisks: sharedDisks(assessment),
    ownerQuestions: await ownerQuestions(out),
    pastTheirEnd: pastTheirEnd(assessment),
    firstHosts: hostRelease
      .slice(0, 3)
      .map(({ host, vms: ids }) => [host, sorted((ids ?? []).map((id) => names.get(id) ?? id))]),
    changeNetwork: sorted(vms.flatMap((vm) => (vm.networkChanges === true ? [vm.name] : []))),
    footprint: footprint(assessment),
  };
}

/** The size that the largest planned node allows, as a finding states it; none where no VM exceeds it. */
function largestNode({ vms }: Assessment): string[] {
  const details = vms.flatMap(({ findings }) =>
    findings.flatMap((finding) =>
      finding.rule === 'size.larger-than-node' && isFound(finding) ? [finding.detail ?? ''] : [],
    ),
  );
  if (details.length === 0) return [];
  const [cpus, memory] = [/CPUs against (\d+)/, /MiB of memory against (\d+)/].map(
    (pattern) => details.flatMap((detail) => pattern.exec(detail)?.[1] ?? [])[0],
  );
  const none = String(Number.MAX_SAFE_INTEGER);
  return ['--largest', cpus ?? none, memory ?? none];
}

async function compare(exports: readonly string[]): Promise<Answers> {
  const out = scratchFolder();
  const run = await devirt('assess', ...exports, '--out', out, '--quiet');
  expect([0, 5], run.stderr).toContain(run.code);
  const assessment = assessmentSchema.parse(JSON.parse(readFileSync(join(out, 'assessment.json'), 'utf8')));
  const script = join(projectRoot, 'test', 'peers', 'answer-questions.py');
  const output = execFileSync(peerCommand('openpyxl') ?? 'python3', [
    script,
    '--as-of',
    assessment.asOf ?? '',
    ...largestNode(assessment),
    '--',
    ...exports,
  ]);
  const expected = JSON.parse(output.toString()) as Answers; // Our own script's.
  const found = await answersOf(out, assessment);
  for (const question of Object.keys(expected) as (keyof Answers)[]) {
    expect
      .soft(found[question], `${question} of ${exports.map((path) => basename(path)).join(', ')}`)
      .toEqual(expected[question]);
  }
  return found;
}

describePeer('openpyxl', 'python3 -m pip install openpyxl==3.1.5')('ten questions', () => {
  it('have the same answers in the files for the demo as in its exports', { timeout: 60_000 }, async () => {
    const folder = scratchFolder();
    const demo = await devirt('demo', '--out', folder);
    expect(demo.code, demo.stderr).toBe(0);
    const exports = ['rvtools-nordhafen-hamburg.xlsx', 'rvtools-nordhafen-rotterdam.xlsx'];
    const answers = await compare(exports.map((name) => join(folder, 'exports', name)));
    // Every question has something to answer in this estate.
    const sizes = Object.entries(answers).map(
      ([question, answer]) => [question, Object.keys(answer as object).length] as const,
    );
    expect(sizes.filter(([, size]) => size === 0)).toEqual([['changeNetwork', 0]]);
  });

  describeShared('of an export', () => {
    it('have the same answers in the files as in the export', { timeout: 60_000 }, async () => {
      const answers = await compare([requireShared('data', 'rvtools', 'rvtools-4.7.1-native-synthetic-60vm.xlsx')]);
      // This export lists no port groups.
      expect(answers.changeNetwork.length).toBeGreaterThan(0);
    });
  });
});
