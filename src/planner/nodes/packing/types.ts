/** Something that takes room on a node, for example a VM's launcher pod. */
export interface PackingItem {
  /** Unique among the items that are packed together; it breaks ties, so that the input's order does not matter. */
  readonly id: string;
  /** One figure a dimension, in the units and order of the capacity (for example CPU milli, memory MiB, pods). */
  readonly size: readonly number[];
  /** Items that share this key never share a bin. */
  readonly antiAffinity?: string;
}

/** Items packed into identical bins, beside the fewest bins that any packing of them could need. */
export interface Packing {
  /** For each bin the indices of the items in it, in order. */
  readonly bins: readonly (readonly number[])[];
  /** Which heuristic of the portfolio gave the bins. */
  readonly heuristic: string;
  /** No packing of the items that fit has fewer bins. It ignores anti-affinity and `minimumBins`. */
  readonly lowerBound: number;
  /** By how many percent `bins` exceeds `lowerBound`; 0 where there are no bins. */
  readonly gapPercent: number;
  /** Index of the dimension that binds the lower bound. */
  readonly bindingDimension: number;
  /** Indices of items that fit no bin, not even an empty one. They are in no bin and not in the lower bound. */
  readonly oversized: readonly number[];
}

export interface PackingOptions {
  /** Use at least this many bins, which may stay empty (for example three nodes for quorum). */
  readonly minimumBins?: number;
}

/** A kind of bin of which there may be a limited number, for example a host model that is used again. */
export interface BinType {
  readonly name: string;
  readonly capacity: readonly number[];
  /** Price of one bin in any currency; null where unknown. A host that is there already costs 0. */
  readonly price: number | null;
  /** How many there are; null where there is no limit. */
  readonly available: number | null;
}

export interface MixedBin {
  /** Index of the bin's type among the types that were given. */
  readonly type: number;
  /** Indices of the items in it, in order. */
  readonly items: readonly number[];
}

export interface MixedPacking {
  readonly bins: readonly MixedBin[];
  /** Indices of items that fit no type's empty bin. */
  readonly oversized: readonly number[];
  /** Indices of items that would fit an empty bin of some type, but no bin of it was left. */
  readonly unplaced: readonly number[];
}
