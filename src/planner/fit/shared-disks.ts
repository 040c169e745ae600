import type { Disk, Estate, Vm } from '../../model/estate.ts';

/** A key under which another VM would hold the same disk, and the fact that it is made of. */
export interface SharedDiskKey {
  readonly key: string;
  readonly fact: 'disk.path' | 'disk.rawLunId';
}

/**
 * What makes a disk the same as another VM's: its file, within one data centre of one vCenter (two data centres may each
 * have a `datastore1`), and the LUN of a raw device mapping, which is the same LUN everywhere, even where each VM has a
 * mapping file of its own.
 */
export function sharedDiskKeys(vm: Vm, disk: Disk): readonly SharedDiskKey[] {
  const keys: SharedDiskKey[] = [];
  if (disk.path !== null) {
    const place = `${vm.vCenterUuid ?? `source ${vm.source}`}\n${vm.datacenter ?? ''}`;
    keys.push({ key: `file\n${place}\n${disk.path}`, fact: 'disk.path' });
  }
  if (disk.raw === true && disk.rawLunId !== null) keys.push({ key: `lun\n${disk.rawLunId}`, fact: 'disk.rawLunId' });
  return keys;
}

/** VMs by disk, for each disk that more than one VM holds. VMs stand in the order of the estate, each once. */
export function findSharedDisks(estate: Estate): ReadonlyMap<string, readonly Vm[]> {
  const holders = new Map<string, Vm[]>();
  for (const vm of estate.vms) {
    for (const disk of vm.disks) {
      for (const { key } of sharedDiskKeys(vm, disk)) {
        const vms = holders.get(key);
        if (vms === undefined) holders.set(key, [vm]);
        // The rows of one VM stand together, so its last entry shows whether it is already there.
        else if (vms.at(-1)?.id !== vm.id) vms.push(vm);
      }
    }
  }
  for (const [key, vms] of holders) if (vms.length < 2) holders.delete(key);
  return holders;
}
