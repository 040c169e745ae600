import { matchesNodeAffinity, toleratesTaints } from './filters.ts';
import type { NodeShape, SchedulerPod } from './types.ts';

/** The pods that an order leaves pending on some nodes. */
export type Check = (nodes: readonly NodeShape[], seed: number) => readonly SchedulerPod[];

/** Where further nodes come from. */
export interface Supply {
  /** What could be had for a pod; null where nothing that fits is left. */
  offer(pod: SchedulerPod): NodeShape | null;
  /** Takes one; false where none is left. */
  take(shape: NodeShape): boolean;
}

export interface Grown {
  readonly nodes: readonly NodeShape[];
  /** Most pods that an order leaves pending; 0 but where nodes have run out. */
  readonly pending: number;
}

/** Of so many nodes one more is added at least. */
const leastStep = 16;

/**
 * Adds nodes until every seeded order places every pod, all of them on the same nodes. Each time an order leaves pods
 * pending, half of the nodes that these alone would fill are added, of many nodes one in sixteen at least, and all
 * orders are tried anew.
 */
export function grow(start: readonly NodeShape[], orders: number, check: Check, supply: Supply): Grown {
  const nodes = [...start];
  let [seed, passed, pending] = [0, 0, 0];
  while (passed < orders) {
    const left = check(nodes, seed);
    const added = left.length === 0 ? [] : nodesFor(left, supply);
    const [first] = added;
    // A thousand steps of one node each would take minutes; the count is at most that much too high.
    if (first !== undefined) {
      while (added.length < nodes.length / leastStep && supply.take(first)) added.push(first);
    }
    if (added.length > 0) {
      nodes.push(...added);
      [passed, pending] = [0, 0];
      continue;
    }
    pending = Math.max(pending, left.length);
    passed++;
    seed = (seed + 1) % orders;
  }
  return { nodes, pending };
}

interface Filling {
  readonly shape: NodeShape;
  cpuMilli: number;
  memoryMiB: number;
  pods: number;
}

/** New nodes for half of what the pods fill, at least one of each shape that they ask for; first fit, largest first. */
function nodesFor(pending: readonly SchedulerPod[], supply: Supply): NodeShape[] {
  const largestFirst = pending.toSorted((a, b) => b.memoryMiB - a.memoryMiB || b.cpuMilli - a.cpuMilli);
  const filled: Filling[] = [];
  const wanted = new Map<NodeShape, number>();
  for (const pod of largestFirst) {
    let room = filled.find((node) => holds(node, pod));
    if (room === undefined) {
      const shape = supply.offer(pod);
      if (shape === null) continue;
      room = { shape, cpuMilli: 0, memoryMiB: 0, pods: 0 };
      filled.push(room);
      wanted.set(shape, (wanted.get(shape) ?? 0) + 1);
    }
    room.cpuMilli += pod.cpuMilli;
    room.memoryMiB += pod.memoryMiB;
    room.pods++;
  }
  return [...wanted].flatMap(([shape, count]) =>
    Array.from({ length: Math.ceil(count / 2) }, () => shape).filter((one) => supply.take(one)),
  );
}

function holds({ shape, cpuMilli, memoryMiB, pods }: Filling, pod: SchedulerPod): boolean {
  return (
    cpuMilli + pod.cpuMilli <= shape.allocatable.cpuMilli &&
    memoryMiB + pod.memoryMiB <= shape.allocatable.memoryMiB &&
    pods < shape.allocatable.pods &&
    suits(shape, pod)
  );
}

/** True where nothing but the room decides whether the pod may run on such a node. */
export function suits({ labels, taints }: NodeShape, { nodeTerms }: SchedulerPod): boolean {
  return matchesNodeAffinity(nodeTerms, labels) && toleratesTaints(nodeTerms, taints);
}
