import { byCodePoint } from '../lib/order.ts';
import type { Estate, Vm } from '../model/estate.ts';
import type { KubernetesCluster, KubernetesNode, KubernetesPod } from '../model/kubernetes-cluster.ts';
import type { Amount, KubernetesInVms } from '../model/kubernetes-in-vms.ts';
import { counted, listed } from './figures.ts';
import type { NodeTies } from './kubernetes-nodes.ts';
import type { Demand } from './nodes/plan-nodes.ts';

const mebibyte = 1024 * 1024;
const milliPerCpu = 1000;

/** Pods that come with a node and not with an application: the new nodes have their own. */
const ofNodes: ReadonlySet<string> = new Set(['DaemonSet', 'Node']);
const isOfNode = ({ owner }: KubernetesPod): boolean => owner !== null && ofNodes.has(owner.kind);
const isEnded = ({ phase }: KubernetesPod): boolean => phase === 'Succeeded' || phase === 'Failed';

/** Sums in bytes, so that rounding happens once. */
class Sum {
  #cpuMilli: number | null = 0;
  #memoryBytes: number | null = 0;

  add(cpuMilli: number | null, memoryBytes: number | null): void {
    this.#cpuMilli = this.#cpuMilli === null || cpuMilli === null ? null : this.#cpuMilli + cpuMilli;
    this.#memoryBytes = this.#memoryBytes === null || memoryBytes === null ? null : this.#memoryBytes + memoryBytes;
  }

  get amount(): Amount {
    return {
      cpuMilli: this.#cpuMilli,
      memoryMiB: this.#memoryBytes === null ? null : Math.ceil(this.#memoryBytes / mebibyte),
    };
  }
}

const unknown: Amount = { cpuMilli: null, memoryMiB: null };
const difference = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}

/** True where pods were read, so that what a cluster asks for is known. */
export const isPodsRead = ({ read }: KubernetesCluster): boolean => read.includes('pods');

/** For each cluster that was read, what its node VMs hold against what its pods ask for and use. */
export function kubernetesInVms(estate: Estate, ties: NodeTies): KubernetesInVms[] {
  const nodesOf = groupBy(estate.kubernetesNodes, ({ cluster }) => cluster);
  const podsOf = groupBy(estate.kubernetesPods, ({ cluster }) => cluster);
  return estate.kubernetesClusters
    .toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id))
    .map((cluster) => oneCluster(estate, cluster, nodesOf.get(cluster.id) ?? [], podsOf.get(cluster.id) ?? [], ties));
}

function oneCluster(
  estate: Estate,
  cluster: KubernetesCluster,
  nodes: readonly KubernetesNode[],
  allPods: readonly KubernetesPod[],
  ties: NodeTies,
): KubernetesInVms {
  const tied = nodes.flatMap((node) => {
    const vm = ties.vmOf(node);
    return vm === null ? [] : { node, vm };
  });
  const names = new Set(tied.map(({ node }) => node.name));
  const pods = allPods.filter((pod) => pod.node !== null && names.has(pod.node) && !isEnded(pod));
  const isRead = isPodsRead(cluster);

  const [vms, allocatable, used, requested, byNodes] = [new Sum(), new Sum(), new Sum(), new Sum(), new Sum()];
  for (const { node, vm } of tied) {
    vms.add(vm.cpus === null ? null : vm.cpus * milliPerCpu, vm.memoryMiB === null ? null : vm.memoryMiB * mebibyte);
    allocatable.add(node.allocatable.cpuMilli, node.allocatable.memoryBytes);
    used.add(node.usage?.cpuMilli ?? null, node.usage?.memoryBytes ?? null);
  }
  for (const pod of pods) {
    requested.add(pod.requests.cpuMilli, pod.requests.memoryBytes);
    if (isOfNode(pod)) byNodes.add(pod.requests.cpuMilli, pod.requests.memoryBytes);
  }
  // Of no node at all nothing is known, which is not nothing.
  const known = (sum: Sum, isKnown: boolean): Amount => (isKnown && tied.length > 0 ? sum.amount : unknown);
  const held = known(vms, true);
  const asked = known(requested, isRead);
  return {
    cluster: cluster.id,
    name: cluster.name,
    version: cluster.version,
    nodes: nodes.length,
    nodeVms: tied.map(({ vm }) => vm.id),
    notFound: nodes
      .filter((node) => ties.vmOf(node) === null)
      .map((node) => ({ node: node.name, why: ties.whyNot(node) })),
    vms: held,
    allocatable: known(allocatable, true),
    requested: asked,
    requestedByNodes: known(byNodes, isRead),
    used: known(used, true),
    notRequested: {
      cpuMilli: difference(held.cpuMilli, asked.cpuMilli),
      memoryMiB: difference(held.memoryMiB, asked.memoryMiB),
    },
    pods: isRead ? pods.length : null,
    podsWithoutRequests: isRead
      ? pods.filter(({ requests }) => requests.cpuMilli === 0 || requests.memoryBytes === 0).length
      : null,
    tenants: isRead ? tenants(estate, cluster, pods) : [],
    claims: claims(estate, cluster),
  };
}

function tenants(
  estate: Estate,
  cluster: KubernetesCluster,
  pods: readonly KubernetesPod[],
): KubernetesInVms['tenants'] {
  const quotas = new Map(
    estate.kubernetesNamespaces
      .filter((namespace) => namespace.cluster === cluster.id)
      .map((namespace) => [namespace.name, namespace.quotas.map(({ hard }) => hard)]),
  );
  return [...groupBy(pods, ({ namespace }) => namespace)]
    .map(([namespace, own]) => {
      const sum = new Sum();
      for (const { requests } of own) sum.add(requests.cpuMilli, requests.memoryBytes);
      return { namespace, pods: own.length, requested: sum.amount, quotas: quotas.get(namespace) ?? [] };
    })
    .sort(
      (a, b) => (b.requested.memoryMiB ?? 0) - (a.requested.memoryMiB ?? 0) || byCodePoint(a.namespace, b.namespace),
    );
}

function claims(estate: Estate, cluster: KubernetesCluster): KubernetesInVms['claims'] {
  const isOwn = (record: { readonly cluster: string }): boolean => record.cluster === cluster.id;
  if (!cluster.read.includes('persistentVolumeClaims')) return { count: null, storageMiB: null, drivers: [] };
  const own = estate.persistentVolumeClaims.filter(isOwn);
  let bytes: number | null = 0;
  for (const { capacityBytes, requestBytes } of own) {
    const size = capacityBytes ?? requestBytes;
    bytes = bytes === null || size === null ? null : bytes + size;
  }
  const drivers = new Set(estate.persistentVolumes.filter(isOwn).flatMap(({ driver }) => driver ?? []));
  return {
    count: own.length,
    storageMiB: bytes === null ? null : Math.ceil(bytes / mebibyte),
    drivers: [...drivers].sort(byCodePoint),
  };
}

/**
 * What the pods of dissolved nodes ask of the new ones: each as large as its request, and where it has none as large as
 * what it was seen to use. Pods that come with a node, and those that have ended, are left out. A vCPU counts as one CPU:
 * what the pod asked for is what it gets.
 */
export function podDemands(estate: Estate, ties: NodeTies, isReplaced: (vm: Vm) => boolean): Demand[] {
  const dissolved = new Set<string>();
  for (const node of estate.kubernetesNodes) {
    const vm = ties.vmOf(node);
    if (vm !== null && isReplaced(vm)) dissolved.add(`${node.cluster} ${node.name}`);
  }
  return estate.kubernetesPods.flatMap((pod) => {
    if (pod.node === null || !dissolved.has(`${pod.cluster} ${pod.node}`) || isOfNode(pod) || isEnded(pod)) return [];
    const { requests, usage } = pod;
    const memoryBytes = requests.memoryBytes > 0 ? requests.memoryBytes : (usage?.memoryBytes ?? 0);
    return {
      id: `pod ${pod.cluster}/${pod.namespace}/${pod.name}`,
      cpuMilli: requests.cpuMilli > 0 ? requests.cpuMilli : (usage?.cpuMilli ?? 0),
      memoryMiB: Math.ceil(memoryBytes / mebibyte),
      running: true,
      isVm: false,
    };
  });
}

/** What lacks of the clusters that were read, a line each. `unplaced` are ids of demands that fit on no node. */
export function kubernetesGaps(
  clusters: readonly KubernetesInVms[],
  demands: readonly Demand[],
  unplaced: readonly string[],
): string[] {
  const lines: string[] = [];
  for (const { name, nodes, notFound, pods, claims: storage, nodeVms, used } of clusters) {
    const where = `Kubernetes cluster ${name}`;
    const [first] = notFound;
    if (first !== undefined) {
      lines.push(
        `${where}: ${notFound.length} of ${nodes} nodes are no VM for certain, and in no figure (${first.node}: ${first.why})`,
      );
    }
    if (pods === null) lines.push(`${where}: its pods were not read, so that its nodes stay VMs in the plan`);
    if (nodeVms.length > 0 && used.cpuMilli === null) {
      lines.push(`${where}: what its nodes use is not known, because the metrics API does not tell`);
    }
    if (nodeVms.length > 0 && (storage.count ?? 0) > 0) {
      lines.push(`${where}: the storage of its ${storage.count} claims is in no figure of the plan's storage`);
    }
  }
  const ids = new Set(demands.map(({ id }) => id));
  const withoutRoom = unplaced.filter((id) => ids.has(id));
  if (withoutRoom[0] !== undefined) {
    lines.push(
      `No planned node has room for ${counted(withoutRoom.length, 'pod')} of dissolved nodes: ${listed(withoutRoom)}`,
    );
  }
  const unsized = demands.filter(({ cpuMilli, memoryMiB }) => cpuMilli === 0 || memoryMiB === 0).length;
  if (unsized > 0) {
    lines.push(
      `${unsized} pods of dissolved nodes neither ask for CPU and memory nor were seen to use them: the node count is without what they need`,
    );
  }
  return lines;
}
