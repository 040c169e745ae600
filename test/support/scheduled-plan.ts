import { affinity, ruleLabels, tolerations } from '../../generators/kubevirt/scheduling.ts';
import type { Plan, VmDecision } from '../../src/model/plan.ts';
import { startScheduler, type Kube } from './kube.ts';

/** An object of the API. */
type Manifest = Record<string, unknown> & {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
};

/** The plan's workers as API objects, ready and empty, with the plan's allocatable figures, labels and taints. */
export function plannedNodes({ nodes }: Plan): Manifest[] {
  const labelled = nodes.scheduler?.labelledNodes ?? [];
  return nodes.pools.flatMap(({ type, role, count, allocatable }, pool) => {
    if (role !== 'worker' || allocatable === null) return [];
    const own = labelled
      .filter((each) => each.type === type)
      .flatMap((each) => Array.from({ length: each.count }, () => each));
    const figures = {
      cpu: `${allocatable.cpuMilli}m`,
      memory: `${allocatable.memoryMiB}Mi`,
      pods: String(allocatable.pods),
    };
    return Array.from({ length: count }, (_, index): Manifest => {
      const name = `worker-${pool}-${index}`;
      const { labels = [], taints = [] } = own[index] ?? {};
      return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: { 'kubernetes.io/hostname': name, ...Object.fromEntries(labels.map((label) => [label, 'true'])) },
        },
        spec: { taints: taints.map((key) => ({ key, value: 'true', effect: 'NoSchedule' })) },
        status: { capacity: figures, allocatable: figures, conditions: [{ type: 'Ready', status: 'True' }] },
      };
    });
  });
}

/** Pods of the VMs that run, wave after wave, as the manifests ask for them; volumes and devices left out. */
export function plannedPods(plan: Plan, running: ReadonlySet<string>): Manifest[] {
  const waveOf = new Map(plan.waves.waves.flatMap(({ vms }, wave) => vms.map((vm) => [vm, wave])));
  const unplaced = new Set(plan.nodes.unplaced);
  return plan.decisions
    .filter(({ vm, sizing }) => sizing !== null && running.has(vm) && !unplaced.has(vm))
    .toSorted((a, b) => (waveOf.get(a.vm) ?? Infinity) - (waveOf.get(b.vm) ?? Infinity))
    .flatMap(podsOf);
}

function podsOf(decision: VmDecision): Manifest[] {
  const { sizing, workloads, resourceName, namespace } = decision;
  if (sizing === null) return [];
  const pod = (name: string, cpuMilli: number, memoryMiB: number): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...decision.labels, ...ruleLabels(decision) } },
    spec: {
      affinity: affinity(decision),
      tolerations: tolerations(decision),
      containers: [
        {
          name: 'compute',
          image: 'registry.invalid/never-pulled',
          resources: { requests: { cpu: `${cpuMilli}m`, memory: `${memoryMiB}Mi` } },
        },
      ],
    },
  });
  const containers = workloads.flatMap(({ name, container }) =>
    container === null ? [] : pod(name, container.sizing.cpuRequestMilli, container.sizing.memoryRequestMiB),
  );
  if (decision.disposition === 'containerize' && containers.length > 0) return containers;
  return [pod(resourceName, sizing.cpuRequestMilli, sizing.memoryMiB + sizing.overheadMemoryMiB)];
}

export function namespacesOf({ decisions }: Plan): string[] {
  return [...new Set(decisions.map(({ namespace }) => namespace))];
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: { readonly nodeName?: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly reason?: string }[] };
  }[];
}

/** Requests that are under way at once. */
const parallel = 16;

/**
 * Posts nodes, starts a kube-scheduler, posts the pods in their order, and waits until it has bound or refused each.
 * Returns the names of those that it refused.
 */
export async function scheduleAll(
  kube: Kube,
  nodes: readonly Manifest[],
  pods: readonly Manifest[],
  namespaces: readonly string[],
): Promise<string[]> {
  const post = async (all: readonly Manifest[], path: (each: Manifest) => string): Promise<void> => {
    for (let at = 0; at < all.length; at += parallel) {
      await Promise.all(all.slice(at, at + parallel).map((each) => kube.send('POST', path(each), each)));
    }
  };
  await post(nodes, () => '/api/v1/nodes');
  await post(
    namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    () => '/api/v1/namespaces',
  );
  startScheduler(kube);
  await post(pods, ({ metadata }) => `/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods`);
  for (;;) {
    const { items } = (await kube.send('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3D')) as PodList;
    const refused = items.filter(({ status }) => status.conditions?.some(({ reason }) => reason === 'Unschedulable'));
    if (refused.length === items.length) return refused.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
