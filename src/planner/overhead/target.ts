import type { OverheadStep } from '../../model/overhead.ts';
import type { NodePlan } from '../../model/plan.ts';
import type { NodeType } from '../../model/settings.ts';
import type { SoftwareDefined } from '../../model/storage-plan.ts';
import { counted, whole } from '../figures.ts';
import type { GuestSystems } from './guest-systems.ts';
import { share, type Physical } from './physical.ts';

export interface TargetInput {
  readonly nodes: NodePlan;
  readonly controlPlaneType: NodeType;
  /** KubeVirt's own memory for the VMs that run on the new nodes, MiB. */
  readonly kubeVirtMemoryMiB: number;
  /** How much of a core's work one Kubernetes CPU of the new nodes does. */
  readonly coresPerCpu: number;
  readonly workerType: NodeType | null;
  /** Operating systems that stay inside the VMs that are rehosted. */
  readonly guestSystems: GuestSystems | null;
  readonly softwareDefined: SoftwareDefined | null;
}

/** What Kubernetes will take, on the scale of today's hosts: all but the capacity itself and the room kept for peaks. */
export function targetSteps(input: TargetInput, physical: Physical): OverheadStep[] {
  const { nodes, controlPlaneType, coresPerCpu, kubeVirtMemoryMiB, guestSystems, softwareDefined } = input;
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
  if (guestSystems !== null) {
    ladder.push({
      step: 'operating systems that stay inside rehosted VMs',
      cpuPercent: coresPercent(guestSystems.cores),
      memoryPercent: memoryPercent(guestSystems.memoryMiB),
      basis: guestSystems.basis,
    });
  }
  if (softwareDefined !== null) {
    ladder.push({
      step: 'software-defined storage',
      cpuPercent: coresPercent((softwareDefined.cpuMilli / 1000) * coresPerCpu),
      memoryPercent: memoryPercent(softwareDefined.memoryMiB),
      basis: `assumed: ${counted(softwareDefined.osds, 'OSD')}, settings: storage`,
    });
  }
  return [...ladder, ...spare(input, physical)];
}

/** Spare nodes: what HA's reserve is today. */
function spare({ nodes, workerType }: TargetInput, physical: Physical): OverheadStep[] {
  const count = nodes.pools.find(({ role }) => role === 'spare')?.count ?? 0;
  if (count === 0 || workerType === null) return [];
  return [
    {
      step: `${counted(count, 'spare node')} for nodes that fail or are drained`,
      cpuPercent: share(count * workerType.cores, physical.cores),
      memoryPercent: share(count * workerType.memoryMiB, physical.memoryMiB),
      basis: 'assumed: the whole nodes, settings: nodes.spare; VMware needs such a reserve too',
      apart: true,
    },
  ];
}
