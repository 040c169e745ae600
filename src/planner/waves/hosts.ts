import { byCodePoint } from '../../lib/order.ts';
import type { Cluster, Estate, Host, Vm } from '../../model/estate.ts';
import { datastoresOf } from '../../model/datastore-path.ts';
import type { Wave } from '../../model/waves.ts';
import { scopeOf } from '../place.ts';
import { isRunning } from '../sizing/running.ts';

/** vSAN keeps data of three hosts at least (VMware: a standard cluster has a minimum of three). */
const fewestVsanHosts = 3;

interface OldCluster {
  readonly name: string | null;
  readonly hosts: readonly Host[];
  readonly vsan: boolean;
  /** Memory of its smallest host: whatever fits there fits on any. Null where a host's is not known. */
  readonly hostMemoryMiB: number | null;
  remainingMiB: number;
  remaining: number;
  /** VMs that only one host can run, because their disks are its own; by host. */
  readonly pinned: Map<string, number>;
}

/**
 * Which hosts of today are empty after each wave. A cluster keeps what its remaining VMs need: their configured memory,
 * which vSphere can promise without ballooning, on hosts of its own (so that EVC and vMotion hold), one more host that
 * may fail while anything remains, three where vSAN holds the data, and each host whose own disks a remaining VM uses.
 */
export class HostConversion {
  readonly #clusters = new Map<string, OldCluster>();
  readonly #ofVm = new Map<string, { readonly cluster: OldCluster; readonly pinnedTo: string | null }>();

  constructor(estate: Estate, hostOf: (vm: Vm) => Host | null) {
    const vsan = new Set(
      estate.clusters
        .filter((cluster) => cluster.vsanEnabled === true)
        .map((cluster) => clusterKey(cluster, cluster.name)),
    );
    const hosts = new Map<string, Host[]>();
    for (const host of estate.hosts) {
      const key = clusterKey(host, host.cluster ?? `\n${host.name}`);
      const list = hosts.get(key);
      if (list === undefined) hosts.set(key, [host]);
      else list.push(host);
    }
    for (const [key, list] of hosts) {
      const memory = list.map(({ memoryMiB }) => memoryMiB);
      this.#clusters.set(key, {
        name: list[0]?.cluster ?? null,
        hosts: list,
        vsan: vsan.has(key),
        hostMemoryMiB: memory.some((each) => each === null)
          ? null
          : memory.reduce<number>((least, each) => Math.min(least, each ?? 0), Infinity),
        remainingMiB: 0,
        remaining: 0,
        pinned: new Map(),
      });
    }
    const ofOneHost = new Set(
      estate.datastores.filter(({ hostCount }) => hostCount === 1).map((store) => `${scopeOf(store)}\n${store.name}`),
    );
    for (const vm of estate.vms) {
      if (!isRunning(vm)) continue;
      const host = hostOf(vm);
      const cluster =
        host === null ? undefined : this.#clusters.get(clusterKey(host, host.cluster ?? `\n${host.name}`));
      if (host === null || cluster === undefined) continue;
      const isPinned = datastoresOf(vm).some((name) => ofOneHost.has(`${scopeOf(vm)}\n${name}`));
      this.#ofVm.set(vm.id, { cluster, pinnedTo: isPinned ? host.name : null });
      cluster.remaining++;
      cluster.remainingMiB += vm.memoryMiB ?? 0;
      if (isPinned) cluster.pinned.set(host.name, (cluster.pinned.get(host.name) ?? 0) + 1);
    }
  }

  /** Takes the VMs off their hosts. */
  move(vms: readonly Vm[]): void {
    for (const vm of vms) {
      const place = this.#ofVm.get(vm.id);
      if (place === undefined) continue;
      this.#ofVm.delete(vm.id);
      place.cluster.remaining--;
      place.cluster.remainingMiB -= vm.memoryMiB ?? 0;
      if (place.pinnedTo !== null) {
        place.cluster.pinned.set(place.pinnedTo, (place.cluster.pinned.get(place.pinnedTo) ?? 1) - 1);
      }
    }
  }

  /** What each cluster needs now, by name. */
  state(): Wave['hosts'] {
    return [...this.#clusters.values()]
      .map((cluster) => {
        const { needed, explanation } = neededHosts(cluster);
        return { cluster: cluster.name, needed, emptied: cluster.hosts.length - needed, explanation };
      })
      .sort((a, b) => byCodePoint(a.cluster ?? '', b.cluster ?? ''));
  }
}

function clusterKey(of: Pick<Cluster | Host, 'source' | 'vCenterUuid'>, name: string): string {
  return `${scopeOf(of)}\n${name}`;
}

function neededHosts(cluster: OldCluster): { readonly needed: number; readonly explanation: string } {
  const { hosts, remaining, remainingMiB, hostMemoryMiB, vsan, pinned } = cluster;
  if (remaining === 0) return { needed: 0, explanation: 'Nothing runs here any more.' };
  if (hostMemoryMiB === null || hostMemoryMiB === 0) {
    return { needed: hosts.length, explanation: 'The memory of a host is not known: none counts as empty.' };
  }
  const forMemory = Math.ceil(remainingMiB / hostMemoryMiB) + 1;
  const forPinned = [...pinned.values()].filter((vms) => vms > 0).length;
  const needed = Math.min(hosts.length, Math.max(forMemory, forPinned, vsan ? fewestVsanHosts : 0));
  const why = [
    `${remaining} running VMs with ${remainingMiB} MiB on hosts of ${hostMemoryMiB} MiB, and one that may fail`,
    ...(vsan ? [`vSAN keeps ${fewestVsanHosts}`] : []),
    ...(forPinned > 0 ? [`${forPinned} with disks of their own in use`] : []),
  ];
  return { needed, explanation: `${why.join('; ')}.` };
}
