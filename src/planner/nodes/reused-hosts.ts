import { packMixed } from './packing/pack-mixed.ts';
import type { PackingItem } from './packing/types.ts';
import { dimensions, vector } from './workers.ts';
import type { Placement, RoomOf, Workers } from './workers.ts';
import { bySize } from './worker-types.ts';
import type { WorkerType } from './worker-types.ts';

/** Hosts of one kind that are there to be used. */
interface Stock {
  readonly type: WorkerType;
  readonly available: number;
}

/**
 * Workers from hosts that are there, each once. The largest `spare` of them are kept from it, so that any worker may fail,
 * unless VMs would find no room for that.
 */
export function reusedHosts(
  items: readonly PackingItem[],
  types: readonly WorkerType[],
  room: RoomOf,
  spare: number,
): Placement {
  const stock = types.map((type) => ({ type, available: type.available ?? 0 }));
  let workers = onHosts(items, withoutLargest(stock, spare), room);
  if (workers.unplaced.length > 0) {
    const onAll = onHosts(items, stock, room);
    if (onAll.unplaced.length < workers.unplaced.length) workers = onAll;
  }
  const left = stock.map(({ type, available }) => ({ type, available: available - (workers.counts.get(type) ?? 0) }));
  return {
    workers,
    alternatives: [],
    why: ['Workers are the hosts that the sources list, used again as they empty; their purchase price is 0'],
    further: (more) => onHosts(more, withoutLargest(left, spare), room),
  };
}

function withoutLargest(stock: readonly Stock[], count: number): Stock[] {
  const kept = new Map<WorkerType, number>();
  let missing = count;
  for (const { type, available } of [...stock].sort((a, b) => bySize(a.type, b.type))) {
    const taken = Math.min(missing, available);
    kept.set(type, available - taken);
    missing -= taken;
  }
  return stock.map(({ type, available }) => ({ type, available: kept.get(type) ?? available }));
}

function onHosts(items: readonly PackingItem[], stock: readonly Stock[], room: RoomOf): Workers {
  const packing = packMixed(
    items,
    stock.map(({ type, available }) => ({
      name: type.name,
      capacity: vector(room(type)),
      price: type.price,
      available,
    })),
  );
  const counts = new Map<WorkerType, number>();
  for (const bin of packing.bins) {
    const type = stock[bin.type]?.type;
    if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const unplaced = new Set([...packing.oversized, ...packing.unplaced]);
  const placed = items.filter((_, index) => !unplaced.has(index));
  return {
    counts,
    total: packing.bins.length,
    ...boundOverHosts(placed, stock, room),
    heuristic: null,
    unplaced: [...unplaced].flatMap((index) => items[index]?.id ?? []),
  };
}

/**
 * The fewest hosts that could hold the items: in each dimension alone, the largest hosts first until the sum of the
 * demand is covered. The dimension that needs most hosts binds.
 */
function boundOverHosts(
  items: readonly PackingItem[],
  stock: readonly Stock[],
  room: RoomOf,
): Pick<Workers, 'lowerBound' | 'bindingDimension'> {
  let bound: Pick<Workers, 'lowerBound' | 'bindingDimension'> = { lowerBound: 0, bindingDimension: null };
  for (const [d, dimension] of dimensions.entries()) {
    let demand = items.reduce((sum, item) => sum + (item.size[d] ?? 0), 0);
    let hosts = 0;
    const largestFirst = stock.map(({ type, available }) => ({ size: vector(room(type))[d] ?? 0, available }));
    largestFirst.sort((a, b) => b.size - a.size);
    for (const { size, available } of largestFirst) {
      if (demand <= 0 || size <= 0) break;
      const needed = Math.min(available, Math.ceil(demand / size));
      hosts += needed;
      demand -= needed * size;
    }
    if (hosts > bound.lowerBound) bound = { lowerBound: hosts, bindingDimension: dimension };
  }
  return bound;
}
