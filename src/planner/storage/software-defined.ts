import { formatMiB } from '../../lib/units.ts';
import type { SoftwareDefined } from '../../model/storage-plan.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, whole } from '../figures.ts';

/**
 * What software-defined storage takes to hold `usableMiB`: raw capacity is usable × replicas ÷ fill, a drive each OSD,
 * and CPU and memory for each OSD. At least as many OSDs as replicas, because no two copies share one. Null for nothing
 * to hold.
 */
export function softwareDefined(usableMiB: number, workers: number, settings: Settings): SoftwareDefined | null {
  if (usableMiB === 0) return null;
  const { replicas, fillPercent, driveMiB, osdCpuMilli, osdMemoryMiB } = settings.storage;
  const rawMiB = Math.ceil((usableMiB * replicas * 100) / fillPercent);
  const osds = Math.max(replicas, Math.ceil(rawMiB / driveMiB));
  const perNode = workers === 0 ? null : Math.ceil(osds / workers);
  return {
    usableMiB,
    replicas,
    fillPercent,
    rawMiB,
    driveMiB,
    osds,
    cpuMilli: osds * osdCpuMilli,
    memoryMiB: osds * osdMemoryMiB,
    perWorker:
      perNode === null ? null : { osds: perNode, cpuMilli: perNode * osdCpuMilli, memoryMiB: perNode * osdMemoryMiB },
    explanation:
      `${formatMiB(usableMiB)} × ${replicas} copies ÷ ${fillPercent} % = ${formatMiB(rawMiB)} of drives; ` +
      `${counted(osds, 'OSD')} of ${formatMiB(driveMiB)}, each with ${whole(osdCpuMilli)} mCPU and ${formatMiB(osdMemoryMiB)}. `,
  };
}
