import type { Estate, Vm } from '../model/estate.ts';
import type { KubernetesCluster, KubernetesNode } from '../model/kubernetes-cluster.ts';
import { swappedUuid, uuidDigits } from '../model/vm-uuid.ts';
import { hostKey } from './place.ts';

/** What shows that a node is a VM. */
export interface NodeTie {
  readonly node: KubernetesNode;
  readonly cluster: KubernetesCluster;
  /** What both have: the UUID alone suffices, address and name only together. */
  readonly by: 'UUID' | 'address and name' | 'address' | 'name';
  /** False where it may as well be another. */
  readonly isCertain: boolean;
}

export interface NodeTies {
  /** The node that a VM is, or may be; null for a VM that is none. */
  ofVm(vm: Vm): NodeTie | null;
  /** The VM that a node certainly is. */
  vmOf(node: KubernetesNode): Vm | null;
  /** Why a node is not certainly one VM. */
  whyNot(node: KubernetesNode): string;
}

/** VMs by something that they have; several may have the same. */
class VmIndex {
  readonly #vms = new Map<string, Set<Vm>>();

  add(key: string, vm: Vm): void {
    const known = this.#vms.get(key);
    if (known === undefined) this.#vms.set(key, new Set([vm]));
    else known.add(vm);
  }

  /** All VMs that have one of the keys. */
  find(keys: Iterable<string>): ReadonlySet<Vm> {
    const found = new Set<Vm>();
    for (const key of keys) for (const vm of this.#vms.get(key) ?? []) found.add(vm);
    return found;
  }
}

const providerPrefix = /^vsphere:\/\//i;
/** Addresses that every machine has. */
const isLocal = (address: string): boolean => /^(?:127\.|169\.254\.|::1$|fe80:)/i.test(address);

/** The UUIDs by which vSphere might know a node, in both byte orders. */
function uuidsOf({ systemUuid, providerId }: KubernetesNode): ReadonlySet<string> {
  const uuids = new Set<string>();
  const provider = providerId !== null && providerPrefix.test(providerId) ? providerId.replace(providerPrefix, '') : '';
  for (const text of [systemUuid ?? '', provider]) {
    const digits = uuidDigits(text);
    if (digits === null) continue;
    uuids.add(digits);
    uuids.add(swappedUuid(digits));
  }
  return uuids;
}

interface Indexes {
  readonly uuids: VmIndex;
  readonly addresses: VmIndex;
  readonly names: VmIndex;
}

function indexVms(vms: readonly Vm[]): Indexes {
  const [uuids, addresses, names] = [new VmIndex(), new VmIndex(), new VmIndex()];
  for (const vm of vms) {
    // A template or a placeholder is no machine that could be a node.
    if (vm.template === true || vm.srmPlaceholder === true) continue;
    const digits = vm.biosUuid === null ? null : uuidDigits(vm.biosUuid);
    if (digits !== null) uuids.add(digits, vm);
    const own = [vm.ipAddress, ...vm.nics.flatMap((nic) => [...nic.ipv4Addresses, ...nic.ipv6Addresses])];
    for (const address of own) if (address !== null && !isLocal(address)) addresses.add(address.toLowerCase(), vm);
    names.add(hostKey(vm.name), vm);
    if (vm.hostName !== null) names.add(hostKey(vm.hostName), vm);
  }
  return { uuids, addresses, names };
}

type Found =
  | { readonly vm: Vm; readonly by: NodeTie['by']; readonly isCertain: boolean; readonly why: string }
  | { readonly vm: null; readonly why: string };

const one = (vms: ReadonlySet<Vm>): Vm | null => (vms.size === 1 ? ([...vms][0] ?? null) : null);

function find(node: KubernetesNode, { uuids, addresses, names }: Indexes): Found {
  const wanted = uuidsOf(node);
  const byUuid = uuids.find(wanted);
  const byAddress = addresses.find(
    node.addresses.flatMap(({ type, address }) => (type.endsWith('IP') ? address.toLowerCase() : [])),
  );
  const byName = names.find([hostKey(node.name)]);

  const same = one(byUuid);
  if (same !== null) return { vm: same, by: 'UUID', isCertain: true, why: '' };
  if (byUuid.size > 1) {
    // A copied VM may keep its UUID; what else the node has must single one out.
    const left = [...byUuid].filter((vm) => byAddress.has(vm) && byName.has(vm));
    const vm = left.length === 1 ? left[0] : undefined;
    if (vm !== undefined) return { vm, by: 'UUID', isCertain: true, why: '' };
    return { vm: null, why: `${byUuid.size} VMs have its UUID` };
  }

  const both = one(new Set([...byAddress].filter((vm) => byName.has(vm))));
  const found = both ?? one(byAddress) ?? (byAddress.size === 0 ? one(byName) : null);
  if (found === null) {
    if (byAddress.size > 1) return { vm: null, why: `${byAddress.size} VMs have its address` };
    return { vm: null, why: byName.size > 1 ? `${byName.size} VMs have its name` : 'no VM of the sources is like it' };
  }
  const by = both !== null ? 'address and name' : byAddress.size > 0 ? 'address' : 'name';
  const itsUuid = found.biosUuid === null ? null : uuidDigits(found.biosUuid);
  if (itsUuid !== null && wanted.size > 0) {
    return { vm: null, why: `a VM has its ${by} and another UUID` };
  }
  return { vm: found, by, isCertain: by === 'address and name', why: `only its ${by} is that of a VM` };
}

/**
 * Ties the nodes of the clusters that were read to VMs: by UUID in either byte order, else by address and name
 * together. What is alike in one of the two alone is a doubt, and so is a VM that two nodes would be. Linear in VMs and
 * nodes.
 */
export function tieNodes(estate: Estate): NodeTies {
  const ties = new Map<Vm, NodeTie>();
  const vms = new Map<KubernetesNode, Vm>();
  const reasons = new Map<KubernetesNode, string>();
  const clusters = new Map(estate.kubernetesClusters.map((cluster) => [cluster.id, cluster]));
  const indexes = estate.kubernetesNodes.length === 0 ? null : indexVms(estate.vms);
  for (const node of indexes === null ? [] : estate.kubernetesNodes) {
    const cluster = clusters.get(node.cluster);
    if (indexes === null || cluster === undefined) continue;
    const found = find(node, indexes);
    reasons.set(node, found.why);
    if (found.vm === null) continue;
    const known = ties.get(found.vm);
    if (known !== undefined) {
      // One machine is one node: neither is certain.
      ties.set(found.vm, { ...known, isCertain: false });
      vms.delete(known.node);
      for (const each of [known.node, node]) reasons.set(each, 'another node would be the same VM');
      continue;
    }
    ties.set(found.vm, { node, cluster, by: found.by, isCertain: found.isCertain });
    if (found.isCertain) vms.set(node, found.vm);
  }
  return {
    ofVm: (vm) => ties.get(vm) ?? null,
    vmOf: (node) => vms.get(node) ?? null,
    whyNot: (node) => reasons.get(node) ?? '',
  };
}
