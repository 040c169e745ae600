import { counted } from '../figures.ts';
import { bySize } from './worker-types.ts';
import type { WorkerType } from './worker-types.ts';
import type { Workers } from './workers.ts';

export interface Spare {
  readonly counts: ReadonlyMap<WorkerType, number>;
  readonly total: number;
  /** What the spare nodes do not cover. */
  readonly shortfall: readonly string[];
}

/**
 * Spare workers as large as the largest worker in use, so that any of them may fail. Where hosts are used again they are
 * the largest of those that the packing left over; too few or too small ones are said.
 */
export function spareWorkers(chosen: Workers, types: readonly WorkerType[], wanted: number): Spare {
  const largestFirst = [...types].sort(bySize);
  const largestUsed = largestFirst.find((type) => chosen.counts.has(type));
  const [first] = types;
  const type = largestUsed ?? first;
  if (type === undefined || wanted === 0) return { counts: new Map(), total: 0, shortfall: [] };
  if (type.available === null) return { counts: new Map([[type, wanted]]), total: wanted, shortfall: [] };

  const counts = new Map<WorkerType, number>();
  let missing = wanted;
  for (const candidate of largestFirst) {
    const left = (candidate.available ?? 0) - (chosen.counts.get(candidate) ?? 0);
    const taken = Math.min(missing, left);
    if (taken > 0) counts.set(candidate, taken);
    missing -= taken;
  }
  const shortfall: string[] = [];
  if (missing > 0) shortfall.push(`No host is left for ${counted(missing, 'spare node')}: a failure is not covered`);
  if ([...counts.keys()].some((spare) => spare.memoryMiB < (largestUsed?.memoryMiB ?? 0))) {
    shortfall.push('A spare node is smaller than the largest worker, whose failure it does not cover');
  }
  return { counts, total: wanted - missing, shortfall };
}
