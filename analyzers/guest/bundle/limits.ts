/** What a bundle may be at most. collect.sh keeps below it (total_limit, part_limit). */
export interface BundleLimits {
  /** Of the file as it is, in bytes. */
  readonly compressedBytes: number;
  /** Of all that it unpacks to, in bytes: a bomb ends here. */
  readonly unpackedBytes: number;
  /** Of one entry, in bytes; a larger one is passed over. */
  readonly entryBytes: number;
  readonly entries: number;
  /** How many times larger than the file the unpacked may be, once it is more than 4 MiB: text is below 40. */
  readonly ratio: number;
}

/** collect.sh writes at most 40 MB in parts of at most 6 MB (its total_limit and part_limit). */
export const defaultBundleLimits: BundleLimits = {
  compressedBytes: 64 * 1024 ** 2,
  unpackedBytes: 160 * 1024 ** 2,
  entryBytes: 16 * 1024 ** 2,
  entries: 20_000,
  ratio: 200,
};
