import { ipFamily, isReachableAddress } from '../lib/ip-address.ts';
import { byCodePoint } from '../lib/order.ts';
import type { ContainerPeer } from './container.ts';
import type { DependencyEdge } from './dependencies.ts';
import type { MovedWorkload, PlanIndex } from './moved-workloads.ts';
import type { VmDecision } from './plan.ts';

/**
 * What keeps calls working between what has moved and what still is a VM, by the names that configuration has today:
 * a Pod asks the name service of its own namespace first, so that a Service of that name there answers in the VM's place.
 */

/** A name that a namespace's workloads call another application by. */
export interface NameBridge {
  /** Name of the Service: the host as configuration writes it. */
  readonly name: string;
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
  readonly vm: VmDecision;
  /** Workload that answers once that application has moved too; null where it stays a VM. */
  readonly moved: { readonly name: string; readonly namespace: string } | null;
  /** Who calls it, and where that is written. */
  readonly usedBy: readonly string[];
}

/** A workload that VMs, or others outside the cluster, go on calling. */
export interface CallersBridge {
  readonly workload: string;
  /** Of VMs that have not moved with it. */
  readonly callers: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  /** Addresses of those that are no VM of the estate: users, partners. */
  readonly strangers: readonly string[];
  /** Names by which they know the VM: their records have to point to the new address. */
  readonly names: readonly string[];
}

/** A line of configuration that no Service can stand in for. */
export interface ConfigurationChange {
  readonly workload: string;
  readonly place: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export interface NamespaceBridges {
  /** By the namespace of the application that is called. */
  readonly outward: ReadonlyMap<string, readonly NameBridge[]>;
  /** Names of the same namespace that are no workload's: Services of their own, there from the beginning. */
  readonly aliases: readonly { readonly name: string; readonly workload: MovedWorkload }[];
  readonly inward: readonly CallersBridge[];
  readonly changes: readonly ConfigurationChange[];
}

const singleLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost(?:\.localdomain)?|)$/i;

const addressInCluster = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  here: string,
): string => (namespace === here ? name : `${name}.${namespace}`);

interface Collected {
  readonly outward: Map<string, Map<string, NameBridge>>;
  readonly aliases: Map<string, MovedWorkload>;
  readonly changes: ConfigurationChange[];
}

function addPeer(
  moved: MovedWorkload,
  peer: ContainerPeer,
  taken: ReadonlySet<string>,
  index: PlanIndex,
  all: Collected,
): void {
  const here = moved.decision.namespace;
  const host = peer.host.toLowerCase().replace(/\.$/, '');
  const answering =
    peer.workload === null || peer.namespace === null ? null : { name: peer.workload, namespace: peer.namespace };
  const change = (to: string, why: string): void => {
    all.changes.push({ workload: moved.workload.name, place: peer.place, from: peer.host, to, why });
  };
  if (host.startsWith('/')) return;
  if (loopback.test(host) || peer.vm === moved.decision.vm) {
    if (answering !== null && answering.name !== moved.workload.name) {
      change(addressInCluster(answering, here), 'on the VM it is the same machine; here it is another Pod');
    }
    return;
  }
  const vm = peer.vm === null ? null : index.decisionOf(peer.vm);
  if (!singleLabel.test(host)) {
    if (answering === null) return;
    const why =
      ipFamily(host) === null
        ? 'its record still names the VM: change the record, or this line'
        : 'an address of the VM, which its successor does not have';
    change(addressInCluster(answering, here), why);
    return;
  }
  if (vm === null) {
    if (answering === null)
      change('a name with its domain, or an address', 'the name service of the cluster does not know it');
    return;
  }
  if (answering?.namespace === here) {
    if (answering.name === host) return;
    const target = index.workloadNamed(here, answering.name);
    if (taken.has(host) || target === null) change(answering.name, 'another workload has this name here');
    else all.aliases.set(host, target);
    return;
  }
  if (taken.has(host)) {
    change(
      answering === null ? (vm.hostName ?? vm.addresses[0] ?? vm.name) : addressInCluster(answering, here),
      'a workload has this name here',
    );
    return;
  }
  const ofNamespace = all.outward.get(vm.namespace) ?? new Map<string, NameBridge>();
  all.outward.set(vm.namespace, ofNamespace);
  const known = ofNamespace.get(host);
  const ports = new Map((known?.ports ?? []).map((each) => [`${each.protocol} ${each.port}`, each]));
  if (peer.port !== null && peer.port >= 1 && peer.port <= 65_535) {
    ports.set(`TCP ${peer.port}`, { port: peer.port, protocol: 'TCP' });
  }
  ofNamespace.set(host, {
    name: host,
    ports: [...ports.values()].sort((a, b) => a.port - b.port),
    vm,
    moved: answering,
    usedBy: [...(known?.usedBy ?? []), `${moved.workload.name}, ${peer.place}`],
  });
}

function callersOf(moved: MovedWorkload, edges: readonly DependencyEdge[], index: PlanIndex): CallersBridge | null {
  const callers = new Map<string, { name: string; addresses: readonly string[] }>();
  const strangers = new Set<string>();
  const names = new Set<string>();
  for (const { from, to, infrastructure } of edges) {
    if (infrastructure || from.vm === moved.decision.vm) continue;
    const decision = from.vm === null ? null : index.decisionOf(from.vm);
    if (decision?.namespace === moved.decision.namespace && decision.disposition === 'containerize') continue;
    if (!isReachableAddress(to.address) && to.address !== '') names.add(to.address);
    if (decision !== null) callers.set(decision.vm, { name: decision.name, addresses: decision.addresses });
    else if (isReachableAddress(from.address)) strangers.add(from.address);
  }
  if (callers.size + strangers.size === 0) return null;
  return {
    workload: moved.workload.name,
    callers: [...callers.values()].sort((a, b) => byCodePoint(a.name, b.name)),
    strangers: [...strangers].sort(byCodePoint),
    names: [...names].sort(byCodePoint),
  };
}

/**
 * The bridges of one namespace: for its workloads towards others, and for others towards its workloads. `edgesTo` gives
 * the edges in which a workload answers.
 */
export function bridgesOf(
  workloads: readonly MovedWorkload[],
  edgesTo: (moved: MovedWorkload) => readonly DependencyEdge[],
  index: PlanIndex,
): NamespaceBridges {
  const taken = new Set(workloads.map(({ workload }) => workload.name));
  const all: Collected = { outward: new Map(), aliases: new Map(), changes: [] };
  for (const moved of workloads) for (const peer of moved.container.peers) addPeer(moved, peer, taken, index, all);
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => byCodePoint(a, b));
  return {
    outward: new Map(
      sorted(all.outward).map(([namespace, names]) => [namespace, sorted(names).map(([, bridge]) => bridge)]),
    ),
    aliases: sorted(all.aliases).map(([name, workload]) => ({ name, workload })),
    inward: workloads.flatMap((moved) => callersOf(moved, edgesTo(moved), index) ?? []),
    changes: all.changes,
  };
}
