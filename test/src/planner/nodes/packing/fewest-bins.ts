import type { PackingItem } from '../../../../../src/planner/nodes/packing/types.ts';

/** The true optimum of a few items that all fit, found by trying every bin for every item. */
export function fewestBins(items: readonly PackingItem[], capacity: readonly number[]): number {
  let best = items.length;
  const loads: number[][] = [];
  const groups: (string | undefined)[][] = [];
  const placeFrom = (index: number): void => {
    const item = items[index];
    if (item === undefined) {
      best = Math.min(best, loads.length);
      return;
    }
    for (let bin = 0; bin <= loads.length && bin < best; bin++) {
      const load = loads[bin] ?? capacity.map(() => 0);
      const group = groups[bin] ?? [];
      const sum = load.map((l, d) => l + (item.size[d] ?? 0));
      if (sum.some((s, d) => s > (capacity[d] ?? 0))) continue;
      if (item.antiAffinity !== undefined && group.includes(item.antiAffinity)) continue;
      const isNew = bin === loads.length;
      loads[bin] = sum;
      groups[bin] = [...group, item.antiAffinity];
      placeFrom(index + 1);
      loads[bin] = load;
      groups[bin] = group;
      if (isNew) {
        loads.pop();
        groups.pop();
      }
    }
  };
  placeFrom(0);
  return best;
}
