import { byCodePoint } from '../../lib/order.ts';
import type { ClusterRule, Estate, Vm } from '../../model/estate.ts';
import { guestOs } from './guest-os.ts';
import { nameWords } from './name-words.ts';
import { sharedDiskKeys } from './shared-disks.ts';

/** What makes a VM one cluster with others. */
export interface VmLink {
  readonly by: 'disk' | 'antiAffinity';
  /** The disk's file or LUN, or the name of the rule. */
  readonly what: string;
  /** All VMs of the link by name, this one among them. */
  readonly vms: readonly Vm[];
}

/** VMs that are one application and are decided as one: two at least, by name. */
export interface VmCluster {
  readonly members: readonly Vm[];
}

export interface VmClusters {
  readonly all: readonly VmCluster[];
  of(vm: Vm): VmCluster | null;
  /** What ties this VM itself to others; empty where nothing does. */
  linksOf(vm: Vm): readonly VmLink[];
  /** VMs whose names are alike but for a number, where the name says that they may be a cluster; null where none are. */
  alikeByName(vm: Vm): readonly Vm[] | null;
}

/** Sets of indexes that are joined again and again; each operation takes practically constant time. */
class UnionFind {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    const parent = this.#parent;
    let at = index;
    for (;;) {
      const next = parent[at] ?? at;
      if (next === at) return at;
      parent[at] = parent[next] ?? next;
      at = next;
    }
  }

  /** The smaller index becomes the root, so that the outcome does not depend on the order. */
  join(a: number, b: number): void {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    if (rootA !== rootB) this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }
}

/** In an order that does not depend on the order of the sources. */
function byName(vms: readonly Vm[]): Vm[] {
  return vms.toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id));
}

/** Templates and placeholders run nothing, and are no part of a cluster. */
const mayBeMember = (vm: Vm): boolean => vm.template !== true && vm.srmPlaceholder !== true;

/**
 * Groups VMs that are one cluster: they hold the same disk, or a rule of DRS keeps them on different hosts and they run
 * the same system (a rule may also keep apart what is merely large). Linear in VMs and their disks.
 */
export function findVmClusters(estate: Estate, sharedDisks: ReadonlyMap<string, readonly Vm[]>): VmClusters {
  const indexOf = new Map(estate.vms.map((vm, index) => [vm.id, index]));
  const sets = new UnionFind(estate.vms.length);
  const links = new Map<string, VmLink[]>();
  const tie = (link: VmLink): void => {
    const [first] = link.vms;
    const root = first === undefined ? undefined : indexOf.get(first.id);
    if (root === undefined || link.vms.length < 2) return;
    for (const vm of link.vms) {
      sets.join(root, indexOf.get(vm.id) ?? root);
      const known = links.get(vm.id);
      if (known === undefined) links.set(vm.id, [link]);
      else known.push(link);
    }
  };
  for (const link of diskLinks(estate, sharedDisks)) tie(link);
  for (const link of antiAffinityLinks(estate)) tie(link);

  const members = new Map<number, Vm[]>();
  for (const [index, vm] of estate.vms.entries()) {
    if (!links.has(vm.id)) continue;
    const root = sets.find(index);
    const known = members.get(root);
    if (known === undefined) members.set(root, [vm]);
    else known.push(vm);
  }
  const clusters = new Map([...members].map(([root, vms]): [number, VmCluster] => [root, { members: byName(vms) }]));
  const alike = alikeByName(estate.vms);
  return {
    all: [...clusters.values()],
    of: (vm) => (links.has(vm.id) ? (clusters.get(sets.find(indexOf.get(vm.id) ?? 0)) ?? null) : null),
    linksOf: (vm) => links.get(vm.id) ?? [],
    alikeByName: (vm) => alike.get(vm.id) ?? null,
  };
}

/** A link for each disk that several VMs hold, once where it is known both by its file and by its LUN. */
function diskLinks(estate: Estate, sharedDisks: ReadonlyMap<string, readonly Vm[]>): VmLink[] {
  const found = new Map<string, VmLink>();
  for (const vm of estate.vms) {
    for (const disk of vm.disks) {
      const shared = sharedDiskKeys(vm, disk).find(({ key }) => sharedDisks.has(key));
      if (shared === undefined || found.has(shared.key)) continue;
      const what = (shared.fact === 'disk.path' ? disk.path : disk.rawLunId) ?? '';
      found.set(shared.key, { by: 'disk', what, vms: byName((sharedDisks.get(shared.key) ?? []).filter(mayBeMember)) });
    }
  }
  return [...found.values()];
}

/** Systems are compared by product alone: nodes of a cluster are upgraded one after the other. */
function systemOf(vm: Vm): string {
  const { family, product } = guestOs(vm);
  return product ?? family;
}

function antiAffinityLinks(estate: Estate): VmLink[] {
  const named = new Map<string, { readonly name: string; readonly vms: Map<string, Vm[]> }>();
  const add = (rule: string, name: string, vm: Vm): void => {
    const entry = named.get(rule) ?? { name, vms: new Map<string, Vm[]>() };
    named.set(rule, entry);
    const system = systemOf(vm);
    const vms = entry.vms.get(system);
    if (vms === undefined) entry.vms.set(system, [vm]);
    else vms.push(vm);
  };
  const rulesOf = rulesWithMembers(estate);
  for (const vm of estate.vms) {
    if (!mayBeMember(vm)) continue;
    for (const { key, name } of rulesOf(vm)) add(key, name, vm);
  }
  return [...named.values()].flatMap(({ name, vms }) =>
    [...vms.values()].map((members): VmLink => ({ by: 'antiAffinity', what: name, vms: byName(members) })),
  );
}

const isAntiAffinityInForce = ({ kind, enabled }: ClusterRule): boolean => kind === 'antiAffinity' && enabled !== false;

/** Anti-affinity rules that a VM is in: those that list their VMs, where the source has them, else those it names. */
function rulesWithMembers(estate: Estate): (vm: Vm) => readonly { readonly key: string; readonly name: string }[] {
  const listed = new Map<string, { key: string; name: string }[]>();
  for (const [clusterIndex, { rules, name: cluster }] of estate.clusters.entries()) {
    for (const [ruleIndex, rule] of rules.entries()) {
      if (!isAntiAffinityInForce(rule)) continue;
      for (const id of rule.vms) {
        const entry = { key: `${clusterIndex} ${ruleIndex}`, name: rule.name ?? `a rule of ${cluster}` };
        const known = listed.get(id);
        if (known === undefined) listed.set(id, [entry]);
        else known.push(entry);
      }
    }
  }
  return (vm) => listed.get(vm.id) ?? namedRules(vm);
}

/** RVTools lists the kinds of a VM's rules in one cell and their names in another, each with commas between. */
function namedRules(vm: Vm): { readonly key: string; readonly name: string }[] {
  const kinds = parts(vm.clusterRules);
  const names = parts(vm.clusterRuleNames);
  // Where a name itself has a comma, the cells do not match; rules that are all of one kind need no match.
  const pairs =
    kinds.length === names.length
      ? names.filter((_, index) => isAntiAffinityKind(kinds[index] ?? ''))
      : kinds.length > 0 && kinds.every(isAntiAffinityKind) && vm.clusterRuleNames !== null
        ? [vm.clusterRuleNames.trim()]
        : [];
  const place = `${vm.vCenterUuid ?? `source ${vm.source}`}\n${vm.datacenter ?? ''}\n${vm.cluster ?? ''}`;
  return pairs.map((name) => ({ key: `${place}\n${name}`, name }));
}

const isAntiAffinityKind = (kind: string): boolean => /anti.?affinity/i.test(kind);

function parts(cell: string | null): string[] {
  return (cell ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

// prettier-ignore
/** Words of names whose bearers are often several nodes of one cluster. */
const clusterWords: ReadonlySet<string> = new Set([
  'cassandra', 'cluster', 'clu', 'db', 'dbs', 'elastic', 'elasticsearch', 'es', 'etcd', 'exch', 'exchange', 'galera', 'hana', 'kafka',
  'mariadb', 'mbx', 'mongo', 'mongodb', 'mq', 'mssql', 'mysql', 'node', 'ora', 'oracle', 'patroni', 'pgsql', 'postgres', 'postgresql',
  'rabbitmq', 'rac', 'redis', 'sql', 'wsfc', 'zk', 'zookeeper',
]);

/** More VMs of one name are a farm, whose members are alike and not one. */
const mostAlike = 8;

/** VMs by id whose names differ in the number at the end alone, within one vCenter and cluster. */
function alikeByName(vms: readonly Vm[]): ReadonlyMap<string, readonly Vm[]> {
  const byStem = new Map<string, Vm[]>();
  for (const vm of vms) {
    if (!mayBeMember(vm)) continue;
    const dot = vm.name.indexOf('.');
    const label = (dot > 0 ? vm.name.slice(0, dot) : vm.name).toLowerCase();
    const digits = /\d{1,4}$/.exec(label);
    if (digits === null || !nameWords(label).sequence.some((word) => clusterWords.has(word))) continue;
    const key = `${vm.vCenterUuid ?? `source ${vm.source}`}\n${vm.cluster ?? ''}\n${label.slice(0, digits.index)}`;
    const known = byStem.get(key);
    if (known === undefined) byStem.set(key, [vm]);
    else known.push(vm);
  }
  const alike = new Map<string, readonly Vm[]>();
  for (const group of byStem.values()) {
    if (group.length < 2 || group.length > mostAlike) continue;
    const named = byName(group);
    for (const vm of named) alike.set(vm.id, named);
  }
  return alike;
}
