import { byCodePoint } from '../../lib/order.ts';
import type { Estate, Host } from '../../model/estate.ts';
import { hostLicense } from '../../model/host-license.ts';
import type { HostRelease } from '../../model/host-release.ts';
import { assumedRange, settingAt } from '../../model/assumption-register.ts';
import type { Disposition, NodePlan, VmDecision } from '../../model/plan.ts';
import type { Figures, SavingsFacts, SavingsInputs } from '../../model/savings.ts';
import { savingsSources, type FigurePath } from '../../model/settings-savings.ts';
import { defaultSettings, type NodeType, type Settings, type SettingSource } from '../../model/settings.ts';
import type { StoragePlan } from '../../model/storage-plan.ts';
import type { TargetLicense } from '../../model/target-licenses.ts';
import { daysBetween } from '../fit/days.ts';
import { kubeVirtOverheadMiB } from '../sizing/kubevirt-overhead.ts';
import { isRunning } from '../sizing/running.ts';

/** A wave, as far as savings ask: its VMs and its days, YYYY-MM-DD. */
export interface DatedWave {
  readonly vms: readonly string[];
  readonly start: string | null;
  readonly end: string | null;
}

/** What savings are computed from, as the planner has it. */
export interface SavingsBasis {
  readonly estate: Estate;
  readonly asOf: string | null;
  /** Hosts that stay with VMware for VMs that are retained or that no source lists. */
  readonly residualHosts: readonly Host[];
  readonly decisions: readonly VmDecision[];
  readonly nodes: NodePlan;
  readonly types: readonly NodeType[];
  /** CPU cores that one Kubernetes CPU of the demand stands for. */
  readonly coresPerCpu: number;
  readonly storage: StoragePlan;
  readonly targetLicenses: readonly TargetLicense[];
  readonly hostRelease: readonly HostRelease[];
  readonly waves: readonly DatedWave[];
  readonly settings: Settings;
}

/** Migration where waves have no dates, months: of 18 to 36 that are told of. An assumption. */
const monthsWithoutDates = 24;
/** Mean days of a month: 365.25 / 12. */
const daysPerMonth = 30.4375;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const sourceOf = (path: FigurePath): SettingSource => savingsSources[path];
const isFigurePath = (path: string): path is FigurePath => Object.hasOwn(savingsSources, path);

/** Everything that savings follow from, without VMs; null where no host is known, because then nothing can be compared. */
export function savingsInputs(basis: SavingsBasis): SavingsInputs | null {
  const { settings, asOf } = basis;
  const start = asOf ?? settings.migration.start;
  const inMonths = (date: string | null): number | null =>
    date === null || start === null ? null : Math.max(0, Math.round(daysBetween(start, date) / daysPerMonth));
  const facts = factsOf(basis, start);
  if (facts.hosts === 0) return null;

  const waves = datedSpan(basis.waves);
  const known: Partial<Record<FigurePath, number | null>> = {
    'nodes.workerPrice': workerPrice(basis.nodes, settings),
    'savings.migration.months':
      settings.savings.migration.months ??
      (waves === null ? monthsWithoutDates : Math.max(1, daysBetween(waves.start, waves.end) / daysPerMonth)),
  };
  if (settings.migration.start !== null && asOf !== null) {
    known['savings.migration.preparationMonths'] = inMonths(settings.migration.start);
  }
  const defaults = defaultSettings();
  const figures: Partial<Record<FigurePath, number | null>> = {};
  const ranges: Record<string, { readonly low: number; readonly high: number }> = {};
  const own: string[] = [];
  for (const path of Object.keys(savingsSources).filter(isFigurePath)) {
    const set = settingAt(settings, path);
    const preset = settingAt(defaults, path);
    const value = known[path] ?? (typeof set === 'number' ? set : null);
    figures[path] = value;
    const isOwn = path === 'nodes.workerPrice' ? hasQuote(basis.nodes, settings) : set !== preset;
    if (isOwn) own.push(path);
    // The default of a derived figure is what was derived.
    const usual = isOwn ? (typeof preset === 'number' ? preset : null) : value;
    const range = assumedRange(value, sourceOf(path), usual, settings.savings.ranges[path]);
    if (range !== null) ranges[path] = range;
  }
  const { savings } = settings;
  return {
    currency: settings.currency,
    facts,
    choices: {
      edition: savings.edition,
      offeredEdition: savings.edition,
      contractEndsInMonths: inMonths(settings.migration.contractEnd),
      refreshInMonths: inMonths(savings.hardware.refreshOn),
      facilitiesEndInMonths: inMonths(savings.power.facilitiesContractEnd),
      minimum72Cores: savings.contract.minimum72Cores,
      lateRenewal: savings.contract.lateRenewal,
      subscriptionMetric: savings.subscription.metric,
      delayMonths: 0,
    },
    // Every path was set above.
    figures: figures as Figures,
    own,
    ranges,
    seed: savings.range.seed,
    draws: savings.range.draws,
    priceCorrelation: savings.range.priceCorrelation,
  };
}

function factsOf(basis: SavingsBasis, start: string | null): SavingsFacts {
  const { estate, residualHosts, decisions, nodes, types, storage, targetLicenses, settings } = basis;
  const licensed = estate.hosts.flatMap((host) => hostLicense(host, settings.licenses.coreFloorPerCpu) ?? []);
  const residual = new Set(residualHosts);
  const pools = nodes.pools.filter(({ role, count }) => role !== 'control-plane' && count > 0);
  const type = types
    .filter(({ name }) => pools.some((pool) => pool.type === name))
    .toSorted((a, b) => b.memoryMiB - a.memoryMiB || b.threads - a.threads)[0];
  const countOf = (role: 'worker' | 'spare' | 'control-plane'): number =>
    sum(nodes.pools.filter((pool) => pool.role === role).map(({ count }) => count));
  return {
    start,
    hosts: licensed.length,
    licensedCores: sum(licensed.map(({ licensedCores }) => licensedCores)),
    hostCpuMilli: sum(
      licensed.map(({ host, cores }) =>
        // Threads, where hyper-threading is not known to be off; else as much as a core does of what a CPU asks.
        Math.round(cores * 1000 * (host.hyperThreadingActive === false ? 1 / basis.coresPerCpu : 2)),
      ),
    ),
    hostMemoryMiB: sum(licensed.map(({ host }) => host.memoryMiB ?? 0)),
    residualHosts: licensed.filter(({ host }) => residual.has(host)).length,
    residualCores: sum(licensed.filter(({ host }) => residual.has(host)).map(({ licensedCores }) => licensedCores)),
    freed: freedHosts(basis.hostRelease, residualHosts),
    progress: progressOf(basis.waves),
    vms: countDispositions(decisions),
    candidates: candidatesOf(decisions),
    nodes: {
      workers: countOf('worker'),
      spare: countOf('spare'),
      controlPlane: countOf('control-plane'),
      sockets: type?.sockets ?? 0,
      cores: type?.cores ?? 0,
      cpuMilli: (type?.threads ?? 0) * 1000,
      memoryMiB: type?.memoryMiB ?? 0,
      reused: settings.nodes.from === 'reuse',
    },
    targetUtilisationPercent: settings.nodes.targetUtilisationPercent,
    demand: { cpuMilli: Math.round(nodes.demand.cpuMilli), memoryMiB: Math.round(nodes.demand.memoryMiB) },
    containerOverheadMiB: containerOverhead(estate, decisions),
    vsanMiB: sum(
      estate.datastores.map(({ type: kind, capacityMiB }) => (/^vsan/i.test(kind ?? '') ? (capacityMiB ?? 0) : 0)),
    ),
    softwareDefinedMiB: storage.softwareDefined?.rawMiB ?? 0,
    guestLicensesPerYear: cheapestLicenses(targetLicenses),
  };
}

/** VMs a disposition; templates are not counted, because deleting one is no work. */
function countDispositions(decisions: readonly VmDecision[]): Record<Disposition, number> {
  const counts = { containerize: 0, rehost: 0, replace: 0, retain: 0, retire: 0 };
  for (const { template, disposition } of decisions) if (!template) counts[disposition]++;
  return counts;
}

/** Candidates by kind, with the demand that would go: KubeVirt's own memory for a container, all of it for what retires. */
function candidatesOf(decisions: readonly VmDecision[]): SavingsFacts['candidates'] {
  const kinds = new Map<string, SavingsFacts['candidates'][number]>();
  for (const { template, disposition, candidate, sizing } of decisions) {
    if (template || candidate === null || candidate === disposition) continue;
    const key = `${disposition} ${candidate}`;
    const kind = kinds.get(key) ?? { from: disposition, to: candidate, vms: 0, freedCpuMilli: 0, freedMemoryMiB: 0 };
    kinds.set(key, kind);
    kind.vms++;
    if (sizing === null) continue;
    const goes = candidate === 'retire' || candidate === 'replace';
    kind.freedCpuMilli += goes ? sizing.cpuRequestMilli : 0;
    kind.freedMemoryMiB += sizing.overheadMemoryMiB + (goes ? sizing.memoryMiB : 0);
  }
  return [...kinds.values()].sort((a, b) => byCodePoint(a.from, b.from) || byCodePoint(a.to, b.to));
}

/** What KubeVirt would take for the running VMs that become containers. */
function containerOverhead(estate: Estate, decisions: readonly VmDecision[]): number {
  return sum(
    estate.vms.map((vm, index) => {
      const decision = decisions[index];
      return decision?.disposition === 'containerize' && decision.sizing !== null && isRunning(vm)
        ? kubeVirtOverheadMiB(vm.cpus ?? 0, vm.memoryMiB ?? 0)
        : 0;
    }),
  );
}

/**
 * Hosts in the order in which they are freed, with the share of the VMs that must have moved; those that are freed at the
 * same thousandth are one step. Hosts of unknown cores are in none, as they are in no sum.
 */
function freedHosts(releases: readonly HostRelease[], residualHosts: readonly Host[]): SavingsFacts['freed'] {
  const key = (name: string, vCenterUuid: string | null): string => `${vCenterUuid ?? ''} ${name}`;
  const staying = new Set(residualHosts.map(({ name, vCenterUuid }) => key(name, vCenterUuid)));
  const leaving = releases.filter(
    ({ host, vCenterUuid, licensedCores }) => licensedCores !== null && !staying.has(key(host, vCenterUuid)),
  );
  const all = sum(leaving.map(({ running }) => running));
  let moved = 0;
  const steps = new Map<number, SavingsFacts['freed'][number]>();
  for (const [index, { running, licensedCores }] of leaving.entries()) {
    moved += running;
    const afterPermille = index === leaving.length - 1 || all === 0 ? 1000 : Math.ceil((moved * 1000) / all);
    const step = steps.get(afterPermille) ?? { afterPermille, hosts: 0, licensedCores: 0 };
    steps.set(afterPermille, step);
    step.hosts++;
    step.licensedCores += licensedCores ?? 0;
  }
  return [...steps.values()];
}

/** First and last day of waves that all have dates; null where one has none, or where there is none. */
function datedSpan(waves: readonly DatedWave[]): { readonly start: string; readonly end: string } | null {
  const starts = waves.flatMap(({ start }) => start ?? []).toSorted();
  const ends = waves.flatMap(({ end }) => end ?? []).toSorted();
  const start = starts[0];
  const end = ends.at(-1);
  if (start === undefined || end === undefined || starts.length < waves.length || ends.length < waves.length)
    return null;
  return { start, end };
}

/** Share of the VMs that have moved by the end of each wave. */
function progressOf(waves: readonly DatedWave[]): SavingsFacts['progress'] {
  const straight = [{ timePermille: 1000, vmsPermille: 1000 }];
  const span = datedSpan(waves);
  const all = sum(waves.map(({ vms }) => vms.length));
  if (span === null || all === 0) return straight;
  const days = Math.max(1, daysBetween(span.start, span.end));
  let moved = 0;
  return waves
    .toSorted((a, b) => daysBetween(b.end ?? span.end, a.end ?? span.end))
    .map(({ vms, end }) => {
      moved += vms.length;
      return {
        timePermille: Math.round((daysBetween(span.start, end ?? span.end) * 1000) / days),
        vmsPermille: Math.round((moved * 1000) / all),
      };
    });
}

/** The average price of workers and spare nodes; null where one that is bought has none. */
function workerPrice(nodes: NodePlan, settings: Settings): number | null {
  if (settings.nodes.from === 'reuse') return 0;
  const pools = boughtPools(nodes);
  const [first] = settings.nodes.catalogue;
  if (pools.length === 0) return first?.price ?? null;
  let total = 0;
  for (const { type, count } of pools) {
    const price = settings.nodes.catalogue.find(({ name }) => name === type)?.price ?? null;
    if (price === null) return null;
    total += price * count;
  }
  return Math.round((total * 100) / sum(pools.map(({ count }) => count))) / 100;
}

const boughtPools = (nodes: NodePlan): NodePlan['pools'] =>
  nodes.pools.filter(({ role, count }) => role !== 'control-plane' && count > 0);

/** Whether the price of every node that is bought is the user's own: none is the default of the type of that name. */
function hasQuote(nodes: NodePlan, settings: Settings): boolean {
  if (settings.nodes.from === 'reuse') return true;
  const defaults = defaultSettings().nodes.catalogue;
  return boughtPools(nodes).every(({ type }) => {
    const price = settings.nodes.catalogue.find(({ name }) => name === type)?.price ?? null;
    return price !== null && price !== defaults.find(({ name }) => name === type)?.price;
  });
}

/** Each product counted in its cheapest way that has a price; null where one has none. */
function cheapestLicenses(licenses: readonly TargetLicense[]): number | null {
  let total = 0;
  for (const { counts } of licenses) {
    const prices = counts.flatMap(({ pricePerYear }) => pricePerYear ?? []);
    if (prices.length === 0) return null;
    total += Math.min(...prices);
  }
  return total;
}
