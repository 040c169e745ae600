import { byCodePoint } from '../lib/order.ts';
import type { Vm } from './estate.ts';

/** Name of the datastore in a path: "[ds 1] vm/vm.vmdk" -> "ds 1"; null where the path names none. */
export function datastoreOfPath(path: string | null): string | null {
  const end = path?.startsWith('[') === true ? path.indexOf(']') : -1;
  return path === null || end < 2 ? null : path.slice(1, end);
}

/** Datastores that hold files of a VM, by the paths of its disks and of its configuration file; each once, in order. */
export function datastoresOf(vm: Vm): string[] {
  const paths = [vm.vmxPath, ...vm.disks.map(({ path }) => path)];
  return [...new Set(paths.flatMap((path) => datastoreOfPath(path) ?? []))].sort(byCodePoint);
}
