import type { Estate, Host, Source, Vm } from './estate.ts';

/** What is said of a source because another export of the same vCenter is there too. */
export interface ChangeMessage {
  /** Index of the source that it is said of. */
  readonly source: number;
  readonly message: string;
}

/** Names that a message lists; the rest is counted. */
const namesShown = 3;

/** VMs of one vCenter in one source. */
export interface Listing {
  readonly source: number;
  readonly vms: ReadonlyMap<string, Vm>;
}

/** A source as messages call it: by its file, and its date where it has one. */
export function describeSource(source: Source | undefined): string {
  if (source === undefined) return 'an unknown source';
  return source.exportedAt === null ? source.name : `${source.name} of ${source.exportedAt}`;
}

/** "1 VM is", "3 VMs are". */
const counted = (count: number, one: string, several: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${several}`;

/** `"a", "b", "c" …` */
function shown(vms: readonly Vm[], detail: (vm: Vm) => string = () => ''): string {
  const names = vms.slice(0, namesShown).map((vm) => `${JSON.stringify(vm.name)}${detail(vm)}`);
  return `${names.join(', ')}${vms.length > namesShown ? ' …' : ''}`;
}

/**
 * What came, went, moved and changed between exports of the same vCenter, each compared with the next later one: a line
 * a kind. `precedence` gives each source its place in time. Two exports that share no VM are not two dates of one
 * estate, and nothing is said of what they have alone. Linear in VMs.
 */
export function changesBetween(
  estates: readonly Estate[],
  sources: readonly Source[],
  precedence: readonly number[],
): ChangeMessage[] {
  const messages: ChangeMessage[] = [];
  for (const listings of listingsByVCenter(estates, sources, precedence)) {
    for (const [index, later] of listings.entries()) {
      const earlier = listings[index - 1];
      if (earlier !== undefined) messages.push(...compare(earlier, later, sources));
    }
  }
  return messages;
}

/** For each vCenter that several sources list VMs of: what each lists, the earliest first. */
export function listingsByVCenter(
  estates: readonly Estate[],
  sources: readonly Source[],
  precedence: readonly number[],
): Listing[][] {
  const byVCenter = new Map<string, Map<number, Map<string, Vm>>>();
  for (const { vms } of estates) {
    for (const vm of vms) {
      const vCenter = vm.vCenterUuid ?? sources[vm.source]?.vCenterUuid ?? null;
      if (vCenter === null) continue;
      const bySource = byVCenter.get(vCenter) ?? new Map<number, Map<string, Vm>>();
      byVCenter.set(vCenter, bySource);
      const listed = bySource.get(vm.source) ?? new Map<string, Vm>();
      bySource.set(vm.source, listed);
      listed.set(vm.id, vm);
    }
  }
  return [...byVCenter.values()]
    .filter((bySource) => bySource.size > 1)
    .map((bySource) =>
      [...bySource]
        .map(([source, vms]) => ({ source, vms }))
        .sort((a, b) => (precedence[a.source] ?? 0) - (precedence[b.source] ?? 0)),
    );
}

function compare(earlier: Listing, later: Listing, sources: readonly Source[]): ChangeMessage[] {
  const before = describeSource(sources[earlier.source]);
  const after = describeSource(sources[later.source]);
  const inBoth: { readonly was: Vm; readonly is: Vm }[] = [];
  const came: Vm[] = [];
  for (const [id, is] of later.vms) {
    const was = earlier.vms.get(id);
    if (was === undefined) came.push(is);
    else inBoth.push({ was, is });
  }
  if (inBoth.length === 0) {
    return [
      {
        source: later.source,
        message: `${after} and ${before} are of the same vCenter and have no VM in common: all of both are counted`,
      },
    ];
  }
  const went = [...earlier.vms.values()].filter(({ id }) => !later.vms.has(id));
  const changed = (isChange: (was: Vm, is: Vm) => boolean): Vm[] =>
    inBoth.filter(({ was, is }) => isChange(was, is)).map(({ is }) => is);
  const movedCluster = changed((was, is) => differs(was.cluster, is.cluster));
  const movedHost = changed((was, is) => differs(was.host, is.host) && !differs(was.cluster, is.cluster));
  const resized = changed((was, is) => differs(was.cpus, is.cpus) || differs(was.memoryMiB, is.memoryMiB));
  const switched = changed((was, is) => differs(was.powerState, is.powerState));
  /** " (CL1 to CL2)" */
  const fromTo =
    (field: 'cluster' | 'powerState') =>
    (vm: Vm): string =>
      ` (${earlier.vms.get(vm.id)?.[field]} to ${vm[field]})`;

  const kinds: readonly (readonly [source: number, vms: readonly Vm[], message: () => string])[] = [
    [
      earlier.source,
      went,
      () =>
        `${counted(went.length, 'VM is', 'VMs are')} in ${before} and not in the later ${after} of the same vCenter (${shown(went)}): counted, but it may be gone by now`,
    ],
    [later.source, came, () => `${counted(came.length, 'VM', 'VMs')} came since ${before} (${shown(came)})`],
    [
      later.source,
      movedCluster,
      () =>
        `${counted(movedCluster.length, 'VM', 'VMs')} moved to another cluster since ${before}: ${shown(movedCluster, fromTo('cluster'))}`,
    ],
    [
      later.source,
      movedHost,
      () => `${counted(movedHost.length, 'VM', 'VMs')} moved to another host of the same cluster since ${before}`,
    ],
    [
      later.source,
      resized,
      () =>
        `${counted(resized.length, 'VM has', 'VMs have')} other vCPUs or memory than in ${before} (${shown(resized)})`,
    ],
    [
      later.source,
      switched,
      () =>
        `${counted(switched.length, 'VM', 'VMs')} changed power state since ${before}: ${shown(switched, fromTo('powerState'))}`,
    ],
  ];
  return kinds.filter(([, vms]) => vms.length > 0).map(([source, , message]) => ({ source, message: message() }));
}

/** True where both are known and not the same: what one export does not tell is no change. */
function differs<T>(was: T | null, is: T | null): boolean {
  return was !== null && is !== null && was !== is;
}

/**
 * VMs with one instance UUID in two vCenters, by the pair of sources: moved from one to the other between the exports,
 * or restored there. Both are counted, because which of them lives is not told.
 */
export function movedBetweenVCenters(vms: readonly Vm[], sources: readonly Source[]): ChangeMessage[] {
  const firstByUuid = new Map<string, Vm>();
  const pairs = new Map<string, { readonly first: number; readonly second: number; readonly vms: Vm[] }>();
  for (const vm of vms) {
    if (vm.instanceUuid === null || vm.vCenterUuid === null) continue;
    const first = firstByUuid.get(vm.instanceUuid);
    if (first === undefined) {
      firstByUuid.set(vm.instanceUuid, vm);
    } else if (first.vCenterUuid !== vm.vCenterUuid) {
      const key = `${first.source} ${vm.source}`;
      const pair = pairs.get(key) ?? { first: first.source, second: vm.source, vms: [] };
      pairs.set(key, pair);
      pair.vms.push(vm);
    }
  }
  return [...pairs.values()].map(({ first, second, vms: twice }) => ({
    source: second,
    message: `${counted(twice.length, 'VM has', 'VMs have')} the instance UUID of a VM of another vCenter in ${describeSource(sources[first])} (${shown(twice)}): moved or restored there, and counted twice`,
  }));
}

/** Hosts that only an earlier export of their vCenter has, though a later one lists hosts: their cores still count. */
export function hostsOfEarlierAlone(
  hosts: readonly Host[],
  latestWithHosts: ReadonlyMap<string, number>,
  sources: readonly Source[],
): ChangeMessage[] {
  const bySource = new Map<number, { readonly later: number; readonly names: string[] }>();
  for (const host of hosts) {
    const later = host.vCenterUuid === null ? undefined : latestWithHosts.get(host.vCenterUuid);
    if (later === undefined || later === host.source) continue;
    const entry = bySource.get(host.source) ?? { later, names: [] };
    bySource.set(host.source, entry);
    entry.names.push(host.name);
  }
  return [...bySource].map(([source, { later, names }]) => ({
    source,
    message: `${counted(names.length, 'host is', 'hosts are')} in ${describeSource(sources[source])} and not in the later ${describeSource(sources[later])} of the same vCenter (${names.slice(0, namesShown).join(', ')}${names.length > namesShown ? ' …' : ''}): counted with all cores, but it may be gone by now`,
  }));
}
