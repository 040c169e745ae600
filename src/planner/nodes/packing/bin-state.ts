import type { Instance } from './instance.ts';

/** Bins that are being filled: the room left in each, and the ranks of the items in each. */
export interface BinState {
  /** `residual[bin * dimensions + d]` is what is left of dimension d. */
  readonly residual: Float64Array;
  readonly members: number[][];
  /** For each anti-affinity group the bins that hold one of it. */
  readonly groupBins: readonly Set<number>[];
}

/** That many empty bins. */
export function emptyBins(instance: Instance, bins: number): BinState {
  const { dimensions, capacity } = instance;
  const residual = new Float64Array(bins * dimensions);
  for (let bin = 0; bin < bins; bin++) residual.set(capacity, bin * dimensions);
  return {
    residual,
    members: Array.from({ length: bins }, () => []),
    groupBins: Array.from({ length: instance.groups }, () => new Set<number>()),
  };
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
  const { dimensions, size, capacity } = instance;
  const { residual } = state;
  const members = state.members[bin] ?? [];
  const item = members[position] ?? -1;
  const last = members.pop() ?? -1;
  if (position < members.length) members[position] = last;
  for (let d = 0; d < dimensions; d++) {
    // An emptied bin is whole again, whatever rounding fractional sizes left behind.
    const left = (residual[bin * dimensions + d] ?? 0) + (size[item * dimensions + d] ?? 0);
    residual[bin * dimensions + d] = members.length === 0 ? (capacity[d] ?? 0) : left;
  }
  state.groupBins[instance.group[item] ?? -1]?.delete(bin);
  return item;
}
