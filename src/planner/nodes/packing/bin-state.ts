import type { Instance } from './instance.ts';

/** Bins that are being filled: the room left in each, and the ranks of the items in each. */
export interface BinState {
  /** `residual[bin * dimensions + d]` is what is left of dimension d; negative in a bin that is closed. */
  readonly residual: Float64Array;
  readonly members: number[][];
  /** For each anti-affinity group the bins that hold one of it. */
  readonly groupBins: readonly Set<number>[];
}

/** That many bins, all closed. */
export function closedBins(instance: Instance, bins: number): BinState {
  return {
    residual: new Float64Array(bins * instance.dimensions).fill(-1),
    members: Array.from({ length: bins }, () => []),
    groupBins: Array.from({ length: instance.groups }, () => new Set<number>()),
  };
}

/** That many empty bins of the instance's capacity. */
export function emptyBins(instance: Instance, bins: number): BinState {
  const state = closedBins(instance, bins);
  for (let bin = 0; bin < bins; bin++) open(instance, state, bin, instance.capacity);
  return state;
}

/** Opens a closed bin. */
export function open(instance: Instance, state: BinState, bin: number, capacity: ArrayLike<number>): void {
  state.residual.set(capacity, bin * instance.dimensions);
}

/** Closes an empty bin: nothing has room in it any more. */
export function close(instance: Instance, state: BinState, bin: number): void {
  state.residual.fill(-1, bin * instance.dimensions, (bin + 1) * instance.dimensions);
}

/** Whether the item is small enough for what is left of the bin; anti-affinity apart. */
export function hasRoom(instance: Instance, state: BinState, bin: number, item: number): boolean {
  const { dimensions, size } = instance;
  const { residual } = state;
  const from = item * dimensions;
  const left = bin * dimensions;
  for (let d = 0; d < dimensions; d++) {
    if ((size[from + d] ?? 0) > (residual[left + d] ?? 0)) return false;
  }
  return true;
}

/** Whether the bin holds no item of this item's anti-affinity group. */
export function isApart(instance: Instance, state: BinState, bin: number, item: number): boolean {
  const group = instance.group[item] ?? -1;
  return group < 0 || state.groupBins[group]?.has(bin) !== true;
}

/** Of the first `bins` bins the one with room for the item in which it leaves the least, -1 where there is none. */
export function tightestBin(instance: Instance, state: BinState, bins: number, item: number): number {
  const { dimensions, capacity, averageShare } = instance;
  let best = -1;
  let least = Infinity;
  for (let bin = 0; bin < bins; bin++) {
    if (!hasRoom(instance, state, bin, item) || !isApart(instance, state, bin, item)) continue;
    let left = 0;
    for (let d = 0; d < dimensions; d++) {
      left += ((averageShare[d] ?? 0) * (state.residual[bin * dimensions + d] ?? 0)) / (capacity[d] ?? 1);
    }
    if (left < least) {
      least = left;
      best = bin;
    }
  }
  return best;
}

/** Adds the item to the bin; the caller has checked that it fits. */
export function place(instance: Instance, state: BinState, bin: number, item: number): void {
  const { dimensions, size } = instance;
  const { residual } = state;
  for (let d = 0; d < dimensions; d++) {
    residual[bin * dimensions + d] = (residual[bin * dimensions + d] ?? 0) - (size[item * dimensions + d] ?? 0);
  }
  state.members[bin]?.push(item);
  state.groupBins[instance.group[item] ?? -1]?.add(bin);
}

/** Takes the item at this position out of the bin; the bin's last item takes its position. Returns the item's rank. */
export function takeOut(instance: Instance, state: BinState, bin: number, position: number): number {
  const { dimensions, size } = instance;
  const { residual } = state;
  const members = state.members[bin] ?? [];
  const item = members[position] ?? -1;
  const last = members.pop() ?? -1;
  if (position < members.length) members[position] = last;
  for (let d = 0; d < dimensions; d++) {
    residual[bin * dimensions + d] = (residual[bin * dimensions + d] ?? 0) + (size[item * dimensions + d] ?? 0);
  }
  state.groupBins[instance.group[item] ?? -1]?.delete(bin);
  return item;
}
