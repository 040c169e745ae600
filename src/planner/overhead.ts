import { percentOf } from '../lib/units.ts';
import type { Estate, Host } from '../model/estate.ts';
import type { NodePlan, Overhead, OverheadStep } from '../model/plan.ts';
import type { NodeType } from '../model/settings.ts';
import { counted, whole } from './figures.ts';
import { isRunning } from './sizing/running.ts';

export interface OverheadInput {
  readonly estate: Estate;
  readonly nodes: NodePlan;
  readonly controlPlaneType: NodeType;
  /** KubeVirt's own memory for the VMs that run on the new nodes, MiB. */
  readonly kubeVirtMemoryMiB: number;
  /** How much of a core's work one Kubernetes CPU of the new nodes does. */
  readonly coresPerCpu: number;
  /** True for VMs that are appliances of VMware's own, by index in the estate. */
  readonly isVmwareAppliance: (index: number) => boolean;
}

/** The estate's hosts together; null where one of them, or all hosts of a source, are not known. */
interface Physical {
  readonly cores: number | null;
  readonly cpuMHz: number | null;
  readonly memoryMiB: number | null;
}

/**
 * What VMware takes today and what Kubernetes will take, both as shares of the hosts' capacity today: two ladders beside
 * the claim that they test. Reserve for failures and room for peaks are needed on either side and in neither ladder.
 * The net is unknown as long as a step is: the guest systems need a look inside.
 */
export function overhead(input: OverheadInput): Overhead {
  const physical = physicalCapacity(input.estate);
  return {
    claimPercent: 40,
    today: todaySteps(input, physical),
    target: targetSteps(input, physical),
    netPercent: null,
  };
}

/** Percent with two decimals: the figures behind it are no better. */
function share(part: number, total: number | null): number | null {
  const percent = percentOf(part, total);
  return percent === null ? null : Math.round(percent * 100) / 100;
}

function physicalCapacity({ vms, hosts }: Estate): Physical {
  const withHosts = new Set(hosts.map((host) => host.source));
  if (hosts.length === 0 || vms.some((vm) => !withHosts.has(vm.source))) {
    return { cores: null, cpuMHz: null, memoryMiB: null };
  }
  const sum = (figure: (host: Host) => number | null): number | null =>
    hosts.reduce<number | null>((total, host) => {
      const value = figure(host);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    cores: sum((host) => host.cores),
    cpuMHz: sum(({ cores, cpuMHz }) => (cores === null || cpuMHz === null ? null : cores * cpuMHz)),
    memoryMiB: sum((host) => host.memoryMiB),
  };
}

function todaySteps({ estate, isVmwareAppliance }: OverheadInput, physical: Physical): OverheadStep[] {
  const perVm = { memoryMiB: 0, known: 0 };
  const appliances = { cpuMHz: 0, memoryMiB: 0, count: 0 };
  let running = 0;
  for (const [index, vm] of estate.vms.entries()) {
    if (!isRunning(vm)) continue;
    running++;
    if (vm.memoryOverheadMiB !== null) {
      perVm.memoryMiB += vm.memoryOverheadMiB;
      perVm.known++;
    }
    if (isVmwareAppliance(index) && vm.cpuUsageMHz !== null && vm.memoryConsumedMiB !== null) {
      appliances.cpuMHz += vm.cpuUsageMHz;
      appliances.memoryMiB += vm.memoryConsumedMiB;
      appliances.count++;
    }
  }

  const steps: OverheadStep[] = [
    perVm.known === 0
      ? {
          ...notMeasured('memory that ESXi holds for each VM', 'the memory overhead of VMs (vMemory)'),
          doesNotApply: 'cpu',
        }
      : {
          step: 'memory that ESXi holds for each VM',
          cpuPercent: null,
          memoryPercent: share(perVm.memoryMiB, physical.memoryMiB),
          basis: `measured: ${whole(perVm.memoryMiB)} MiB for ${whole(perVm.known)} of ${counted(running, 'running VM')}`,
          doesNotApply: 'cpu',
        },
    appliances.count === 0
      ? notMeasured('VMware’s own appliances', 'an appliance that runs, is recognised and has usage figures')
      : {
          step: 'VMware’s own appliances',
          cpuPercent: share(appliances.cpuMHz, physical.cpuMHz),
          memoryPercent: share(appliances.memoryMiB, physical.memoryMiB),
          basis:
            `measured when the export was made: ${counted(appliances.count, 'VM')}, ${whole(appliances.cpuMHz)} MHz and ` +
            `${whole(appliances.memoryMiB)} MiB consumed`,
        },
    notMeasured('ESXi itself', 'the hosts’ own counters (mem.sysUsage) from a live vCenter'),
  ];
  if (estate.datastores.some((datastore) => /^vsan/i.test(datastore.type ?? ''))) {
    steps.push(notMeasured('vSAN', 'the vSAN health and performance services of a live vCenter'));
  }
  steps.push(notMeasured('an operating system inside every VM', 'guest bundles'));
  return steps;
}

const notMeasured = (step: string, needs: string): OverheadStep => ({
  step,
  cpuPercent: null,
  memoryPercent: null,
  basis: `not measured: needs ${needs}`,
});

/** Steps of the workers' capacity that software takes: all but the capacity itself and the room kept for peaks. */
function targetSteps(input: OverheadInput, physical: Physical): OverheadStep[] {
  const { nodes, controlPlaneType, coresPerCpu, kubeVirtMemoryMiB } = input;
  const coresPercent = (cores: number): number | null => share(cores, physical.cores);
  const memoryPercent = (memoryMiB: number): number | null => share(memoryMiB, physical.memoryMiB);

  const onWorkers = new Map<string, { cpuMilli: number; memoryMiB: number; source: string }>();
  for (const { role, count, steps } of nodes.pools) {
    if (role !== 'worker') continue;
    for (const { what, cpuMilli, memoryMiB, source } of steps.slice(1, -1)) {
      const sum = onWorkers.get(what) ?? { cpuMilli: 0, memoryMiB: 0, source };
      onWorkers.set(what, {
        cpuMilli: sum.cpuMilli - cpuMilli * count,
        memoryMiB: sum.memoryMiB - memoryMiB * count,
        source,
      });
    }
  }
  const ladder: OverheadStep[] = [...onWorkers].map(([what, { cpuMilli, memoryMiB, source }]) => ({
    step: `${what}, ${counted(nodes.workers, 'worker')}`,
    cpuPercent: coresPercent((cpuMilli / 1000) * coresPerCpu),
    memoryPercent: memoryPercent(memoryMiB),
    basis: `assumed: ${source}`,
  }));
  const controlPlane = nodes.pools.find((pool) => pool.role === 'control-plane')?.count ?? 0;
  if (controlPlane > 0) {
    ladder.push({
      step: `control plane, ${counted(controlPlane, 'node')}`,
      cpuPercent: coresPercent(controlPlane * controlPlaneType.cores),
      memoryPercent: memoryPercent(controlPlane * controlPlaneType.memoryMiB),
      basis: 'assumed: the whole nodes, settings: nodes.controlPlaneType',
    });
  }
  if (kubeVirtMemoryMiB > 0) {
    ladder.push({
      step: 'memory that KubeVirt holds for each VM',
      cpuPercent: null,
      memoryPercent: memoryPercent(kubeVirtMemoryMiB),
      basis: `formula of KubeVirt: ${whole(kubeVirtMemoryMiB)} MiB for the VMs that run`,
      doesNotApply: 'cpu',
    });
  }
  return ladder;
}
