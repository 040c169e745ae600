import { formatInteger, formatPercent } from '../../src/lib/units.ts';
import type { NodePlan } from '../../src/model/plan.ts';
import type { SchedulerCheck } from '../../src/model/scheduler-check.ts';
import { plural } from './words.ts';

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

const ruleWords: Readonly<Record<SchedulerCheck['costs'][number]['rule'], string>> = {
  spreading: 'spreading pods instead of packing them',
  podRules: 'rules between VMs',
  nodeGroups: 'nodes of their own for groups',
  drain: 'room to drain a node',
};

/** How the workers come about: "12 hold all pods packed closely; a stock kube-scheduler needs 3 more: 2 for …, 1 for …". */
export function schedulerLine({ workers, scheduler }: NodePlan): string | null {
  if (scheduler === null) return null;
  const { packedWorkers, costs, orders, pending } = scheduler;
  const parts = costs.flatMap(({ rule, nodes }) =>
    nodes === 0 ? [] : `${formatInteger(nodes)} for ${ruleWords[rule]}`,
  );
  const free = costs.flatMap(({ rule, nodes }) => (nodes === 0 ? ruleWords[rule] : []));
  const more =
    parts.length === 0
      ? 'a stock kube-scheduler needs no more'
      : `a stock kube-scheduler needs ${formatInteger(workers - packedWorkers)} more: ${parts.join(', ')}`;
  const none = parts.length === 0 || free.length === 0 ? '' : ` (none for ${free.join(' and ')})`;
  const open = pending === 0 ? '' : `; ${plural(pending, 'pod')} would wait, because no node is left`;
  return `Packed closely, ${plural(packedWorkers, 'worker')} would do; ${more}${none}, simulated in ${plural(orders, 'order')}${open}.`;
}
