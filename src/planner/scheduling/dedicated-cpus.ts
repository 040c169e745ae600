import type { Vm } from '../../model/estate.ts';
import type { VmFact } from '../fit/rule.ts';

/** A fact of vSphere that asks for CPUs of the VM's own. */
export interface DedicatedCpus {
  readonly fact: Extract<VmFact, 'vm.latencySensitivity' | 'vm.cpuAffinity' | 'vm.numaNodeAffinity'>;
  readonly value: string;
  readonly why: string;
}

const filled = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

/** True where the VM's memory is bound to NUMA nodes. */
export const hasNumaAffinity = (vm: Vm): boolean => filled(vm.numaNodeAffinity) !== null;

/**
 * Why a VM gets whole CPUs of its own, which is KubeVirt's nearest to latency sensitivity high, to CPU affinity and to
 * NUMA affinity; null where it shares, as most do.
 */
export function dedicatedCpus(vm: Vm): DedicatedCpus | null {
  if (vm.latencySensitivity?.toLowerCase() === 'high') {
    return { fact: 'vm.latencySensitivity', value: vm.latencySensitivity, why: 'its latency sensitivity is high' };
  }
  const affinity = filled(vm.cpuAffinity);
  if (affinity !== null) return { fact: 'vm.cpuAffinity', value: affinity, why: 'it is bound to certain CPUs' };
  const numa = filled(vm.numaNodeAffinity);
  return numa === null ? null : { fact: 'vm.numaNodeAffinity', value: numa, why: 'it is bound to a NUMA node' };
}
