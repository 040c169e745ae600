import type { Source, Vm } from '../../model/estate.ts';
import type { Disposition, Sizing } from '../../model/plan.ts';
import { sizeCpu } from './cpu.ts';
import type { CpuConversion } from './cpu.ts';
import { extraOverheadMiB, kubeVirtOverheadMiB } from './kubevirt-overhead.ts';
import { containerMemory, guestMemory } from './memory.ts';
import type { Today } from './today.ts';

/** Dispositions whose VMs take room on the new nodes. */
export function needsNodes(disposition: Disposition): disposition is 'containerize' | 'rehost' {
  return disposition === 'containerize' || disposition === 'rehost';
}

/**
 * Requests of what becomes of a VM on the new nodes; null where it needs none, or where its vCPUs or memory are not
 * known (the plan lists those).
 */
export function sizeVm(
  vm: Vm,
  disposition: Disposition,
  source: Source,
  today: Today,
  conversion: CpuConversion,
): Sizing | null {
  const { cpus, memoryMiB: configuredMiB } = vm;
  if (!needsNodes(disposition)) return null;
  if (cpus === null || cpus === 0 || configuredMiB === null || configuredMiB === 0) return null;
  const cpu = sizeCpu(vm, cpus, source, today, conversion);
  const overheadMemoryMiB =
    disposition === 'rehost' ? kubeVirtOverheadMiB(cpus, configuredMiB) + extraOverheadMiB(vm) : 0;
  const memory =
    disposition === 'rehost'
      ? guestMemory(vm, configuredMiB, overheadMemoryMiB, source)
      : containerMemory(vm, configuredMiB, source, today, conversion.settings);
  return {
    cpuRequestMilli: cpu.requestMilli,
    memoryMiB: memory.memoryMiB,
    overheadMemoryMiB,
    storageMiB: storageOf(vm),
    cpuBasis: cpu.basis,
    memoryBasis: memory.basis,
  };
}

/**
 * Storage that the VM's disks claim, MiB: their capacities, because a claim holds the whole disk, thin or not; else the
 * total that the VM's own record states, else what is provisioned (with snapshots and swap); null where none is known.
 */
function storageOf(vm: Vm): number | null {
  const capacities = vm.disks.map((disk) => disk.capacityMiB);
  const complete = capacities.length > 0 && (vm.diskCount === null || vm.diskCount === capacities.length);
  if (complete && capacities.every((capacity) => capacity !== null)) {
    return capacities.reduce((sum, capacity) => sum + capacity, 0);
  }
  return vm.totalDiskCapacityMiB ?? vm.provisionedMiB;
}
