/**
 * What a file may ask of this machine. Zip bombs and broken exports end in an error that says so, before memory or disk
 * runs out. All are checked against what is really unpacked, never against the sizes that the file declares.
 */
export interface ReadLimits {
  /** Files in a zip. RVTools writes 27 sheets, Excel about 120 parts for as many; counted in the central directory. */
  readonly zipEntries: number;
  /** Bytes that all parts of a zip unpack to, each part counted once however often it is read. */
  readonly unpackedBytes: number;
  /**
   * Unpacked over packed bytes of one part. Deflate reaches 1032 at most (zlib's documentation). Measured at level 6:
   * sheets 6 to 13, shared strings up to 25, blank rows 39, blank cells without references 219. Looked at only above
   * `ratioFromBytes`.
   */
  readonly ratio: number;
  /** Parts that unpack to less are not judged by their ratio, since they can do no harm. */
  readonly ratioFromBytes: number;
  /** Unpacked bytes of the shared strings, the one part that is held in memory. */
  readonly sharedStringsBytes: number;
  /** Characters of XML without a tag, or bytes of one CSV record. Excel's longest cell is 32,767 characters. */
  readonly unbrokenLength: number;
  /** Elements within elements. Worksheets need about 6, extensions of Excel up to about 12. */
  readonly xmlDepth: number;
}

const mebibyte = 1024 * 1024;

/** Generous for real exports (the largest seen unpacks 105 MB to about 1 GB and 21 million cells), and still safe. */
export const defaultReadLimits: ReadLimits = {
  zipEntries: 10_000,
  unpackedBytes: 16 * 1024 * mebibyte,
  ratio: 400,
  ratioFromBytes: 64 * mebibyte,
  sharedStringsBytes: 512 * mebibyte,
  unbrokenLength: 4 * mebibyte,
  xmlDepth: 64,
};
