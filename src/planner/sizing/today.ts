import type { Estate, Host, Vm } from '../../model/estate.ts';
import { isRunning } from './running.ts';

/** What the hosts of a scope carry today. */
export interface Carried {
  readonly scope: string;
  /** Running vCPUs: those of the VMs read, or what the hosts state where that is more (a trimmed export). */
  readonly vcpus: number;
  readonly hosts: number;
  /** Physical cores of hosts with hyper-threading (or where that is unknown) and of hosts without. */
  readonly coresWithThreads: number;
  readonly coresWithoutThreads: number;
  /** Cores in use when the export was made; null where a host does not tell. */
  readonly usedCores: number | null;
}

/** Speed of the cores that a VM runs on. `host` is null where it was taken from another host. */
export interface CoreSpeed {
  readonly mhz: number;
  readonly host: Host;
  /** True where the VM's own host is unknown and the slowest of its cluster, or of the estate, stands for it. */
  readonly assumed: boolean;
}

/** The hosts of today as sizing needs them. */
export interface Today {
  coreSpeed(vm: Vm): CoreSpeed | null;
  /** What the VM's cluster carries, else what all clusters do whose hosts are known, else null. */
  carried(vm: Vm): Carried | null;
  /** True where the source's usage figures can be believed for this VM: it runs, is connected, and has statistics. */
  hasStatistics(vm: Vm): boolean;
}

interface Scope {
  name: string;
  vcpus: number;
  statedVcpus: number;
  hosts: number;
  coresWithThreads: number;
  coresWithoutThreads: number;
  unknownHosts: number;
  /** Sum of cores × percent in use: whole numbers, whose sum does not depend on their order. */
  usedCorePercents: number;
  hostsWithoutUse: number;
  slowest: Host | null;
}

const slower = (a: Host | null, b: Host): Host =>
  a === null || (b.cpuMHz ?? 0) < (a.cpuMHz ?? 0) || (b.cpuMHz === a.cpuMHz && b.name < a.name) ? b : a;

const emptyScope = (name: string): Scope => ({
  name,
  vcpus: 0,
  statedVcpus: 0,
  hosts: 0,
  coresWithThreads: 0,
  coresWithoutThreads: 0,
  unknownHosts: 0,
  usedCorePercents: 0,
  hostsWithoutUse: 0,
  slowest: null,
});

/**
 * Indexes hosts and running VMs once, so that sizing a VM takes constant time. `hostOf` finds the host of a VM by name.
 */
export function today(estate: Estate, hostOf: (vm: Vm) => Host | null): Today {
  const scopes = new Map<string, Scope>();
  const scopeAt = (place: Host | Vm): Scope => {
    const key = JSON.stringify([place.vCenterUuid ?? place.source, place.datacenter, place.cluster]);
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const scope = emptyScope(
      place.cluster === null ? 'the group of hosts outside clusters' : `cluster ${place.cluster}`,
    );
    scopes.set(key, scope);
    return scope;
  };
  const scopeOf = (vm: Vm): Scope => scopeAt(hostOf(vm) ?? vm);

  let slowest: Host | null = null;
  for (const host of estate.hosts) {
    const scope = scopeAt(host);
    if (host.cpuMHz !== null && host.cpuMHz > 0) {
      scope.slowest = slower(scope.slowest, host);
      slowest = slower(slowest, host);
    }
    // A host in maintenance carries nothing, so it proves nothing about what hosts carry.
    if (host.maintenanceMode === true) continue;
    if (host.cores === null || host.cores === 0) {
      scope.unknownHosts++;
      continue;
    }
    scope.hosts++;
    scope.statedVcpus += host.vcpuCount ?? 0;
    if (host.cpuUsagePercent === null) scope.hostsWithoutUse++;
    else scope.usedCorePercents += host.cores * host.cpuUsagePercent;
    if (host.hyperThreadingActive === false) scope.coresWithoutThreads += host.cores;
    else scope.coresWithThreads += host.cores;
  }

  // A source that shows no CPU use for any running VM has no statistics, not an idle estate.
  const used = new Set<number>();
  for (const vm of estate.vms) {
    // Only what is known to run is carried; counting more vCPUs would make requests smaller.
    if (vm.template === true || vm.powerState !== 'poweredOn') continue;
    if ((vm.cpuUsageMHz ?? 0) > 0) used.add(vm.source);
    scopeOf(vm).vcpus += vm.cpus ?? 0;
  }

  const estateWide: Scope = { ...emptyScope('the estate'), slowest };
  const vcpusOf = (scope: Scope): number => Math.max(scope.vcpus, scope.statedVcpus);
  const isKnown = (scope: Scope): boolean => vcpusOf(scope) > 0 && scope.hosts > 0 && scope.unknownHosts === 0;
  for (const scope of scopes.values()) {
    if (!isKnown(scope)) continue;
    estateWide.vcpus += vcpusOf(scope);
    estateWide.hosts += scope.hosts;
    estateWide.coresWithThreads += scope.coresWithThreads;
    estateWide.coresWithoutThreads += scope.coresWithoutThreads;
    estateWide.usedCorePercents += scope.usedCorePercents;
    estateWide.hostsWithoutUse += scope.hostsWithoutUse;
  }
  const carriedBy = (scope: Scope): Carried => ({
    scope: scope.name,
    vcpus: vcpusOf(scope),
    hosts: scope.hosts,
    coresWithThreads: scope.coresWithThreads,
    coresWithoutThreads: scope.coresWithoutThreads,
    // Hosts that run VMs are never at 0 %: no figure was collected.
    usedCores: scope.hostsWithoutUse > 0 || scope.usedCorePercents === 0 ? null : scope.usedCorePercents / 100,
  });

  return {
    coreSpeed(vm) {
      const own = hostOf(vm);
      if (own !== null && own.cpuMHz !== null && own.cpuMHz > 0) return { mhz: own.cpuMHz, host: own, assumed: false };
      const other = scopeOf(vm).slowest ?? slowest;
      return other === null ? null : { mhz: other.cpuMHz ?? 0, host: other, assumed: true };
    },
    carried(vm) {
      const scope = scopeOf(vm);
      if (isKnown(scope)) return carriedBy(scope);
      return isKnown(estateWide) ? carriedBy(estateWide) : null;
    },
    hasStatistics(vm) {
      if (!isRunning(vm) || !used.has(vm.source)) return false;
      if (vm.connectionState !== null && vm.connectionState !== 'connected') return false;
      // A running VM always holds some memory: none and no CPU use either means that nothing was reported.
      return vm.cpuUsageMHz !== null && (vm.cpuUsageMHz > 0 || (vm.memoryConsumedMiB ?? 0) > 0);
    },
  };
}
