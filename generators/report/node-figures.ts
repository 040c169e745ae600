import type { NodePlan } from '../../src/model/plan.ts';
import { formatPercent } from '../../src/lib/units.ts';

/** Nodes by role. */
export function nodeCounts({ pools }: NodePlan): { workers: number; spare: number; controlPlane: number } {
  const sum = (role: string): number =>
    pools.filter((pool) => pool.role === role).reduce((total, pool) => total + pool.count, 0);
  return { workers: sum('worker'), spare: sum('spare'), controlPlane: sum('control-plane') };
}

/** How far the workers are above the lower bound. */
export function nodeGap({ gapPercent }: NodePlan): string {
  return formatPercent(gapPercent);
}

/** What pods may use on all worker nodes together, spare ones left out. */
export function workerCapacity({ pools }: NodePlan): { cpuMilli: number; memoryMiB: number; pods: number } {
  const total = { cpuMilli: 0, memoryMiB: 0, pods: 0 };
  for (const { role, count, allocatable } of pools) {
    if (role !== 'worker' || allocatable === null) continue;
    total.cpuMilli += count * allocatable.cpuMilli;
    total.memoryMiB += count * allocatable.memoryMiB;
    total.pods += count * allocatable.pods;
  }
  return total;
}
