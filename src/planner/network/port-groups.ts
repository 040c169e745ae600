import { byCodePoint } from '../../lib/order.ts';
import type { Estate, Nic, Vm } from '../../model/estate.ts';
import type { PortGroup } from '../../model/infrastructure.ts';
import { hostKey, scopeOf } from '../place.ts';

/** What a port group does with VLANs. */
export type Vlan =
  | { readonly kind: 'tagged'; readonly id: number }
  /** Frames pass without a tag. */
  | { readonly kind: 'untagged' }
  /** Tags pass through to the guest: 4095 on a standard switch, a range or list on a distributed one. */
  | { readonly kind: 'trunk'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string | null };

/** Reads a VLAN as sources write it: "0", "120", "4095", "0-4094", "10,20-29". */
export function readVlan(text: string | null): Vlan {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,4}$/.test(trimmed)) {
    const id = Number(trimmed);
    if (id === 0) return { kind: 'untagged' };
    if (id < 4095) return { kind: 'tagged', id };
    if (id === 4095) return { kind: 'trunk', text: trimmed };
  }
  // A range of one is that VLAN.
  const same = /^(\d{1,4})-\1$/.exec(trimmed);
  if (same?.[1] !== undefined) return readVlan(same[1]);
  if (/^\d{1,4}(?:\s*[-,]\s*\d{1,4})+$/.test(trimmed)) return { kind: 'trunk', text: trimmed };
  return { kind: 'unknown', text: trimmed === '' ? null : trimmed };
}

/**
 * A network that VMs are put on: a distributed port group, or the standard port groups of one name in one data centre,
 * which are one network for vSphere and are set up on each host apart.
 */
export interface Network {
  /** Unique in the estate, and independent of the order of records. */
  readonly key: string;
  readonly portGroup: string;
  /** Null where standard switches of several names have it. */
  readonly switch: string | null;
  readonly distributed: boolean;
  /** Its records, by source and row. */
  readonly groups: readonly PortGroup[];
  /** Those of standard switches by the key of their host. */
  readonly byHost: ReadonlyMap<string, PortGroup>;
  /** Its records by VLAN, "120", "0" for untagged or as the source writes it; more than one where hosts disagree. */
  readonly byVlan: ReadonlyMap<string, readonly PortGroup[]>;
}

export interface Networks {
  readonly all: readonly Network[];
  /** The network that a NIC is on; null where the sources do not list it, or several that it could be. */
  of(vm: Vm, nic: Nic): Network | null;
}

function standardKey(scope: string, datacenter: string | null, name: string): string {
  return `${scope}\n${datacenter ?? ''}\n${name}`;
}

/** Data centre by host, for the port groups of standard switches, which name their host alone. */
function datacenters(estate: Estate): ReadonlyMap<string, string | null> {
  return new Map(estate.hosts.map((host) => [`${scopeOf(host)}\n${hostKey(host.name)}`, host.datacenter]));
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

const vlanText = (vlan: Vlan): string =>
  vlan.kind === 'tagged' ? String(vlan.id) : vlan.kind === 'untagged' ? '0' : (vlan.text ?? 'none stated');

function groupedByVlan(groups: readonly PortGroup[]): ReadonlyMap<string, readonly PortGroup[]> {
  const found = new Map<string, PortGroup[]>();
  for (const group of groups) addTo(found, vlanText(readVlan(group.vlan)), group);
  return found;
}

function makeNetwork(key: string, groups: PortGroup[]): Network {
  groups.sort((a, b) => a.source - b.source || (a.row ?? 0) - (b.row ?? 0) || byCodePoint(a.host ?? '', b.host ?? ''));
  const switches = new Set(groups.map((group) => group.switch));
  const [only] = switches;
  return {
    key,
    portGroup: groups[0]?.name ?? '',
    switch: switches.size === 1 ? (only ?? null) : null,
    distributed: groups[0]?.kind === 'distributed',
    groups,
    byHost: new Map(
      groups.toReversed().flatMap((group) => (group.host === null ? [] : [[hostKey(group.host), group]])),
    ),
    byVlan: groupedByVlan(groups),
  };
}

/** All networks of an estate, found by a VM's NIC. Linear in port groups and hosts. Uplink ports are no networks. */
export function indexNetworks(estate: Estate): Networks {
  const datacenterOf = datacenters(estate);
  const grouped = new Map<string, PortGroup[]>();
  for (const group of estate.portGroups) {
    if (group.name === null || group.uplink === true) continue;
    const scope = scopeOf(group);
    const key =
      group.kind === 'distributed'
        ? `distributed\n${scope}\n${group.switch ?? ''}\n${group.name}`
        : `standard\n${standardKey(scope, datacenterOf.get(`${scope}\n${hostKey(group.host ?? '')}`) ?? null, group.name)}`;
    addTo(grouped, key, group);
  }
  const all = [...grouped].map(([key, groups]) => makeNetwork(key, groups)).sort((a, b) => byCodePoint(a.key, b.key));
  const byKey = new Map(all.map((network) => [network.key, network]));
  const distributed = new Map<string, Network[]>();
  for (const network of all) {
    const [group] = network.groups;
    if (network.distributed && group !== undefined)
      addTo(distributed, `${scopeOf(group)}\n${network.portGroup}`, network);
  }

  const find = (vm: Vm, nic: Nic): Network | null => {
    if (nic.network === null) return null;
    const scope = scopeOf(vm);
    const standard =
      byKey.get(`standard\n${standardKey(scope, vm.datacenter, nic.network)}`) ??
      byKey.get(`standard\n${standardKey(scope, null, nic.network)}`);
    const candidates = distributed.get(`${scope}\n${nic.network}`) ?? [];
    const named = candidates.find((network) => network.switch === nic.switch);
    if (named !== undefined) return named;
    if (standard !== undefined && standard.groups.some((group) => group.switch === nic.switch)) return standard;
    const possible = standard === undefined ? candidates : [...candidates, standard];
    return possible.length === 1 ? (possible[0] ?? null) : null;
  };
  // A dozen rules ask for each NIC.
  const found = new WeakMap<Nic, Network | null>();
  return {
    all,
    of(vm, nic) {
      const known = found.get(nic);
      if (known !== undefined) return known;
      const network = find(vm, nic);
      found.set(nic, network);
      return network;
    },
  };
}

/**
 * The VLAN of a network. Where its port groups disagree from host to host, those of `hosts` (host keys that run its VMs)
 * count if they agree, which `assumed` tells; else it is unknown.
 */
export function vlanOf(
  network: Network,
  hosts: ReadonlySet<string>,
): { readonly vlan: Vlan; readonly assumed: boolean } {
  const [first] = network.groups;
  if (network.byVlan.size <= 1) return { vlan: readVlan(first?.vlan ?? null), assumed: false };
  const used = new Map(
    network.groups
      .filter((group) => group.host !== null && hosts.has(hostKey(group.host)))
      .map((group) => {
        const vlan = readVlan(group.vlan);
        return [vlanText(vlan), vlan] as const;
      }),
  );
  const [only] = used.values();
  if (used.size === 1 && only !== undefined) return { vlan: only, assumed: true };
  return { vlan: { kind: 'unknown', text: null }, assumed: false };
}
