/** What a generator yields: a file of the output, by its path. */
export interface GeneratedFile {
  /** Relative to the output folder, with forward slashes; see `safeRelativePath`. */
  readonly path: string;
  /** The whole text, or pieces of it: text is written as UTF-8, bytes as they are. */
  readonly content: string | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  /** `replace` (the default): written again by each run. `once`: written only where nothing stands yet (overlays). */
  readonly mode?: 'replace' | 'once';
}
