import { counted } from '../figures.ts';
import { lowerBound } from './packing/lower-bound.ts';
import { prepareInstance } from './packing/instance.ts';
import { pack } from './packing/pack.ts';
import type { PackingItem } from './packing/types.ts';
import { dimensions, fits, vector } from './workers.ts';
import type { Placement, RoomOf, Workers } from './workers.ts';
import { spareWorkers } from './spare-workers.ts';
import type { WorkerType } from './worker-types.ts';

/**
 * Workers of the catalogue's types. Each type is tried for most of the workers; the cheapest counts, with `spare` more
 * workers, where all have prices, else the first that is listed.
 */
export function catalogueWorkers(
  items: readonly PackingItem[],
  types: readonly WorkerType[],
  room: RoomOf,
  spare: number,
): Placement {
  const plans = types.map((type) => {
    const workers = onType(items, type, types, room);
    return { type, workers, price: priceWithSpare(workers, types, spare) };
  });
  const [first] = plans;
  if (first === undefined) throw new Error('a catalogue without node types');
  const unpriced = unpricedTypes(plans);
  const chosen =
    unpriced.length === 0 ? plans.reduce((best, plan) => ((plan.price ?? 0) < (best.price ?? 0) ? plan : best)) : first;
  const alternatives = plans.filter((plan) => plan !== chosen);
  const reason =
    unpriced.length === 0
      ? `it is the cheapest of ${counted(plans.length, 'type')} to buy for this demand`
      : `it is listed first, and without a price for ${unpriced.join(', ')} there is nothing to compare`;
  return {
    workers: chosen.workers,
    alternatives: alternatives.map(({ type, workers, price }) => ({
      type: type.name,
      workers: workers.total,
      lowerBound: workers.lowerBound,
      price,
    })),
    why: alternatives.length === 0 ? [] : [`Planned with ${chosen.type.name}, because ${reason}`],
    further: (more) => onType(more, chosen.type, types, room),
  };
}

/** Names of the types in use, in any of the plans, that have no price. */
function unpricedTypes(plans: readonly { readonly type: WorkerType; readonly workers: Workers }[]): string[] {
  const used = new Set(plans.flatMap(({ type, workers }) => [type, ...workers.counts.keys()]));
  return [...used].filter((type) => type.price === null).map((type) => type.name);
}

/** Purchase price of the workers with so many spare ones; null where a price is not known. */
function priceWithSpare(workers: Workers, types: readonly WorkerType[], spare: number): number | null {
  let total: number | null = 0;
  for (const [type, count] of [...workers.counts, ...spareWorkers(workers, types, spare).counts]) {
    total = total === null || type.price === null ? null : total + count * type.price;
  }
  return total;
}

/**
 * Workers of one type, and of others for the few items that are too large for it: of those types the one that holds most
 * of them, then the first that is listed. Room that is left beside such items is not filled up with small ones.
 */
function onType(items: readonly PackingItem[], main: WorkerType, types: readonly WorkerType[], room: RoomOf): Workers {
  const packing = pack(items, vector(room(main)));
  const counts = new Map<WorkerType, number>();
  if (packing.bins.length > 0) counts.set(main, packing.bins.length);
  let left = packing.oversized.flatMap((index) => items[index] ?? []);
  let others = types.filter((type) => type !== main);
  while (left.length > 0 && others.length > 0) {
    const next = holdingMost(left, others, room);
    const rest = pack(left, vector(room(next)));
    if (rest.bins.length > 0) counts.set(next, rest.bins.length);
    left = rest.oversized.flatMap((index) => left[index] ?? []);
    others = others.filter((type) => type !== next);
  }

  const placed = { unplaced: left.map((item) => item.id), counts, heuristic: packing.heuristic };
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (counts.size <= 1 && counts.has(main)) {
    return {
      ...placed,
      total,
      lowerBound: packing.lowerBound,
      bindingDimension: dimensions[packing.bindingDimension] ?? null,
    };
  }
  return { ...placed, total, ...boundOverTypes(items, [...counts.keys()], room) };
}

function holdingMost(items: readonly PackingItem[], types: readonly WorkerType[], room: RoomOf): WorkerType {
  const held = (type: WorkerType): number => items.filter((item) => fits(item, room(type))).length;
  return types.reduce((best, type) => (held(type) > held(best) ? type : best));
}

/** A bound for workers of several types: as if each had the most of each dimension that any of them has. */
function boundOverTypes(
  items: readonly PackingItem[],
  types: readonly WorkerType[],
  room: RoomOf,
): Pick<Workers, 'lowerBound' | 'bindingDimension'> {
  const largest = [0, 0, 0];
  for (const type of types) {
    for (const [d, size] of vector(room(type)).entries()) largest[d] = Math.max(largest[d] ?? 0, size);
  }
  const bound = lowerBound(prepareInstance(items, largest));
  return { lowerBound: bound.bins, bindingDimension: bound.bins === 0 ? null : (dimensions[bound.dimension] ?? null) };
}
