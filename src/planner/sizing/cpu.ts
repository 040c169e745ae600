import type { Source, Vm } from '../../model/estate.ts';
import { rowEvidence, vmEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import type { Basis } from '../../model/basis.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, decimal, whole } from '../figures.ts';
import { dedicatedCpus } from '../scheduling/dedicated-cpus.ts';
import {
  historyEvidence,
  type HistoryFigure,
  historyFigures,
  historyWords,
  largest,
  readyPercentOf,
} from './history.ts';
import { isRunning } from './running.ts';
import type { Carried, CoreSpeed, Today } from './today.ts';

/**
 * Ready time from which demand counts as cut short by contention, percent of one vCPU's time. Below 5 % is held for
 * healthy: Broadcom KB 387750.
 */
const readyThresholdPercent = 5;

/** What averages of two hours keep of the p99 of averages of five minutes, in the median VM: docs/decisions/history.md. */
const coarseP99Share = 0.83;

export interface CpuSize {
  readonly requestMilli: number;
  readonly basis: Basis;
}

/** What turns core time into CPU requests. */
export interface CpuConversion {
  /** Share of a core's work that one Kubernetes CPU of the target nodes does: `sizing.threadYield`, 1 without threads. */
  readonly coresPerCpu: number;
  readonly settings: Settings;
}

interface Estimate {
  readonly method: 'percentile' | 'momentary' | 'hosts' | 'density' | 'configured';
  readonly cpus: number;
  readonly explanation: string;
  readonly evidence: Evidence[];
}

/** What a VM used of its host's cores, waiting for them included. */
interface Demand {
  readonly method: 'percentile' | 'momentary';
  readonly mhz: number;
  readonly words: string;
  /** What was seen, where that is too little to tell of peaks: "one moment". */
  readonly glimpse: string | null;
  readonly used: Evidence;
  /** Null where no waiting was added. */
  readonly waited: Evidence | null;
}

/**
 * CPU request of a VM with `vcpus` vCPUs, in thousandths of a Kubernetes CPU. vSphere counts MHz of cores, Kubernetes
 * hardware threads, so the demand is converted (cores ÷ yield of a thread) and the nodes are left as they are. Never
 * above the vCPUs, because each occupies one thread at most; never below the reservation, and all of them where ESXi gives
 * the VM cores of its own (latency sensitivity high, CPU or NUMA affinity), because dedicated CPUs are whole CPUs (KubeVirt, Kubernetes' static
 * CPU manager).
 */
export function sizeCpu(vm: Vm, vcpus: number, source: Source, today: Today, conversion: CpuConversion): CpuSize {
  const speed = today.coreSpeed(vm);
  const demand = speed === null ? null : demandOf(vm, vcpus, source, today, speed);
  const estimate =
    demand !== null && speed !== null
      ? fromDemand(demand, vm, vcpus, source, speed, conversion)
      : fromHosts(vm, vcpus, source, today, speed, conversion);

  let { cpus, explanation }: { cpus: number; explanation: string } = estimate;
  let method: string = estimate.method;
  const evidence = [...estimate.evidence];
  const reservation = vm.cpuReservationMHz ?? 0;
  if (reservation > 0 && speed !== null) {
    const reserved = reservation / speed.mhz / conversion.coresPerCpu;
    if (reserved > cpus) {
      cpus = reserved;
      method = 'reservation';
      explanation += `; raised to the reservation of ${whole(reservation)} MHz = ${decimal(reserved)} CPUs`;
      evidence.push(vmEvidence(source, vm, 'vm.cpuReservationMHz', reservation));
    }
  }
  const dedicated = dedicatedCpus(vm);
  if (dedicated !== null && cpus < vcpus) {
    cpus = vcpus;
    method = 'reservation';
    explanation += `; raised to ${counted(vcpus, 'whole CPU')} of its own, because ${dedicated.why}`;
    evidence.push(vmEvidence(source, vm, dedicated.fact, dedicated.value));
  }
  const floor = conversion.settings.sizing.cpuFloorMilli / 1000;
  if (cpus < floor) {
    cpus = floor;
    explanation += `; raised to the smallest request, ${decimal(floor)} CPUs`;
  }
  if (cpus > vcpus) {
    cpus = vcpus;
    explanation += `; cut to ${counted(vcpus, 'vCPU')}, each of which occupies one thread at most`;
  }
  return { requestMilli: milli(cpus), basis: { method, explanation, evidence } };
}

/** Rounded up to whole thousandths, but not for a rounding error of the division. */
const milli = (cpus: number): number => Math.ceil(cpus * 1000 - 1e-6);

/** What is known of the VM's own use: of the past, else of the moment; null where neither can be believed. */
function demandOf(vm: Vm, vcpus: number, source: Source, today: Today, speed: CoreSpeed): Demand | null {
  if (isRunning(vm)) {
    const demands = historyFigures(vm, 'cpu.usagemhz.average', 'p95', 'p99').map((figure) =>
      demandOfThePast(figure, vm, vcpus, source, speed),
    );
    const most = largest(demands, ({ mhz }) => mhz);
    if (most !== null) return most;
  }
  return today.hasStatistics(vm) ? demandOfTheMoment(vm, vcpus, source, speed) : null;
}

function demandOfThePast(figure: HistoryFigure, vm: Vm, vcpus: number, source: Source, speed: CoreSpeed): Demand {
  const { intervalSeconds } = figure.series;
  const ready = historyFigures(vm, 'cpu.ready.summation', figure.statistic, figure.statistic).find(
    ({ series }) => series.intervalSeconds === intervalSeconds,
  );
  const readyPercent = ready === undefined ? (vm.cpuReadyPercent ?? 0) : readyPercentOf(ready, vcpus);
  const waited = waitedMHz(readyPercent, vcpus, speed);
  const used = `${whole(figure.value)} MHz used, ${historyWords(figure)}`;
  const words = waited === 0 ? used : withWaiting(used, readyPercent, vcpus, speed);
  const widened = figure.isCoarse
    ? `${words} ÷ ${decimal(coarseP99Share)} for the peaks that so long averages hide`
    : words;
  return {
    method: 'percentile',
    mhz: (figure.value + waited) / (figure.isCoarse ? coarseP99Share : 1),
    words: widened,
    glimpse: figure.isShort ? 'less than a day' : null,
    used: historyEvidence(source, vm, figure),
    waited:
      waited === 0
        ? null
        : ready === undefined
          ? vmEvidence(source, vm, 'vm.cpuReadyPercent', readyPercent)
          : historyEvidence(source, vm, ready),
  };
}

function demandOfTheMoment(vm: Vm, vcpus: number, source: Source, speed: CoreSpeed): Demand {
  const mhz = vm.cpuUsageMHz ?? 0;
  const ready = vm.cpuReadyPercent ?? 0;
  const waited = waitedMHz(ready, vcpus, speed);
  const used = `${whole(mhz)} MHz used when the export was made`;
  return {
    method: 'momentary',
    mhz: mhz + waited,
    words: waited === 0 ? used : withWaiting(used, ready, vcpus, speed),
    glimpse: 'one moment',
    used: vmEvidence(source, vm, 'vm.cpuUsageMHz', mhz),
    waited: waited === 0 ? null : vmEvidence(source, vm, 'vm.cpuReadyPercent', ready),
  };
}

/** What the vCPUs would have used had they not waited; 0 up to the threshold. */
function waitedMHz(readyPercent: number, vcpus: number, speed: CoreSpeed): number {
  return readyPercent > readyThresholdPercent ? (readyPercent / 100) * vcpus * speed.mhz : 0;
}

function withWaiting(used: string, readyPercent: number, vcpus: number, speed: CoreSpeed): string {
  return (
    `(${used} + ${decimal(readyPercent)} % ready × ${counted(vcpus, 'vCPU')} × ` +
    `${whole(speed.mhz)} MHz, because contention cut the use short)`
  );
}

function fromDemand(
  demand: Demand,
  vm: Vm,
  vcpus: number,
  source: Source,
  speed: CoreSpeed,
  conversion: CpuConversion,
): Estimate {
  const { momentaryCpuFactor, momentaryCpuFloorPercent } = conversion.settings.sizing;
  const { method, glimpse } = demand;
  const cores = (demand.mhz * (glimpse === null ? 1 : momentaryCpuFactor)) / speed.mhz;
  const measured = cores / conversion.coresPerCpu;
  const least = glimpse === null ? 0 : (momentaryCpuFloorPercent / 100) * vcpus;

  const missed = glimpse === null ? '' : ` × ${decimal(momentaryCpuFactor)} for what ${glimpse} misses`;
  const hostName = speed.assumed ? 'the slowest host known, its own is not' : speed.host.name;
  const sum =
    `${demand.words}${missed} ÷ ${whole(speed.mhz)} MHz a core ` +
    `(${hostName}) = ${decimal(cores, 3)} cores${perThread(conversion)} = ${decimal(measured, 3)} CPUs` +
    (glimpse === null ? '' : '; low confidence');
  const raised = `; raised to ${decimal(momentaryCpuFloorPercent)} % of ${counted(vcpus, 'vCPU')}`;

  const evidence = [demand.used, vmEvidence(source, vm, 'vm.cpus', vcpus)];
  if (demand.waited !== null) evidence.push(demand.waited);
  if (speed.host.source === vm.source) {
    evidence.push(rowEvidence(source, 'host.cpuMHz', speed.host.row, speed.mhz));
  }
  return { method, cpus: Math.max(measured, least), explanation: measured < least ? sum + raised : sum, evidence };
}

/**
 * Without a figure of the VM's own, each vCPU gets what vCPUs have of today's hosts: for a running VM what the hosts use
 * at the moment, else how densely they are used. They demonstrably carry that, and no consolidation is claimed beyond.
 */
function fromHosts(
  vm: Vm,
  vcpus: number,
  source: Source,
  today: Today,
  speed: CoreSpeed | null,
  conversion: CpuConversion,
): Estimate {
  const evidence = [vmEvidence(source, vm, 'vm.cpus', vcpus)];
  const reason = whyNoUsage(vm, speed);
  const carried = today.carried(vm);
  if (carried === null) {
    return {
      method: 'configured',
      cpus: vcpus,
      explanation: `${counted(vcpus, 'vCPU')} as configured: ${reason}, and what today's hosts carry is not known either`,
      evidence,
    };
  }

  const { momentaryCpuFactor, momentaryCpuFloorPercent } = conversion.settings.sizing;
  const { targetUtilisationPercent } = conversion.settings.nodes;
  const perVcpu = (cores: number): number => cores / conversion.coresPerCpu / carried.vcpus;
  const dense = Math.min(1, perVcpu((coresToday(carried, conversion) * targetUtilisationPercent) / 100));
  const used =
    vm.powerState === 'poweredOn' && carried.usedCores !== null
      ? Math.max(perVcpu(carried.usedCores * momentaryCpuFactor), momentaryCpuFloorPercent / 100)
      : null;
  const cores = carried.coresWithThreads + carried.coresWithoutThreads;
  const each = `of a new node's CPU for each of ${counted(vcpus, 'vCPU')}`;
  if (used !== null && carried.usedCores !== null && used < dense) {
    return {
      method: 'hosts',
      cpus: used * vcpus,
      explanation:
        `${reason}; ${carried.scope} uses ${decimal(carried.usedCores)} of ${whole(cores)} cores for ` +
        `${whole(carried.vcpus)} vCPUs × ${decimal(momentaryCpuFactor)} for what one moment misses` +
        `${perThread(conversion)}, or ${decimal(momentaryCpuFloorPercent)} % if that is more: ${decimal(used)} ${each}; ` +
        'low confidence',
      evidence,
    };
  }
  return {
    method: 'density',
    cpus: dense * vcpus,
    explanation:
      `${reason}; ${carried.scope} runs ${whole(carried.vcpus)} vCPUs on ${whole(cores)} cores of ` +
      `${counted(carried.hosts, 'host')}, taken to be as full as the plan fills nodes (${decimal(targetUtilisationPercent)} %): ` +
      `${decimal(dense)} ${each}`,
    evidence,
  };
}

/** What today's hosts do, in cores' work: with hyper-threading a core does a little more than one core's. */
function coresToday(carried: Carried, conversion: CpuConversion): number {
  return carried.coresWithThreads * 2 * conversion.settings.sizing.threadYield + carried.coresWithoutThreads;
}

function whyNoUsage(vm: Vm, speed: CoreSpeed | null): string {
  if (vm.powerState === 'poweredOff') return 'no CPU use to go by, because it is powered off';
  if (vm.powerState === 'suspended') return 'no CPU use to go by, because it is suspended';
  if (vm.cpuUsageMHz !== null && speed === null) return 'the CPU use in MHz means nothing without the speed of a host';
  return 'no believable CPU use of its own is known';
}

function perThread(conversion: CpuConversion): string {
  return conversion.coresPerCpu === 1 ? '' : ` ÷ ${decimal(conversion.coresPerCpu)} of a core a hyperthread`;
}
