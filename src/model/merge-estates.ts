import { blankEstate } from './blank-records.ts';
import {
  changesBetween,
  describeSource,
  hostsOfEarlierAlone,
  listingsByVCenter,
  movedBetweenVCenters,
} from './changes-between.ts';
import { driftBetween } from './drift.ts';
import type { Drift, Estate, FactId, Source, SourceWarning, Vm } from './estate.ts';
import { hasFact } from './evidence.ts';
import { mergeRecord, mergeVm } from './merge-records.ts';
import type { Guest } from './guest.ts';

type KubernetesLists = Pick<
  Estate,
  | 'kubernetesClusters'
  | 'kubernetesNodes'
  | 'kubernetesPods'
  | 'kubernetesNamespaces'
  | 'persistentVolumes'
  | 'persistentVolumeClaims'
>;

/** A record of anything but a VM: a host, a datastore, a port group. */
interface InfrastructureRecord {
  readonly source: number;
  readonly vCenterUuid: string | null;
  readonly moRef?: string | null;
}

/**
 * Makes one Estate of several: sources one after another, records with their `source` counted on. What two sources
 * tell of the same object, the later tells, fact by fact; what only the earlier knows is kept. VMs are the same by id, other objects by vCenter and moRef, or by
 * vCenter and name where one of the two has no moRef. MoRefs of different vCenters stay apart. What only the earlier
 * export of a vCenter has stays, and a warning says so: it may be gone since. Health messages and licences are of the
 * latest export alone.
 * Where neither export has a date, the one that stands later in the list counts as the later.
 */
export function mergeEstates(estates: readonly Estate[]): Estate {
  const [only] = estates;
  if (only === undefined) return blankEstate();
  if (estates.length === 1) return only;

  const moved = moveSources(estates);
  const sources = moved.flatMap((estate) => estate.sources);
  const precedence = precedenceOf(sources);
  const replaced = new Map<
    string,
    { readonly by: number; readonly of: number; readonly names: string[]; count: number }
  >();

  const vms = new Map<string, Vm>();
  for (const vm of moved.flatMap((estate) => estate.vms)) {
    const known = vms.get(vm.id);
    if (known === undefined) {
      vms.set(vm.id, vm);
      continue;
    }
    const isLater = isAtLeast(precedence, vm.source, known.source);
    const [by, of] = isLater ? [vm.source, known.source] : [known.source, vm.source];
    const [later, earlier] = isLater ? [vm, known] : [known, vm];
    const [laterSource, earlierSource] = [sources[later.source], sources[earlier.source]];
    if (laterSource !== undefined && earlierSource !== undefined)
      vms.set(vm.id, mergeVm(later, earlier, laterSource, earlierSource));
    const key = `${by} ${of}`;
    const entry = replaced.get(key) ?? { by, of, names: [], count: 0 };
    replaced.set(key, entry);
    entry.count++;
    if (entry.names.length < 3) entry.names.push(vm.name);
  }

  const warnings = new Map<number, SourceWarning[]>();
  for (const { by, of, names, count } of replaced.values()) {
    addTo(warnings, by, {
      place: '',
      message: `${count === 1 ? '1 VM is' : `${count} VMs are`} also in ${describeSource(sources[of])} (${names.map((name) => JSON.stringify(name)).join(', ')}${count > names.length ? ' …' : ''}): what ${describeSource(sources[by])} says counts, and what it does not tell is kept`,
      lacking: false,
    });
  }
  /** `identity` is what an object is called within its vCenter, for those that have no moRef. */
  const merge = <R extends InfrastructureRecord>(
    object: string,
    list: (estate: Estate) => readonly R[],
    identity: (record: R) => unknown,
  ): R[] => mergeObjects(object, moved.flatMap(list), identity, sources, precedence);
  const hosts = merge(
    'host',
    (estate) => estate.hosts,
    ({ name }) => name,
  );
  const drift = new Map<number, Drift[]>();
  for (const listings of listingsByVCenter(moved, sources, precedence)) {
    for (const [index, later] of listings.entries()) {
      const earlier = listings[index - 1];
      const found = earlier === undefined ? null : driftBetween(earlier, later, sources);
      if (found !== null) addTo(drift, later.source, found);
    }
  }
  const changes = [
    ...changesBetween(moved, sources, precedence),
    ...movedBetweenVCenters([...vms.values()], sources),
    ...hostsOfEarlierAlone(hosts, latestWith('host.name', sources, precedence), sources),
  ];
  for (const { source, message } of changes) addTo(warnings, source, { place: '', message, lacking: false });
  return {
    sources: sources.map((source, index) => ({
      ...source,
      warnings: [...source.warnings, ...(warnings.get(index) ?? [])],
      ...withDrift([...(source.drift ?? []), ...(drift.get(index) ?? [])]),
    })),
    clusters: merge(
      'cluster',
      ({ clusters }) => clusters,
      ({ name }) => name,
    ),
    hosts,
    datastores: merge(
      'datastore',
      ({ datastores }) => datastores,
      ({ name }) => name,
    ),
    resourcePools: merge(
      'resourcePool',
      ({ resourcePools }) => resourcePools,
      ({ path, name }) => path ?? name,
    ),
    vms: [...vms.values()],
    hostAdapters: merge(
      'hostAdapter',
      ({ hostAdapters }) => hostAdapters,
      ({ host, device }) => [host, device],
    ),
    physicalNics: merge(
      'physicalNic',
      ({ physicalNics }) => physicalNics,
      ({ host, device }) => [host, device],
    ),
    virtualSwitches: merge(
      'virtualSwitch',
      ({ virtualSwitches }) => virtualSwitches,
      ({ kind, host, name }) => [kind, host, name],
    ),
    portGroups: merge(
      'portGroup',
      ({ portGroups }) => portGroups,
      (portGroup) => [portGroup.kind, portGroup.host, portGroup.switch, portGroup.name],
    ),
    vmkernelNics: merge(
      'vmkernelNic',
      ({ vmkernelNics }) => vmkernelNics,
      ({ host, device }) => [host, device],
    ),
    storageDevices: merge(
      'storageDevice',
      ({ storageDevices }) => storageDevices,
      ({ host, device, datastore }) => [host, device, datastore],
    ),
    healthMessages: ofLatest(
      moved.flatMap(({ healthMessages }) => healthMessages),
      'healthMessage.message',
      sources,
      precedence,
    ),
    vCenters: merge(
      'vCenter',
      ({ vCenters }) => vCenters,
      () => 'vCenter',
    ),
    editions: ofLatest(
      moved.flatMap(({ editions }) => editions),
      'edition.name',
      sources,
      precedence,
    ),
    ...kubernetesOfLatest(moved, precedence),
    guests: latestGuests(moved.flatMap(({ guests }) => guests)),
  };
}

/** Of runs of the same guest the latest. */
function latestGuests(guests: readonly Guest[]): Guest[] {
  const latest = new Map<string, Guest>();
  for (const guest of guests) {
    const known = latest.get(guest.id);
    if (known === undefined || (guest.observedTo ?? '') >= (known.observedTo ?? '')) latest.set(guest.id, guest);
  }
  return [...latest.values()];
}

/** Of a Kubernetes cluster that several sources read, what the latest says counts, and nothing of the others. */
function kubernetesOfLatest(estates: readonly Estate[], precedence: readonly number[]): KubernetesLists {
  const clusters = estates.flatMap(({ kubernetesClusters }) => kubernetesClusters);
  const latest = new Map<string, number>();
  for (const { id, source } of clusters) {
    const known = latest.get(id);
    if (known === undefined || isAtLeast(precedence, source, known)) latest.set(id, source);
  }
  const counts = (record: { readonly cluster: string; readonly source: number }): boolean =>
    latest.get(record.cluster) === record.source;
  return {
    kubernetesClusters: clusters.filter(({ id, source }) => latest.get(id) === source),
    kubernetesNodes: estates.flatMap(({ kubernetesNodes }) => kubernetesNodes.filter(counts)),
    kubernetesPods: estates.flatMap(({ kubernetesPods }) => kubernetesPods.filter(counts)),
    kubernetesNamespaces: estates.flatMap(({ kubernetesNamespaces }) => kubernetesNamespaces.filter(counts)),
    persistentVolumes: estates.flatMap(({ persistentVolumes }) => persistentVolumes.filter(counts)),
    persistentVolumeClaims: estates.flatMap(({ persistentVolumeClaims }) => persistentVolumeClaims.filter(counts)),
  };
}

/** Absent where there is none, as in every source by itself. */
const withDrift = (drift: Drift[]): Pick<Source, 'drift'> => (drift.length === 0 ? {} : { drift });

/** Counts the sources of each estate on from those before it. */
function moveSources(estates: readonly Estate[]): Estate[] {
  let base = 0;
  return estates.map((estate) => {
    const by = base;
    base += estate.sources.length;
    if (by === 0) return estate;
    const move = <R extends { readonly source: number }>(record: R): R => ({ ...record, source: record.source + by });
    return {
      sources: estate.sources,
      clusters: estate.clusters.map(move),
      hosts: estate.hosts.map(move),
      datastores: estate.datastores.map(move),
      resourcePools: estate.resourcePools.map(move),
      vms: estate.vms.map(move),
      hostAdapters: estate.hostAdapters.map(move),
      physicalNics: estate.physicalNics.map(move),
      virtualSwitches: estate.virtualSwitches.map(move),
      portGroups: estate.portGroups.map(move),
      vmkernelNics: estate.vmkernelNics.map(move),
      storageDevices: estate.storageDevices.map(move),
      healthMessages: estate.healthMessages.map(move),
      vCenters: estate.vCenters.map(move),
      editions: estate.editions.map(move),
      kubernetesClusters: estate.kubernetesClusters.map(move),
      kubernetesNodes: estate.kubernetesNodes.map(move),
      kubernetesPods: estate.kubernetesPods.map(move),
      kubernetesNamespaces: estate.kubernetesNamespaces.map(move),
      persistentVolumes: estate.persistentVolumes.map(move),
      persistentVolumeClaims: estate.persistentVolumeClaims.map(move),
      guests: estate.guests.map(move),
    };
  });
}

/** For each source its place in time: the higher, the later. A source without a date is earlier than any with one. */
function precedenceOf(sources: readonly Source[]): number[] {
  const order = sources.map((_, index) => index);
  const dateOf = (index: number): string => sources[index]?.exportedAt ?? '';
  order.sort((a, b) => (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : a - b));
  const precedence: number[] = [];
  for (const [place, index] of order.entries()) precedence[index] = place;
  return precedence;
}

const isAtLeast = (precedence: readonly number[], a: number, b: number): boolean =>
  (precedence[a] ?? 0) >= (precedence[b] ?? 0);

function addTo<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function mergeObjects<R extends InfrastructureRecord>(
  object: string,
  records: readonly R[],
  identity: (record: R) => unknown,
  sources: readonly Source[],
  precedence: readonly number[],
): R[] {
  const kept: (R | null)[] = [];
  const byMoRef = new Map<string, number>();
  const byName = new Map<string, number[]>();
  for (const record of records) {
    // Without a vCenter only the export's own name keeps two estates apart.
    const scope = JSON.stringify(record.vCenterUuid ?? ['source', sources[record.source]?.name ?? record.source]);
    const moRef = record.moRef ?? null;
    const moRefKey = moRef === null ? null : `${scope}${moRef}`;
    const nameKey = `${scope}${JSON.stringify(identity(record))}`;
    const index = find(record, moRefKey, nameKey);
    if (index === null) {
      const place = kept.push(record) - 1;
      if (moRefKey !== null) byMoRef.set(moRefKey, place);
      addTo(byName, nameKey, place);
      continue;
    }
    const known = kept[index];
    if (known === undefined || known === null) continue;
    const isLater = isAtLeast(precedence, record.source, known.source);
    const [later, earlier] = isLater ? [record, known] : [known, record];
    const laterSource = sources[later.source];
    // Two records of one source are one object told twice: the last counts as it is.
    kept[index] =
      laterSource === undefined || record.source === known.source
        ? record
        : mergeRecord(later, earlier, object, laterSource);
    if (moRefKey !== null) byMoRef.set(moRefKey, index);
  }
  return kept.filter((record) => record !== null);

  /** Objects of one source are not the same, whatever they are called: that was decided when it was read. */
  function find(record: R, moRefKey: string | null, nameKey: string): number | null {
    const sameMoRef = moRefKey === null ? undefined : byMoRef.get(moRefKey);
    if (sameMoRef !== undefined) return sameMoRef;
    for (const index of byName.get(nameKey) ?? []) {
      const known = kept[index];
      if (known === undefined || known === null || known.source === record.source) continue;
      if ((known.moRef ?? null) === null || (record.moRef ?? null) === null) return index;
    }
    return null;
  }
}

/** For each vCenter the latest source that brings a fact. */
function latestWith(fact: FactId, sources: readonly Source[], precedence: readonly number[]): Map<string, number> {
  const latest = new Map<string, number>();
  for (const [index, source] of sources.entries()) {
    if (source.vCenterUuid === null || !hasFact(source, fact)) continue;
    const known = latest.get(source.vCenterUuid);
    if (known === undefined || isAtLeast(precedence, index, known)) latest.set(source.vCenterUuid, index);
  }
  return latest;
}

/**
 * Of records that tell of one moment (messages, licences) those of the latest source of their vCenter that brings them:
 * what it does not repeat is over.
 */
function ofLatest<R extends InfrastructureRecord>(
  records: readonly R[],
  fact: FactId,
  sources: readonly Source[],
  precedence: readonly number[],
): R[] {
  const latest = latestWith(fact, sources, precedence);
  return records.filter((record) => {
    const later = record.vCenterUuid === null ? undefined : latest.get(record.vCenterUuid);
    return later === undefined || isAtLeast(precedence, record.source, later);
  });
}
