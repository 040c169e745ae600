import { byCodePoint } from '../../../lib/order.ts';
import { suits } from './grow.ts';
import type { NodeShape, SchedulerPod } from './types.ts';

/** A node of the same type with other labels. */
export type Relabel = (shape: NodeShape, labels: readonly string[]) => NodeShape;

/** The labels that a node must bear for this pod, sorted. */
export function requiredLabels({ nodeTerms }: SchedulerPod): string[] {
  return nodeTerms.flatMap(({ label, required, away }) => (required && !away ? label : [])).sort(byCodePoint);
}

function preferredLabels({ nodeTerms }: SchedulerPod): string[] {
  return nodeTerms.flatMap(({ label, required, away }) => (required || away ? [] : label)).sort(byCodePoint);
}

/**
 * Gives nodes the labels of the groups that pods are bound to, which a person would do: for each group as many nodes as
 * first fit, largest first, fills with its pods. Groups that pods only prefer come last. What finds no node is left to
 * `grow`.
 */
export function labelNodes(
  nodes: readonly NodeShape[],
  pods: readonly SchedulerPod[],
  relabel: Relabel,
): readonly NodeShape[] {
  const labelled = [...nodes];
  for (const labelsOf of [requiredLabels, preferredLabels]) {
    const groups = new Map<string, { readonly labels: readonly string[]; readonly members: SchedulerPod[] }>();
    for (const pod of pods) {
      const labels = labelsOf(pod);
      if (labels.length === 0 || (labelsOf === preferredLabels && requiredLabels(pod).length > 0)) continue;
      const key = JSON.stringify(labels);
      const group = groups.get(key) ?? { labels, members: [] };
      groups.set(key, group);
      group.members.push(pod);
    }
    for (const [, { labels, members }] of [...groups].sort(([a], [b]) => byCodePoint(a, b))) {
      labelFor(labelled, members, (shape) => relabel(shape, labels));
    }
  }
  return labelled;
}

function labelFor(
  nodes: NodeShape[],
  members: readonly SchedulerPod[],
  relabel: (shape: NodeShape) => NodeShape,
): void {
  const room: { cpuMilli: number; memoryMiB: number; pods: number }[] = [];
  const fits = (free: (typeof room)[number], pod: SchedulerPod): boolean =>
    pod.cpuMilli <= free.cpuMilli && pod.memoryMiB <= free.memoryMiB && free.pods > 0;
  const largestFirst = members.toSorted(
    (a, b) => b.memoryMiB - a.memoryMiB || b.cpuMilli - a.cpuMilli || byCodePoint(a.id, b.id),
  );
  for (const pod of largestFirst) {
    let free = room.find((one) => fits(one, pod));
    if (free === undefined) {
      const at = nodes.findIndex(
        (shape) => shape.labels.length === 0 && fits(shape.allocatable, pod) && suits(relabel(shape), pod),
      );
      const shape = nodes[at];
      if (shape === undefined) continue;
      nodes[at] = relabel(shape);
      free = { ...shape.allocatable };
      room.push(free);
    }
    free.cpuMilli -= pod.cpuMilli;
    free.memoryMiB -= pod.memoryMiB;
    free.pods--;
  }
}
