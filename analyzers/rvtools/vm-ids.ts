import { sha256Hex } from '../../src/lib/sha256.ts';
import type { Vm } from '../../src/model/estate.ts';

/** Hexadecimal digits of a hash that stands for a VM: 128 bits, of which no two are alike by chance. */
const hashDigits = 32;

const uuidOf = (vm: Vm): string | null => vm.instanceUuid ?? vm.biosUuid;

/**
 * Gives every VM of a source its id: vCenter and moRef where both are known; else its UUID, where no other VM of the
 * source has it (clones share SMBIOS UUIDs); else a hash of source, name and host, counted where those repeat.
 */
export function assignIds(vms: readonly Vm[], sourceName: string): void {
  const uuidCounts = new Map<string, number>();
  const needUuid = vms.filter((vm) => vm.vCenterUuid === null || vm.moRef === null);
  for (const vm of needUuid) {
    const uuid = uuidOf(vm);
    if (uuid !== null) uuidCounts.set(uuid, (uuidCounts.get(uuid) ?? 0) + 1);
  }
  const hashed = new Map<string, number>();
  for (const vm of vms) {
    const uuid = uuidOf(vm);
    if (vm.vCenterUuid !== null && vm.moRef !== null) vm.id = `${vm.vCenterUuid}:${vm.moRef}`;
    else if (uuid !== null && uuidCounts.get(uuid) === 1) vm.id = uuid;
    else {
      const identity = JSON.stringify([sourceName, vm.name, vm.host]);
      const ordinal = (hashed.get(identity) ?? 0) + 1;
      hashed.set(identity, ordinal);
      vm.id = sha256Hex(ordinal === 1 ? identity : `${identity}#${ordinal}`).slice(0, hashDigits);
    }
  }
}
