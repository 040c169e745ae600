import { byCodePoint } from '../lib/order.ts';
import type { Listing } from './changes-between.ts';
import type { Drift, Source, Vm } from './estate.ts';

type Value = string | number | null;

/** A host's name without domain and case, because sources write both. */
const shortName = (name: string | null): string | null =>
  name === null ? null : /^\d+(?:\.\d+){3}$/.test(name) ? name : (name.toLowerCase().split('.')[0] ?? name);

/** "2 disks, 40960 MiB"; null where a disk's size or the disks are not told. */
function disksOf({ disks }: Vm): string | null {
  if (disks.length === 0) return null;
  let sum = 0;
  for (const { capacityMiB } of disks) {
    if (capacityMiB === null) return null;
    sum += capacityMiB;
  }
  return `${disks.length} ${disks.length === 1 ? 'disk' : 'disks'}, ${sum} MiB`;
}

/** What is compared. `key` is what must differ, where two sources write the same thing in two ways. */
const properties: readonly {
  readonly name: Drift['changed'][number]['changes'][number]['property'];
  readonly of: (vm: Vm) => Value;
  readonly key?: (vm: Vm) => Value;
}[] = [
  { name: 'name', of: ({ name }) => name },
  { name: 'vCPUs', of: ({ cpus }) => cpus },
  { name: 'memoryMiB', of: ({ memoryMiB }) => memoryMiB },
  { name: 'powerState', of: ({ powerState }) => powerState },
  { name: 'cluster', of: ({ cluster }) => cluster },
  { name: 'host', of: ({ host }) => host, key: ({ host }) => shortName(host) },
  { name: 'disks', of: disksOf },
];

/**
 * How an earlier and a later source of one vCenter differ, VM by VM in the order of names. What one of the two does not
 * tell is no change. Null where they share no VM: then they are not two dates of one estate.
 */
export function driftBetween(earlier: Listing, later: Listing, sources: readonly Source[]): Drift | null {
  const ordered = (vms: ReadonlyMap<string, Vm>): Vm[] =>
    [...vms.values()].sort((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id));
  const laterVms = ordered(later.vms);
  if (!laterVms.some(({ id }) => earlier.vms.has(id))) return null;
  const [before, after] = [sources[earlier.source], sources[later.source]];
  if (before === undefined || after === undefined) return null;
  return {
    earlier: { source: before.name, exportedAt: before.exportedAt },
    later: { source: after.name, exportedAt: after.exportedAt },
    came: laterVms.filter(({ id }) => !earlier.vms.has(id)).map(({ id, name }) => ({ id, name })),
    went: ordered(earlier.vms)
      .filter(({ id }) => !later.vms.has(id))
      .map(({ id, name }) => ({ id, name })),
    changed: laterVms.flatMap((is) => {
      const was = earlier.vms.get(is.id);
      if (was === undefined) return [];
      const changes = properties.flatMap(({ name, of, key = of }) => {
        const [keyWas, keyIs] = [key(was), key(is)];
        if (keyWas === null || keyIs === null || keyWas === keyIs) return [];
        return [{ property: name, was: of(was), is: of(is) }];
      });
      return changes.length === 0 ? [] : [{ id: is.id, name: is.name, changes }];
    }),
  };
}
