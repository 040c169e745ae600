import type { Cluster } from '../../model/estate.ts';
import type { NodePlan } from '../../model/plan.ts';
import type { Headroom } from '../../model/scheduling-plan.ts';
import { counted, decimal } from '../figures.ts';

const percentOf = (part: number, all: number): number => (all === 0 ? 0 : Math.round((part * 1000) / all) / 10);

/** What HA's admission control keeps free in a cluster, as its policy states it. */
function today(cluster: Cluster): Headroom['today'][number] {
  const { name, haEnabled, admissionControlEnabled, haFailoverLevel, hostCount } = cluster;
  const unknown = { cluster: name, cpuPercent: null, memoryPercent: null };
  if (haEnabled === false) return { cluster: name, cpuPercent: 0, memoryPercent: 0, how: 'HA is off: nothing' };
  if (admissionControlEnabled === false) {
    return { cluster: name, cpuPercent: 0, memoryPercent: 0, how: 'admission control is off: nothing' };
  }
  const { admissionControlCpuPercent: cpu, admissionControlMemoryPercent: memory } = cluster;
  if (cpu !== null || memory !== null) {
    const words = [cpu === null ? null : `${cpu} % of CPU`, memory === null ? null : `${memory} % of memory`];
    return {
      cluster: name,
      cpuPercent: cpu,
      memoryPercent: memory,
      how: `admission control: ${words.filter((word) => word !== null).join(' and ')}`,
    };
  }
  if (admissionControlEnabled === null || haFailoverLevel === null || hostCount === null || hostCount === 0) {
    return { ...unknown, how: 'no source tells what admission control keeps free' };
  }
  const percent = percentOf(Math.min(haFailoverLevel, hostCount), hostCount);
  return {
    cluster: name,
    cpuPercent: percent,
    memoryPercent: percent,
    how: `admission control: room for ${haFailoverLevel} of ${counted(hostCount, 'host')}, by slots, about ${decimal(percent, 1)} %`,
  };
}

/** What HA keeps free today, and what the spare nodes of the plan do. */
export function headroom(clusters: readonly Cluster[], nodes: NodePlan, targetUtilisationPercent: number): Headroom {
  let [cpu, memory, spareCpu, spareMemory, spareNodes, all] = [0, 0, 0, 0, 0, 0];
  for (const { role, count, allocatable } of nodes.pools) {
    if (allocatable === null) continue;
    all += count;
    cpu += count * allocatable.cpuMilli;
    memory += count * allocatable.memoryMiB;
    if (role !== 'spare') continue;
    spareNodes += count;
    spareCpu += count * allocatable.cpuMilli;
    spareMemory += count * allocatable.memoryMiB;
  }
  return {
    today: clusters.map(today),
    planned:
      all === 0
        ? null
        : {
            cpuPercent: percentOf(spareCpu, cpu),
            memoryPercent: percentOf(spareMemory, memory),
            spareNodes,
            how: `${counted(spareNodes, 'spare node')} of ${all}; the others are planned up to ${decimal(targetUtilisationPercent)} %, and what is above that is for peaks, not for failures`,
          },
  };
}

/** The sentence for the plan's assumptions; null where no source tells of admission control. */
export function headroomWords({ today: clusters, planned }: Headroom): string | null {
  const known = clusters.filter(({ cpuPercent, memoryPercent }) => cpuPercent !== null || memoryPercent !== null);
  if (known.length === 0 || planned === null) return null;
  const shown = known.slice(0, 3).map(({ cluster, how }) => `${cluster} (${how})`);
  const more = known.length > shown.length ? ` and ${counted(known.length - shown.length, 'more cluster')}` : '';
  return `HA keeps free today: ${shown.join(', ')}${more}. The plan keeps ${decimal(planned.cpuPercent, 1)} % of CPU and ${decimal(planned.memoryPercent, 1)} % of memory: ${planned.how}`;
}
