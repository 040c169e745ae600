/** Name of the datastore in a path: "[ds 1] vm/vm.vmdk" -> "ds 1"; null where the path names none. */
export function datastoreOfPath(path: string | null): string | null {
  const end = path?.startsWith('[') === true ? path.indexOf(']') : -1;
  return path === null || end < 2 ? null : path.slice(1, end);
}
