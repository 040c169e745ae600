import type { Estate, Vm } from '../../model/estate.ts';
import type { KubernetesInVms } from '../../model/kubernetes-in-vms.ts';
import type { OverheadStep } from '../../model/overhead.ts';
import { counted, whole } from '../figures.ts';
import { isRunning } from '../sizing/running.ts';
import type { GuestSystems } from './guest-systems.ts';
import { notMeasured, share, type Physical } from './physical.ts';

export interface TodayInput {
  readonly estate: Estate;
  readonly isVmwareAppliance: (index: number) => boolean;
  readonly guestSystems: GuestSystems | null;
  readonly kubernetesInVms: readonly KubernetesInVms[];
  /** What HA keeps free today, in percent of memory, where the clusters tell; null else. */
  readonly haReservePercent: number | null;
}

/**
 * vSAN's memory on a host with one disk group of a 600 GB cache and three capacity disks, MiB: 5426 + 636 + 14 × 600 +
 * 70 × 3 (VMware's knowledge base on vSAN memory, as reproduced by several; all-flash cache counts 600 GB at most).
 */
const vsanMemoryMiB = 14_672;
/** Share of a host's CPU that vSAN is said to take: an assumption without a measured source. */
const vsanCpuPercent = 10;

/** What VMware and the guests take today. Steps do not overlap: each figure is of what the others leave out. */
export function todaySteps(input: TodayInput, physical: Physical): OverheadStep[] {
  const { estate } = input;
  return [
    ...vmMemory(estate, physical),
    appliances(input, physical),
    hypervisor(estate, physical),
    ...vsan(estate, physical),
    guests(input.guestSystems, physical),
    ...kubernetes(input.kubernetesInVms, physical),
    ...overProvisioning(estate, physical),
    ...(input.haReservePercent === null
      ? []
      : [
          {
            step: 'kept free by HA for hosts that fail',
            cpuPercent: input.haReservePercent,
            memoryPercent: input.haReservePercent,
            basis: 'measured: admission control of the clusters; bare metal needs such a reserve too',
            apart: true as const,
          },
        ]),
  ];
}

function vmMemory(estate: Estate, physical: Physical): OverheadStep[] {
  let [memoryMiB, known, running] = [0, 0, 0];
  for (const vm of estate.vms) {
    if (!isRunning(vm)) continue;
    running++;
    if (vm.memoryOverheadMiB === null) continue;
    memoryMiB += vm.memoryOverheadMiB;
    known++;
  }
  const step = 'memory that ESXi holds for each VM';
  if (known === 0) return [{ ...notMeasured(step, 'the memory overhead of VMs (vMemory)'), doesNotApply: 'cpu' }];
  return [
    {
      step,
      cpuPercent: null,
      memoryPercent: share(memoryMiB, physical.memoryMiB),
      basis: `measured: ${whole(memoryMiB)} MiB for ${whole(known)} of ${counted(running, 'running VM')}`,
      doesNotApply: 'cpu',
    },
  ];
}

function appliances({ estate, isVmwareAppliance }: TodayInput, physical: Physical): OverheadStep {
  let [cpuMHz, memoryMiB, count] = [0, 0, 0];
  for (const [index, vm] of estate.vms.entries()) {
    if (!isRunning(vm) || !isVmwareAppliance(index)) continue;
    if (vm.cpuUsageMHz === null || vm.memoryConsumedMiB === null) continue;
    cpuMHz += vm.cpuUsageMHz;
    memoryMiB += vm.memoryConsumedMiB;
    count++;
  }
  const step = 'VMware’s own appliances';
  if (count === 0) return notMeasured(step, 'an appliance that runs, is recognised and has usage figures');
  return {
    step,
    cpuPercent: share(cpuMHz, physical.cpuMHz),
    memoryPercent: share(memoryMiB, physical.memoryMiB),
    basis: `measured when the export was made: ${counted(count, 'VM')}, ${whole(cpuMHz)} MHz and ${whole(memoryMiB)} MiB consumed`,
  };
}

/**
 * ESXi itself: what the hosts say they use, less what their VMs consume and what ESXi holds for each of them. Hosts
 * whose figures do not all stand in the source are left out; a result below zero, which figures of different moments
 * give, is no measurement.
 */
function hypervisor(estate: Estate, physical: Physical): OverheadStep {
  const step = 'ESXi itself';
  const lacking = notMeasured(step, 'the hosts’ use of CPU and memory, and that of all their VMs');
  const byHost = new Map<string, Vm[]>();
  for (const vm of estate.vms) {
    if (vm.host === null || !isRunning(vm)) continue;
    const key = `${vm.source} ${vm.host.toLowerCase()}`;
    const list = byHost.get(key);
    if (list === undefined) byHost.set(key, [vm]);
    else list.push(vm);
  }
  let [memoryMiB, ofMemoryMiB, cpuMHz, ofMHz, hosts] = [0, 0, 0, 0, 0];
  for (const host of estate.hosts) {
    const vms = byHost.get(`${host.source} ${host.name.toLowerCase()}`) ?? [];
    if (host.memoryMiB === null || host.memoryUsagePercent === null || host.cpuUsagePercent === null) continue;
    if (host.cores === null || host.cpuMHz === null) continue;
    if (vms.some((vm) => vm.memoryConsumedMiB === null || vm.memoryOverheadMiB === null || vm.cpuUsageMHz === null))
      continue;
    hosts++;
    ofMemoryMiB += host.memoryMiB;
    ofMHz += host.cores * host.cpuMHz;
    memoryMiB += (host.memoryMiB * host.memoryUsagePercent) / 100;
    cpuMHz += (host.cores * host.cpuMHz * host.cpuUsagePercent) / 100;
    for (const vm of vms) {
      memoryMiB -= (vm.memoryConsumedMiB ?? 0) + (vm.memoryOverheadMiB ?? 0);
      cpuMHz -= vm.cpuUsageMHz ?? 0;
    }
  }
  if (hosts === 0 || physical.memoryMiB === null || physical.cpuMHz === null) return lacking;
  const memoryPercent = memoryMiB < 0 ? null : share(memoryMiB, ofMemoryMiB);
  const cpuPercent = cpuMHz < 0 ? null : share(cpuMHz, ofMHz);
  if (memoryPercent === null && cpuPercent === null) return lacking;
  return {
    step,
    cpuPercent,
    memoryPercent,
    basis:
      `formula: what ${counted(hosts, 'host')} of ${whole(estate.hosts.length)} say they use, less what their VMs use and what ESXi holds for each; ` +
      `hosts tell whole percents${cpuPercent === null || memoryPercent === null ? ', and figures of different moments gave less than nothing where a share is missing' : ''}`,
  };
}

function vsan(estate: Estate, physical: Physical): OverheadStep[] {
  if (!estate.datastores.some((datastore) => /^vsan/i.test(datastore.type ?? ''))) return [];
  const clusters = new Set(estate.clusters.filter(({ vsanEnabled }) => vsanEnabled === true).map(({ name }) => name));
  const hosts = estate.hosts.filter(
    ({ cluster }) => clusters.size === 0 || (cluster !== null && clusters.has(cluster)),
  );
  const cores = hosts.reduce((sum, host) => sum + (host.cores ?? 0), 0);
  return [
    {
      step: 'vSAN',
      cpuPercent: share((cores * vsanCpuPercent) / 100, physical.cores),
      memoryPercent: share(hosts.length * vsanMemoryMiB, physical.memoryMiB),
      basis: `assumed: one disk group with three capacity disks on each of ${counted(hosts.length, 'host')}, ${whole(vsanMemoryMiB)} MiB by VMware's formula, and ${vsanCpuPercent} % of its CPU, which no source measures; part of it may stand in ESXi itself`,
    },
  ];
}

function guests(systems: GuestSystems | null, physical: Physical): OverheadStep {
  const step = 'an operating system inside every VM';
  if (systems === null) return notMeasured(step, 'running VMs');
  return {
    step,
    cpuPercent: share(systems.cores, physical.cores),
    memoryPercent: share(systems.memoryMiB, physical.memoryMiB),
    basis: systems.basis,
  };
}

/** Kubernetes inside VMs: what its nodes keep for themselves and what runs on each of them; guests count elsewhere. */
function kubernetes(clusters: readonly KubernetesInVms[], physical: Physical): OverheadStep[] {
  const known = clusters.filter(({ vms, allocatable }) => vms.memoryMiB !== null && allocatable.memoryMiB !== null);
  if (known.length === 0) return [];
  let [cpuMilli, memoryMiB] = [0, 0];
  for (const { vms, allocatable, requestedByNodes } of known) {
    cpuMilli += (vms.cpuMilli ?? 0) - (allocatable.cpuMilli ?? 0) + (requestedByNodes.cpuMilli ?? 0);
    memoryMiB += (vms.memoryMiB ?? 0) - (allocatable.memoryMiB ?? 0) + (requestedByNodes.memoryMiB ?? 0);
  }
  return [
    {
      step: 'Kubernetes inside VMs, a second layer of orchestration',
      // A vCPU is a thread of a host at most; counted as half a core, so as not to claim too much.
      cpuPercent: share(cpuMilli / 2000, physical.cores),
      memoryPercent: share(memoryMiB, physical.memoryMiB),
      basis: `measured: what the nodes of ${counted(known.length, 'cluster')} keep back, and what DaemonSets and static pods ask for; a vCPU counts as half a core`,
    },
  ];
}

/** Memory that VMs are configured with and do not consume: right-sizing frees it on VMware just as well. */
function overProvisioning(estate: Estate, physical: Physical): OverheadStep[] {
  let [configuredMiB, consumedMiB, known] = [0, 0, 0];
  for (const vm of estate.vms) {
    if (!isRunning(vm) || vm.memoryMiB === null || vm.memoryConsumedMiB === null) continue;
    configuredMiB += vm.memoryMiB;
    consumedMiB += Math.min(vm.memoryMiB, vm.memoryConsumedMiB);
    known++;
  }
  if (known === 0) return [];
  return [
    {
      step: 'memory configured and not consumed',
      cpuPercent: null,
      memoryPercent: share(configuredMiB - consumedMiB, physical.memoryMiB),
      basis: `measured: ${whole(configuredMiB)} MiB configured, ${whole(consumedMiB)} consumed by ${counted(known, 'running VM')}; right-sizing frees it on VMware too`,
      doesNotApply: 'cpu',
      apart: true,
    },
  ];
}
