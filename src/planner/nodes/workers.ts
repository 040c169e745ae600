import type { NodePlan } from '../../model/plan.ts';
import type { PackingItem } from './packing/types.ts';
import type { Allocatable } from './reservations.ts';
import type { WorkerType } from './worker-types.ts';

/** Order of the figures in a packing vector. */
export const dimensions = ['cpu', 'memory', 'pods'] as const;

/** Room on a node as a packing vector. */
export const vector = (room: Allocatable): number[] => [room.cpuMilli, room.memoryMiB, room.pods];

/** True where an item fits an empty node. */
export function fits(item: PackingItem, room: Allocatable): boolean {
  const capacity = vector(room);
  return item.size.every((size, d) => size <= (capacity[d] ?? 0));
}

/** Room on an empty node of a type. */
export type RoomOf = (type: WorkerType) => Allocatable;

/** Workers that hold the items: how many of each type. */
export interface Workers {
  readonly counts: ReadonlyMap<WorkerType, number>;
  readonly total: number;
  readonly lowerBound: number;
  readonly bindingDimension: NodePlan['bindingDimension'];
  readonly heuristic: string | null;
  /** Ids of items that found no room. */
  readonly unplaced: readonly string[];
}

/** Workers for the items, and what was considered. */
export interface Placement {
  readonly workers: Workers;
  readonly alternatives: NodePlan['alternatives'];
  /** Why these types: lines for the plan's assumptions. */
  readonly why: readonly string[];
  /** Further workers for further items, beside these and without filling up their room. */
  readonly further: (items: readonly PackingItem[]) => Workers;
}
