import type { SavingsInputs, ScenarioName, VmCounts } from '../../model/savings.ts';
import { figure } from './figure.ts';
import { timeline } from './timeline.ts';

/** A figure of each month. */
export type ByMonth = Float64Array;

/** What a scenario has in use over time; its costs follow. Arrays, because ranges ask for it thousands of times. */
export interface Course {
  readonly name: ScenarioName;
  /** True where the estate stays with VMware. */
  readonly stays: boolean;
  readonly vms: VmCounts;
  /** Share of the moving VMs that have moved to nodes by the end of a month; 0 where the estate stays. */
  readonly moved: ByMonth;
  /** The same share, of the VMs for which nodes and drives are there. */
  readonly provided: ByMonth;
  /** Share of the VMs that retire that have gone by the end of a month. */
  readonly retired: ByMonth;
  /** Share of the scenario's work that is done by the end of a month. */
  readonly done: ByMonth;
  readonly hosts: ByMonth;
  /** Licensed cores that are needed, and those of them that are needed for good. */
  readonly cores: ByMonth;
  readonly lastingCores: number;
  /** Hosts that are replaced when they are old. */
  readonly lastingHosts: number;
  readonly workers: ByMonth;
  /** Of the workers, those that are bought and no hosts of today. */
  readonly boughtWorkers: ByMonth;
  readonly controlPlane: ByMonth;
}

export function courseOf(name: ScenarioName, inputs: SavingsInputs, months: number): Course {
  return name === 'renew' || name === 'right-size' ? staying(name, inputs, months) : moving(name, inputs, months);
}

/**
 * Hosts that right-sizing on VMware leaves, with those of retained VMs and as many to spare as the plan has of nodes;
 * never more than today. Demand over capacity, not packed: in favour of staying.
 */
export function hostsAfterRightSizing({ facts, figures }: SavingsInputs): number {
  const own = figures['savings.stay.hosts'];
  if (own !== null) return Math.min(own, facts.hosts);
  const reserve = figure(figures, 'savings.stay.hypervisorReservePercent');
  const usable = ((100 - reserve) * facts.targetUtilisationPercent) / 1e4;
  const needed = (demand: number, capacity: number): number =>
    capacity === 0 || usable <= 0 ? facts.hosts : (demand * facts.hosts) / (capacity * usable);
  const forVms = Math.ceil(
    Math.max(needed(facts.demand.cpuMilli, facts.hostCpuMilli), needed(facts.demand.memoryMiB, facts.hostMemoryMiB)),
  );
  return Math.min(facts.hosts, facts.residualHosts + forVms + (forVms === 0 ? 0 : facts.nodes.spare));
}

/** What a host of today carries of what a worker node does, by CPU or memory, whichever is less; 0 where unknown. */
export function hostPerNode({ facts: { nodes, hosts, hostCpuMilli, hostMemoryMiB } }: SavingsInputs): number {
  if (hosts === 0 || nodes.cpuMilli === 0 || nodes.memoryMiB === 0) return 0;
  return Math.min(hostCpuMilli / hosts / nodes.cpuMilli, hostMemoryMiB / hosts / nodes.memoryMiB);
}

function staying(name: 'renew' | 'right-size', inputs: SavingsInputs, months: number): Course {
  const { facts, figures } = inputs;
  const rightSizes = name === 'right-size';
  const hosts = rightSizes ? hostsAfterRightSizing(inputs) : facts.hosts;
  // Licences count as right-sized from the renewal on, however soon that is: in favour of staying.
  const cores = facts.hosts === 0 ? 0 : Math.ceil((facts.licensedCores * hosts) / facts.hosts);
  const takes = figure(figures, 'savings.stay.months');
  const none = new Float64Array(months);
  return {
    name,
    stays: true,
    vms: facts.vms,
    moved: none,
    provided: none,
    retired: none.map((_, month) => (rightSizes && month + 1 >= takes ? 1 : 0)),
    done: none.map((_, month) => (takes === 0 ? 1 : Math.min(1, (month + 1) / takes))),
    hosts: none.map((_, month) => (rightSizes && month >= takes ? hosts : facts.hosts)),
    cores: none.map(() => cores),
    lastingCores: cores,
    lastingHosts: hosts,
    workers: none,
    boughtWorkers: none,
    controlPlane: none,
  };
}

function moving(name: 'kubevirt' | 'plan', inputs: SavingsInputs, months: number): Course {
  const { facts, figures } = inputs;
  const { nodes, demand, vms } = facts;
  const run = timeline(inputs, months);
  const lead = figure(figures, 'savings.migration.leadMonths');
  // Scaled by memory, not packed anew: what KubeVirt takes for VMs that would have become containers.
  const workers =
    name === 'kubevirt' && demand.memoryMiB > 0
      ? Math.ceil((nodes.workers * (demand.memoryMiB + facts.containerOverheadMiB)) / demand.memoryMiB)
      : nodes.workers;
  const needed = workers + nodes.spare;
  const reused = nodes.reused
    ? 0
    : Math.min(figure(figures, 'savings.hardware.reusedHosts'), facts.hosts - facts.residualHosts);
  const replaced = Math.min(needed, Math.floor(reused * hostPerNode(inputs)));
  const bought = needed - replaced;
  const total = bought + (replaced === 0 ? 0 : reused);
  const moved = new Float64Array(months).map((_, month) => run.moved(month + 1));
  const provided = moved.map((_, month) => run.moved(month + 1 + lead));
  const workersInUse = provided.map((share) =>
    share === 0 ? 0 : Math.max(Math.min(total, nodes.spare + 1), Math.ceil(total * share)),
  );
  return {
    name,
    stays: false,
    vms: name === 'plan' ? vms : { ...vms, containerize: 0, rehost: vms.rehost + vms.containerize },
    moved,
    provided,
    retired: moved,
    done: moved,
    hosts: run.hosts,
    cores: run.cores,
    lastingCores: facts.residualCores,
    lastingHosts: facts.residualHosts,
    workers: workersInUse,
    // Hosts of today come last of all, when they are empty.
    boughtWorkers: workersInUse.map((count) => Math.min(bought, count)),
    controlPlane: moved.map((_, month) => (month + 1 > run.firstNodes ? nodes.controlPlane : 0)),
  };
}
