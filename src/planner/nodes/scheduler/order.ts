import { byCodePoint } from '../../../lib/order.ts';
import { seededRandom } from '../../../lib/seeded-random.ts';
import type { SchedulerPod } from './types.ts';

/** Pods in the order of their waves, and of their ids within one: what every seeded order starts from. */
export function byWave(pods: readonly SchedulerPod[]): SchedulerPod[] {
  return pods.toSorted((a, b) => a.wave - b.wave || byCodePoint(a.id, b.id));
}

/**
 * Indices of `pods` (which `byWave` sorted) wave after wave, in random order within each: VMs of a wave start when their
 * data is there, and nobody knows which first. The same seed gives the same order.
 */
export function seededOrder(pods: readonly SchedulerPod[], seed: number): Int32Array {
  const random = seededRandom(seed);
  const order = Int32Array.from(pods, (_, index) => index);
  let first = 0;
  for (let i = 1; i <= pods.length; i++) {
    if (i < pods.length && pods[i]?.wave === pods[first]?.wave) continue;
    for (let last = i - 1; last > first; last--) {
      const other = first + Math.floor(random() * (last - first + 1));
      [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
    }
    first = i;
  }
  return order;
}
