import { sha256Hex } from '../../../src/lib/sha256.ts';
import type { Vm } from '../../../src/model/estate.ts';

/** Hexadecimal digits of a hash that stands for a VM: 128 bits, of which no two are alike by chance. */
const hashDigits = 32;

/**
 * Gives the VMs of a lone host, which has no UUID as a vCenter has, their ids: the instance UUID where one VM alone has
 * it, else a hash of server, moRef and name.
 */
export function assignIds(vms: readonly Vm[], server: string): void {
  const counts = new Map<string, number>();
  for (const { instanceUuid } of vms)
    if (instanceUuid !== null) counts.set(instanceUuid, (counts.get(instanceUuid) ?? 0) + 1);
  for (const vm of vms) {
    vm.id =
      vm.instanceUuid !== null && counts.get(vm.instanceUuid) === 1
        ? vm.instanceUuid
        : sha256Hex(JSON.stringify([server, vm.moRef, vm.name])).slice(0, hashDigits);
  }
}
