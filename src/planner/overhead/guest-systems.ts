import type { Estate, Vm } from '../../model/estate.ts';
import type { Guest } from '../../model/guest.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, whole } from '../figures.ts';
import { guestOs } from '../fit/guest-os.ts';
import { isRunning } from '../sizing/running.ts';

/** What operating systems inside VMs take together. */
export interface GuestSystems {
  readonly memoryMiB: number;
  /** Cores of today's hosts that they keep busy. */
  readonly cores: number;
  readonly basis: string;
}

/**
 * What the operating systems take inside the running VMs for which `counts` says so: measured where somebody looked
 * inside, else the mean of those that were looked into of the same family, else the setting of the family. What was
 * measured and what was assumed stands in the basis. Null of no such VM.
 */
export function guestSystems(
  estate: Estate,
  guestOf: (vm: Vm) => Guest | null,
  counts: (vm: Vm, index: number) => boolean,
  { overhead }: Settings,
): GuestSystems | null {
  const families = new Map<string, { measured: number; memoryMiB: number; cores: number; unseen: number }>();
  for (const [index, vm] of estate.vms.entries()) {
    if (!isRunning(vm) || !counts(vm, index)) continue;
    const family = guestOs(vm).family === 'windows' ? 'windows' : 'linux';
    const sum = families.get(family) ?? { measured: 0, memoryMiB: 0, cores: 0, unseen: 0 };
    families.set(family, sum);
    const guest = guestOf(vm);
    const seen = guest === null ? null : measured(guest);
    if (seen === null) sum.unseen++;
    else {
      sum.measured++;
      sum.memoryMiB += seen.memoryMiB;
      sum.cores += seen.cores;
    }
  }
  if (families.size === 0) return null;
  let [memoryMiB, cores, seen, like, assumed] = [0, 0, 0, 0, 0];
  for (const [family, sum] of families) {
    const memoryEach = family === 'windows' ? overhead.windowsMemoryMiB : overhead.linuxMemoryMiB;
    const mean =
      sum.measured === 0
        ? { memoryMiB: memoryEach, cores: overhead.guestCpuMilli / 1000 }
        : { memoryMiB: sum.memoryMiB / sum.measured, cores: sum.cores / sum.measured };
    memoryMiB += sum.memoryMiB + mean.memoryMiB * sum.unseen;
    cores += sum.cores + mean.cores * sum.unseen;
    seen += sum.measured;
    if (sum.measured === 0) assumed += sum.unseen;
    else like += sum.unseen;
  }
  const parts = [
    ...(seen === 0 ? [] : [`measured in ${counted(seen, 'guest')}`]),
    ...(like === 0 ? [] : [`assumed to be as in those for ${counted(like, 'VM')} like them`]),
    ...(assumed === 0
      ? []
      : [
          `assumed for ${counted(assumed, 'VM')}: ${whole(overhead.linuxMemoryMiB)} MiB (Windows ${whole(overhead.windowsMemoryMiB)}) and ${whole(overhead.guestCpuMilli)} thousandths of a core each, settings: overhead`,
        ]),
  ];
  return { memoryMiB: Math.round(memoryMiB), cores, basis: parts.join('; ') };
}

/** Memory that the system's processes held, and cores that they kept busy since boot; null where it was not seen. */
function measured({ overhead, uptimeSeconds }: Guest): { readonly memoryMiB: number; readonly cores: number } | null {
  if (overhead === null || overhead.memoryMiB === null) return null;
  const cores =
    overhead.cpuSeconds === null || uptimeSeconds === null || uptimeSeconds === 0
      ? 0
      : overhead.cpuSeconds / uptimeSeconds;
  return { memoryMiB: overhead.memoryMiB, cores };
}
