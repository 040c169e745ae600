import type { Estate, Host, Source, Vm } from './estate.ts';
import type { EstateTotals } from './plan.ts';
import { hasFact } from './evidence.ts';

/** A total, and of how many objects the figure is not known, so that the total is too low. */
interface Total {
  readonly total: number | null;
  readonly unknown: number;
}

/** Adds up what is stated; null where no object states it. Nothing to add up is 0. */
function sum<T>(items: readonly T[], figure: (item: T) => number | null): Total {
  let total = 0;
  let unknown = 0;
  for (const item of items) {
    const value = figure(item);
    if (value === null) unknown++;
    else total += value;
  }
  return { total: items.length > 0 && unknown === items.length ? null : total, unknown };
}

const isVm = (vm: Vm): boolean => vm.template !== true;

/** Exports and servers tell of an inventory; guests tell of nothing but themselves, owners of VMs that others list. */
const isInventory = ({ kind }: Source): boolean => kind === 'rvtools' || kind === 'vsphere';

const coresOf = (host: Host): number | null =>
  host.cores ??
  (host.cpuSockets === null || host.coresPerSocket === null ? null : host.cpuSockets * host.coresPerSocket);

const sums = {
  vcpus: (estate: Estate) => sum(poweredOnVms(estate), (vm) => vm.cpus),
  memoryMiB: (estate: Estate) => sum(poweredOnVms(estate), (vm) => vm.memoryMiB),
  provisionedMiB: (estate: Estate) => sum(estate.vms.filter(isVm), (vm) => vm.provisionedMiB),
  inUseMiB: (estate: Estate) => sum(estate.vms.filter(isVm), (vm) => vm.inUseMiB),
  physicalCores: (estate: Estate) => sum(estate.hosts, coresOf),
  physicalMemoryMiB: (estate: Estate) => sum(estate.hosts, (host) => host.memoryMiB),
} as const;

const poweredOnVms = (estate: Estate): Vm[] => estate.vms.filter((vm) => isVm(vm) && vm.powerState === 'poweredOn');

/** False where no VM's power state is known, so that nothing can be said of those that are on. */
function knowsPowerState(estate: Estate): boolean {
  return estate.vms.length === 0 || estate.vms.some((vm) => vm.powerState !== null);
}

/**
 * The estate in figures. `vms`, `provisionedMiB` and `inUseMiB` count every VM that is not a template (a VM of which no
 * source says whether it is one is none); `poweredOn`, `vcpus` and `memoryMiB` those of them that are powered on.
 * Hosts, datastores and physical figures come from records of hosts and datastores alone, and are null where any
 * inventory lacks them; clusters are counted from records of clusters, else from the names that hosts and VMs state.
 * A figure that nobody states is null, never 0. One that some objects do not state is the sum over the others, and
 * `totalsThatAreTooLow` says of how many.
 */
export function estateTotals(estate: Estate): EstateTotals {
  const sources = estate.sources.filter(isInventory);
  const all = (fact: 'host.name' | 'datastore.name'): boolean =>
    sources.length > 0 && sources.every((source) => hasFact(source, fact));
  const hosts = all('host.name');
  const power = knowsPowerState(estate);
  return {
    vms: estate.vms.filter(isVm).length,
    poweredOn: power ? poweredOnVms(estate).length : null,
    templates: estate.vms.length - estate.vms.filter(isVm).length,
    hosts: hosts ? estate.hosts.length : null,
    clusters: countClusters(estate),
    datastores: all('datastore.name') ? estate.datastores.length : null,
    vcpus: power ? sums.vcpus(estate).total : null,
    memoryMiB: power ? sums.memoryMiB(estate).total : null,
    provisionedMiB: sums.provisionedMiB(estate).total,
    inUseMiB: sums.inUseMiB(estate).total,
    physicalCores: hosts ? sums.physicalCores(estate).total : null,
    physicalMemoryMiB: hosts ? sums.physicalMemoryMiB(estate).total : null,
  };
}

/** Says of which totals a part is missing: a sentence each, for the list of gaps. */
export function totalsThatAreTooLow(estate: Estate): string[] {
  const totals = estateTotals(estate);
  const gaps: string[] = [];
  for (const name of [
    'vcpus',
    'memoryMiB',
    'provisionedMiB',
    'inUseMiB',
    'physicalCores',
    'physicalMemoryMiB',
  ] as const) {
    const { unknown } = sums[name](estate);
    if (totals[name] === null || unknown === 0) continue;
    const whose = name.startsWith('physical') ? 'host' : 'VM';
    gaps.push(`${name} is too low: it is not known of ${unknown} ${whose}${unknown === 1 ? '' : 's'}`);
  }
  const powerUnknown = estate.vms.filter((vm) => isVm(vm) && vm.powerState === null).length;
  if (totals.poweredOn !== null && powerUnknown > 0) {
    gaps.push(
      `poweredOn, vcpus and memoryMiB may be too low: the power state of ${powerUnknown} ${powerUnknown === 1 ? 'VM' : 'VMs'} is not known`,
    );
  }
  return gaps;
}

/** null where a source tells of no clusters at all: not in a list of them, and not with hosts or VMs. */
function countClusters(estate: Estate): number | null {
  const listed = new Set<number>();
  const named = new Set<number>();
  for (const [index, source] of estate.sources.entries()) {
    if (!isInventory(source)) continue;
    if (hasFact(source, 'cluster.name')) listed.add(index);
    else if (hasFact(source, 'vm.cluster') || hasFact(source, 'host.cluster')) named.add(index);
    else return null;
  }
  if (listed.size + named.size === 0) return null;
  /** By the record's vCenter, else the source's; without any only the source keeps two of one name apart. */
  const clusterKey = (vCenterUuid: string | null, source: number, name: string): string =>
    JSON.stringify([vCenterUuid ?? estate.sources[source]?.vCenterUuid ?? source, name]);
  const known = new Set(estate.clusters.map(({ vCenterUuid, source, name }) => clusterKey(vCenterUuid, source, name)));
  const names = new Set<string>();
  for (const { source, vCenterUuid, cluster } of [...estate.hosts, ...estate.vms]) {
    if (cluster === null || !named.has(source)) continue;
    const key = clusterKey(vCenterUuid, source, cluster);
    if (!known.has(key)) names.add(key);
  }
  return estate.clusters.length + names.size;
}
