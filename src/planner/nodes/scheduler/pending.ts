import { seededRandom } from '../../../lib/seeded-random.ts';
import { seededOrder } from './order.ts';
import type { ScoringStrategy } from './scores.ts';
import { SimulatedCluster } from './simulated-cluster.ts';
import type { NodeShape, SchedulerPod } from './types.ts';

/** Pods, sorted by wave, that stay pending where the nodes are there from the start and pods come in a seeded order. */
export function pendingPods(
  nodes: readonly NodeShape[],
  pods: readonly SchedulerPod[],
  seed: number,
  strategy?: ScoringStrategy,
): SchedulerPod[] {
  const { pending } = place(nodes, pods, seed, strategy);
  return pending;
}

/**
 * The same, and then the fullest node of each shape is drained in turn, as for an upgrade: its pods find room elsewhere,
 * and it comes back empty. Pods that were pending before any drain are among those returned.
 */
export function pendingAfterDrain(
  nodes: readonly NodeShape[],
  pods: readonly SchedulerPod[],
  seed: number,
  strategy?: ScoringStrategy,
): SchedulerPod[] {
  const { cluster, pending } = place(nodes, pods, seed, strategy);
  for (const shape of new Set(nodes)) {
    const node = cluster.fullest(shape);
    if (node === null) continue;
    for (const index of cluster.drain(node)) {
      if (!cluster.schedule(index)) pending.push(...pods.slice(index, index + 1));
    }
  }
  return pending;
}

function place(
  nodes: readonly NodeShape[],
  pods: readonly SchedulerPod[],
  seed: number,
  strategy: ScoringStrategy | undefined,
): { readonly cluster: SimulatedCluster; readonly pending: SchedulerPod[] } {
  // Ties among nodes are drawn from another stream than the order of pods.
  const cluster = new SimulatedCluster(nodes, pods, seededRandom(~seed), strategy);
  const pending: SchedulerPod[] = [];
  for (const index of seededOrder(pods, seed)) {
    if (!cluster.schedule(index)) pending.push(...pods.slice(index, index + 1));
  }
  return { cluster, pending };
}
