import { byCodePoint } from '../../lib/order.ts';
import type { Dependencies } from '../../model/dependencies.ts';
import type { Estate, Host, Vm } from '../../model/estate.ts';
import type { Disposition, NodePlan } from '../../model/plan.ts';
import type { Settings } from '../../model/settings.ts';
import type { Bridge, Wave, WavePlan } from '../../model/waves.ts';
import { dayAfter, daysBetween } from './calendar.ts';
import { HostConversion } from './hosts.ts';
import { batchesOf, effortOf, type Batch } from './order.ts';
import { unitsOf, type Mover, type Unit } from './units.ts';

/** What decides the order. */
export type OrderInput = Omit<WaveInput, 'nodes' | 'asOf' | 'hostOf'>;

export interface WaveInput {
  readonly estate: Estate;
  readonly decisions: readonly Mover['decision'][];
  /** Ids of VMs that are one cluster. */
  readonly clusters: readonly (readonly string[])[];
  readonly dependencies: Dependencies;
  readonly nodes: NodePlan;
  readonly settings: Settings;
  readonly asOf: string | null;
  hostOf(vm: Vm): Host | null;
}

/** What stands in one wave before it has dates. */
interface Draft {
  readonly kind: Wave['kind'];
  readonly movers: Mover[];
  readonly reasons: string[];
  effortDays: number;
}

/**
 * The order in which the estate moves. What is retired goes first, then a pilot of what has least risk, then application
 * by application as the team's capacity allows; the platform's own VMs go last, when nothing needs them. Clusters and VMs
 * that wait for each other are never in two waves. A VM is in exactly one wave, or stays.
 */
export function planWaves(input: WaveInput): WavePlan {
  const { estate, settings, asOf } = input;
  const waves = withDates(waveOrder(input), settings, settings.migration.start ?? asOf, estate, input);
  const end = waves.at(-1)?.end ?? null;
  return {
    waves,
    stay: moversOf(input, 'retain').map(({ vm }) => vm.id),
    newNodesAtPeak: waves.reduce((most, { nodesNew }) => Math.max(most, nodesNew), 0),
    end,
    renewal: renewalOf(end, settings.migration.contractEnd),
    assumptions: assumptionsOf(settings),
  };
}

/** Movers wave after wave, before they have dates and nodes: the order does not depend on how many nodes there are. */
export function waveOrder(input: OrderInput): Draft[] {
  const { settings } = input;
  const of = (...kinds: readonly Disposition[]): Mover[] => moversOf(input, ...kinds);
  const cleanUp = of('retire');
  const platform = of('replace');
  const units = unitsOf(of('containerize', 'rehost'), input.clusters, input.dependencies);
  return [
    ...(cleanUp.length === 0
      ? []
      : [single('clean-up', cleanUp, 'What nobody needs is switched off first: it need not move.', settings)]),
    ...fill(batchesOf(units), settings),
    ...(platform.length === 0
      ? []
      : [
          single(
            'platform',
            platform,
            'What only the old platform needs goes when nothing runs there any more.',
            settings,
          ),
        ]),
  ];
}

function moversOf({ estate, decisions }: OrderInput, ...kinds: readonly Disposition[]): Mover[] {
  const movers = estate.vms.flatMap((vm, index): Mover[] => {
    const decision = decisions[index];
    return decision !== undefined && kinds.includes(decision.disposition) ? [{ vm, decision }] : [];
  });
  return movers.sort(byName);
}

function byName(a: Mover, b: Mover): number {
  return byCodePoint(a.vm.name, b.vm.name) || byCodePoint(a.vm.id, b.vm.id);
}

function single(kind: Wave['kind'], movers: Mover[], reason: string, settings: Settings): Draft {
  const effortDays = effortOf({ members: movers, application: '', reason: '' }, settings);
  return { kind, movers, reasons: [reason], effortDays };
}

/**
 * Fills waves with applications in their order, up to the team's capacity. The pilot takes whole applications of few VMs,
 * those of least risk. An application that fits into one wave is not split, as long as the wave before it is half full.
 */
function fill(batches: readonly Batch[], settings: Settings): Draft[] {
  const { teamDaysPerWave, pilotVms } = settings.migration;
  const pilot: Draft = { kind: 'pilot', movers: [], reasons: [], effortDays: 0 };
  const rest: Batch[] = [];
  for (const batch of batches) {
    if (pilot.movers.length + batch.vms > pilotVms) rest.push(batch);
    else addBatch(pilot, batch, settings);
  }
  const drafts: Draft[] = pilot.movers.length === 0 ? [] : [pilot];
  let draft: Draft | null = null;
  for (const batch of rest) {
    const efforts = batch.units.map((unit) => effortOf(unit, settings));
    const whole = efforts.reduce((sum, effort) => sum + effort, 0);
    const fitsAlone = whole <= teamDaysPerWave;
    if (
      draft !== null &&
      fitsAlone &&
      draft.effortDays >= teamDaysPerWave / 2 &&
      draft.effortDays + whole > teamDaysPerWave
    ) {
      draft = null;
    }
    for (const [index, unit] of batch.units.entries()) {
      const effort = efforts[index] ?? 0;
      const isFull: boolean =
        draft?.kind === 'pilot'
          ? draft.movers.length + unit.members.length > pilotVms
          : draft !== null && draft.effortDays + effort > teamDaysPerWave;
      const isNew = draft === null || (draft.movers.length > 0 && isFull);
      if (draft === null || isNew) {
        // Where no application is small enough for a pilot, a part of the first is one.
        draft = { kind: drafts.length === 0 ? 'pilot' : 'move', movers: [], reasons: [], effortDays: 0 };
        drafts.push(draft);
      }
      if (index === 0 || isNew) draft.reasons.push(`${batch.application}: ${batch.why}.`);
      add(draft, unit, effort, teamDaysPerWave);
    }
  }
  return drafts;
}

function addBatch(draft: Draft, { application, units, why }: Batch, settings: Settings): void {
  draft.reasons.push(`${application}: ${why}.`);
  for (const unit of units) add(draft, unit, effortOf(unit, settings), settings.migration.teamDaysPerWave);
}

function add(draft: Draft, unit: Unit, effort: number, capacity: number): void {
  draft.movers.push(...unit.members);
  draft.effortDays += effort;
  if (unit.reason !== '') draft.reasons.push(`${unit.reason}: they move together.`);
  if (effort > capacity) draft.reasons.push('What must move together takes longer than the team has for one wave.');
}

function withDates(
  drafts: readonly Draft[],
  settings: Settings,
  start: string | null,
  estate: Estate,
  input: WaveInput,
): Wave[] {
  const { migration } = settings;
  const waveOf = new Map<string, number>();
  for (const [index, { movers }] of drafts.entries()) for (const { vm } of movers) waveOf.set(vm.id, index);
  const names = drafts.map(({ kind }, index) => `${String(index).padStart(2, '0')} ${kind}`);
  const bridges = bridgesOf(input.dependencies, drafts, waveOf, names);
  const vmsOfApplication = new Map<string, number>();
  for (const { application, disposition } of input.decisions) {
    if (disposition === 'containerize' || disposition === 'rehost') {
      vmsOfApplication.set(application, (vmsOfApplication.get(application) ?? 0) + 1);
    }
  }
  const conversion = new HostConversion(estate, (vm) => input.hostOf(vm));
  const demand = new NodeDemand(input.nodes, input.decisions);
  let day = start;
  let fromHosts = 0;
  return drafts.map((draft, index): Wave => {
    const vms = draft.movers.map(({ vm }) => vm);
    conversion.move(vms);
    const hosts = conversion.state();
    const nodesNeeded = demand.after(draft.movers);
    const nodesFromHosts = settings.nodes.from === 'reuse' ? Math.min(fromHosts, nodesNeeded) : 0;
    // Hosts that this wave empties can only carry the next one.
    fromHosts = hosts.reduce((sum, { emptied }) => sum + emptied, 0);
    const length = Math.max(1, Math.ceil(draft.effortDays / migration.teamDaysPerWave)) * migration.daysPerWave;
    const first = day;
    day = day === null ? null : dayAfter(day, length);
    const dataMiB = dataOf(draft.movers);
    const copies = draft.kind === 'pilot' || draft.kind === 'move' ? dataMiB : null;
    const hours = (mib: number): number => Math.round((mib / migration.rateMiBs / 3600) * 10) / 10;
    return {
      name: names[index] ?? '',
      kind: draft.kind,
      vms: vms.map(({ id }) => id),
      applications: applicationsOf(draft.movers, vmsOfApplication),
      start: first,
      end: day === null ? null : dayAfter(day, -1),
      effortDays: Math.round(draft.effortDays * 10) / 10,
      dataMiB: copies,
      firstPassHours: copies === null ? null : hours(copies),
      downtimeHours: copies === null ? null : hours((copies * migration.changePercent) / 100),
      owners: distinct(vms.map(({ owner }) => owner?.name ?? null)),
      changeWindows: distinct(vms.map(({ owner }) => owner?.changeWindow ?? null)),
      bridges: bridges[index] ?? [],
      hosts,
      nodesNeeded,
      nodesFromHosts,
      nodesNew: nodesNeeded - nodesFromHosts,
      reasons: draft.reasons,
    };
  });
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort(byCodePoint);
}

/** Storage in use, else what the VM's disks claim; null where no VM tells. */
function dataOf(movers: readonly Mover[]): number | null {
  const sizes = movers.flatMap(({ vm, decision }) => vm.inUseMiB ?? decision.sizing?.storageMiB ?? []);
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}

function applicationsOf(movers: readonly Mover[], all: ReadonlyMap<string, number>): Wave['applications'] {
  const counts = new Map<string, number>();
  for (const { decision } of movers) counts.set(decision.application, (counts.get(decision.application) ?? 0) + 1);
  return [...counts]
    .map(([name, vms]) => ({ name, vms, ofVms: Math.max(vms, all.get(name) ?? vms) }))
    .sort((a, b) => byCodePoint(a.name, b.name));
}

/** For each wave the bridges that it opens: its VMs' connections to those that have not moved by its end. */
function bridgesOf(
  { edges }: Dependencies,
  drafts: readonly Draft[],
  waveOf: ReadonlyMap<string, number>,
  names: readonly string[],
): Bridge[][] {
  const found = drafts.map((): Map<string, Bridge> => new Map());
  const moves = (wave: number | undefined): boolean => {
    const kind = wave === undefined ? undefined : drafts[wave]?.kind;
    return kind === 'pilot' || kind === 'move';
  };
  for (const { from, to, port, service, infrastructure } of edges) {
    if (infrastructure || from.vm === null || to.vm === null || from.vm === to.vm) continue;
    const [fromWave, toWave] = [waveOf.get(from.vm), waveOf.get(to.vm)];
    if (fromWave === toWave) continue;
    const isFromFirst = moves(fromWave) && (!moves(toWave) || (fromWave ?? 0) < (toWave ?? 0));
    const [opening, closing] = isFromFirst ? [fromWave, toWave] : [toWave, fromWave];
    if (opening === undefined || !moves(opening)) continue;
    found[opening]?.set(JSON.stringify([from.vm, to.vm, port]), {
      from: from.vm,
      to: to.vm,
      service,
      port,
      moved: isFromFirst ? 'from' : 'to',
      until: moves(closing) ? (names[closing ?? -1] ?? null) : null,
    });
  }
  return found.map((bridges) => [...bridges].sort(([a], [b]) => byCodePoint(a, b)).map(([, bridge]) => bridge));
}

/** Nodes that what has moved so far needs: its share of the whole demand, in the dimension that asks most. */
class NodeDemand {
  readonly #nodes: NodePlan;
  readonly #whole: { readonly cpuMilli: number; readonly memoryMiB: number };
  #cpuMilli = 0;
  #memoryMiB = 0;

  constructor(nodes: NodePlan, decisions: readonly Mover['decision'][]) {
    this.#nodes = nodes;
    let [cpuMilli, memoryMiB] = [0, 0];
    for (const { sizing } of decisions) {
      cpuMilli += sizing?.cpuRequestMilli ?? 0;
      memoryMiB += memoryOf(sizing);
    }
    this.#whole = { cpuMilli, memoryMiB };
  }

  after(movers: readonly Mover[]): number {
    for (const { decision } of movers) {
      this.#cpuMilli += decision.sizing?.cpuRequestMilli ?? 0;
      this.#memoryMiB += memoryOf(decision.sizing);
    }
    const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
    const most = Math.max(share(this.#cpuMilli, this.#whole.cpuMilli), share(this.#memoryMiB, this.#whole.memoryMiB));
    const { workers, total, pools } = this.#nodes;
    const controlPlane = pools.reduce((sum, { role, count }) => sum + (role === 'control-plane' ? count : 0), 0);
    if (most === 0) return 0;
    return Math.ceil(workers * most - 1e-9) + (total - workers - controlPlane);
  }
}

function memoryOf(sizing: Mover['decision']['sizing']): number {
  return sizing === null ? 0 : sizing.memoryMiB + sizing.overheadMemoryMiB;
}

function renewalOf(end: string | null, contractEnd: string | null): WavePlan['renewal'] {
  if (end === null || contractEnd === null) return null;
  const daysBeyond = Math.max(0, daysBetween(contractEnd, end));
  return {
    contractEnd,
    daysBeyond,
    explanation:
      daysBeyond === 0
        ? `The last wave ends on ${end}, before the contract does on ${contractEnd}.`
        : `The last wave ends on ${end}, ${daysBeyond} days after the contract: until then the hosts that are not empty need licences, beside the new platform.`,
  };
}

function assumptionsOf({ migration, costs }: Settings): string[] {
  return [
    `A wave takes ${migration.daysPerWave} days and the team ${migration.teamDaysPerWave} person-days of work in it.`,
    `Days of work a VM: ${Object.entries(costs.daysPerVm)
      .map(([disposition, days]) => `${disposition} ${days}`)
      .join(', ')}; ${costs.contingencyPercent} % on top.`,
    `Data is copied at ${migration.rateMiBs} MiB/s; ${migration.changePercent} % of it changes between the first pass and the second, in which applications stand still.`,
    'Between waves, what has moved reaches what has not, and the other way round, as far as connections were seen.',
    'Nodes that a part of the estate needs are its share of the whole node count.',
  ];
}
