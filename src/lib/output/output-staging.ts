import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { safeRelativePath } from '../safe-path.ts';
import type { GeneratedFile } from './generated-file.ts';
import { OutputDisk, parentOf } from './output-disk.ts';
import { onDisk } from './output-error.ts';
import { ownFolder, stagingPath } from './output-journal.ts';
import { absent, type GeneratedContent } from './output-plan.ts';

/** Content up to this size is held in memory and compared before anything is written. */
const heldBytes = 1 << 20;

/** After so many files others get a turn: a signal, a progress bar. */
const filesPerTurn = 256;

/** Pieces of text are joined to about this length before they are encoded. */
const joinedCharacters = 1 << 16;

export interface WriteOptions {
  /** Stops before anything is moved into place; what has begun to move is finished. */
  readonly signal?: AbortSignal;
  /** Called after each file with the number of files so far. */
  readonly onProgress?: (files: number) => void;
  /**
   * Which paths this run would write if it had something to write there; all by default. A file of an earlier run that
   * this one covers and does not generate goes away; the others stay.
   */
  readonly covers?: (path: string) => boolean;
}

/** Paths of one run. Refuses, as a fault of ours, those that could not stand beside each other on every file system. */
class PathSet {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  add(path: string): void {
    // macOS and Windows take names for the same that differ in case or composition.
    const folded = safeRelativePath(path).normalize('NFC').toLowerCase();
    const refuse = (reason: string): never => {
      throw new Error(`cannot generate ${JSON.stringify(path)}: ${reason}`);
    };
    if (folded.endsWith('.new')) refuse('such names are kept for new versions beside changed files');
    if (`${folded}/`.startsWith(`${ownFolder}/`)) refuse("that folder is the writer's own");
    if (this.#files.has(folded)) refuse('another file has this path');
    if (this.#folders.has(folded)) refuse('another file needs a folder there');
    for (let folder = parentOf(folded); folder !== '' && !this.#folders.has(folder); folder = parentOf(folder)) {
      if (this.#files.has(folder)) refuse('it needs a folder where another file stands');
      this.#folders.add(folder);
    }
    this.#files.add(folded);
  }
}

/** The bytes of content that comes in pieces; small texts are joined, and no character is torn between two of them. */
async function* encoded(
  content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const piece of content) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < joinedCharacters) continue;
      const halfAtEnd = /[\ud800-\udbff]$/.test(text);
      const end = halfAtEnd ? text.length - 1 : text.length;
      yield Buffer.from(text.slice(0, end));
      text = text.slice(end);
    } else {
      if (text !== '') yield Buffer.from(text);
      text = '';
      yield piece;
    }
  }
  if (text !== '') yield Buffer.from(text);
}

interface Received {
  readonly sha256: string;
  readonly bytes: number;
  /** The content, where it is small and nothing was written yet; it is valid until the next file is received. */
  readonly held: Uint8Array | null;
}

/** Takes a file's content: a text and small pieces are held, larger ones stream to `target` in the staging folder. */
async function receive(
  content: GeneratedFile['content'],
  target: string,
  buffer: Buffer,
  signal: AbortSignal | undefined,
): Promise<Received> {
  const hash = createHash('sha256');
  if (typeof content === 'string') {
    const held = Buffer.from(content);
    return { sha256: hash.update(held).digest('hex'), bytes: held.length, held };
  }
  let file: number | null = null;
  let used = 0;
  let bytes = 0;
  try {
    for await (const piece of encoded(content)) {
      hash.update(piece);
      bytes += piece.length;
      for (let taken = 0; taken < piece.length;) {
        if (used === buffer.length) {
          const opened: number = file ?? onDisk(target, () => openSync(target, 'w'));
          file = opened;
          onDisk(target, () => writeFileSync(opened, buffer));
          used = 0;
          signal?.throwIfAborted();
          await setImmediate();
        }
        const part = piece.subarray(taken, taken + buffer.length - used);
        buffer.set(part, used);
        used += part.length;
        taken += part.length;
      }
    }
    const rest = buffer.subarray(0, used);
    const sha256 = hash.digest('hex');
    if (file === null) return { sha256, bytes, held: rest };
    const opened = file;
    onDisk(target, () => {
      writeFileSync(opened, rest);
      fsyncSync(opened);
    });
    return { sha256, bytes, held: null };
  } finally {
    if (file !== null) closeSync(file);
  }
}

export interface StagedOutput {
  /** One entry a file, in their order. */
  readonly contents: readonly GeneratedContent[];
  /** Sizes by the name in the staging folder. */
  readonly bytesOf: ReadonlyMap<string, number>;
}

/** Brings the content of all files to the staging folder, but for those that the output folder has already. */
export async function stageFiles(
  outDir: string,
  files: AsyncIterable<GeneratedFile> | Iterable<GeneratedFile>,
  { signal, onProgress }: WriteOptions,
): Promise<StagedOutput> {
  const disk = new OutputDisk(outDir);
  const paths = new PathSet();
  const contents: GeneratedContent[] = [];
  const bytesOf = new Map<string, number>();
  const buffer = Buffer.allocUnsafe(heldBytes);
  for await (const { path, content, mode } of files) {
    signal?.throwIfAborted();
    paths.add(path);
    disk.refuseLinks(parentOf(path));
    const once = mode === 'once';
    if (once && disk.state(path) !== absent) {
      contents.push({ path, sha256: '', staged: null, once });
    } else {
      const name = String(contents.length);
      const target = stagingPath(outDir, name);
      const { sha256, bytes, held } = await receive(content, target, buffer, signal);
      const unchanged = disk.holds(path, bytes, sha256);
      if (!unchanged && held !== null) onDisk(target, () => writeFileSync(target, held));
      if (unchanged && held === null) onDisk(target, () => unlinkSync(target));
      if (!unchanged) bytesOf.set(name, bytes);
      contents.push({ path, sha256, staged: unchanged ? null : name, once });
    }
    onProgress?.(contents.length);
    if (contents.length % filesPerTurn === 0) await setImmediate();
  }
  signal?.throwIfAborted();
  return { contents, bytesOf };
}
