import { once } from 'node:events';
import { type Readable, pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, type ZipFile, openPromise } from 'yauzl';
import { DevirtError } from '../errors.ts';
import { terminalText } from '../markup.ts';
import type { ReadLimits } from './read-limits.ts';
import { exportAgain, quoted, unreadable } from './unreadable.ts';

/** Compression methods of the zip format (APPNOTE.TXT 4.4.5). */
const stored = 0;
const deflated = 8;

/** Unpacked bytes handed on at a time: few enough to stay in the processor's cache, enough to make steps rare. */
const chunkBytes = 64 * 1024;

/**
 * A zip file whose entries are read as streams, in any order and any number of times, within limits. Nothing is ever
 * written. Entry names are compared without regard to case, as the packaging standard demands (ECMA-376-2, 6.2.2).
 */
export class ZipArchive {
  /** Names of the files in it (not of folders), with forward slashes, in the order of the central directory. */
  readonly names: readonly string[];
  readonly #path: string;
  readonly #limits: ReadLimits;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #streams = new Set<Readable>();
  /** Most bytes that any reading of an entry unpacked so far, and their sum. */
  readonly #unpacked = new Map<Entry, number>();
  #unpackedBytes = 0;

  private constructor(path: string, limits: ReadLimits, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#limits = limits;
    this.#zip = zip;
    this.#entries = entries;
    this.names = [...entries.values()].map((entry) => entry.fileName);
  }

  /** Reads the list of entries. Throws DevirtError when the zip is damaged, ambiguous, or larger than the limits. */
  static async open(path: string, limits: ReadLimits): Promise<ZipArchive> {
    const damaged = (cause: unknown): DevirtError =>
      unreadable(
        `${path}: this zip file or workbook is cut short or damaged (${reason(cause)})`,
        'Copy or download it again; if that does not help, export it again.',
        cause,
      );
    let zip: ZipFile;
    try {
      zip = await openPromise(path, { autoClose: false });
    } catch (error) {
      throw damaged(error);
    }
    // Faults of reading arrive through the promises; without a listener the event would end the process besides.
    zip.on('error', () => {});
    try {
      return new ZipArchive(path, limits, zip, await listEntries(path, zip, limits));
    } catch (error) {
      zip.close();
      throw error instanceof DevirtError ? error : damaged(error);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(entryKey(name));
  }

  /**
   * The unpacked bytes of an entry, checked against its size and checksum. Ending early closes the streams.
   * Throws DevirtError when the entry is missing, damaged, encrypted, or larger than the limits.
   */
  async *read(name: string, maxBytes = Infinity): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(entryKey(name));
    if (entry === undefined) throw unreadable(`${this.#path}: the part ${quoted(name)} is missing`, exportAgain);
    if (entry.isEncrypted()) {
      throw unreadable(
        `${this.#path}: ${quoted(name)} is protected by a password`,
        'Unpack the zip file with its password and give the unpacked files.',
      );
    }
    if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
      throw unreadable(
        `${this.#path}: ${quoted(name)} is compressed by a method that is not supported (${entry.compressionMethod})`,
        'Unpack the file and give the unpacked files, or pack it again as an ordinary zip.',
      );
    }
    const packed = await this.#openRaw(entry);
    const bytes =
      entry.compressionMethod === deflated
        ? // Faults of either stream reach the loop below through the last one; pipeline only ties their ends together.
          pipeline(packed, createInflateRaw({ chunkSize: chunkBytes }), () => {})
        : packed;
    let length = 0;
    let checksum = 0;
    try {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        length += chunk.length;
        this.#checkLimits(entry, length, maxBytes);
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof DevirtError ? error : this.#damagedEntry(name, error);
    } finally {
      bytes.destroy();
      packed.destroy();
      this.#streams.delete(packed);
    }
    if (length !== entry.uncompressedSize || checksum !== entry.crc32) {
      throw this.#damagedEntry(name, new Error('size or checksum differ'));
    }
  }

  /** Ends all readings and closes the file. May be called more than once. */
  async close(): Promise<void> {
    if (!this.#zip.isOpen) return;
    const closed = once(this.#zip, 'close');
    this.#zip.close();
    for (const stream of this.#streams) stream.destroy(new Error('the file was closed'));
    await closed;
  }

  async #openRaw(entry: Entry): Promise<Readable> {
    try {
      const stream = await this.#zip.openReadStreamPromise(entry, { decodeFileData: false });
      this.#streams.add(stream);
      return stream;
    } catch (error) {
      throw this.#damagedEntry(entry.fileName, error);
    }
  }

  #checkLimits(entry: Entry, length: number, maxBytes: number): void {
    const before = this.#unpacked.get(entry) ?? 0;
    if (length > before) {
      this.#unpacked.set(entry, length);
      this.#unpackedBytes += length - before;
    }
    const { ratio, ratioFromBytes, unpackedBytes } = this.#limits;
    const tooDense = length > ratioFromBytes && length > ratio * entry.compressedSize;
    if (tooDense || length > maxBytes || this.#unpackedBytes > unpackedBytes) {
      throw unreadable(
        `${this.#path}: ${quoted(entry.fileName)} unpacks to far more than an export holds ` +
          `(stopped after ${length} bytes out of ${entry.compressedSize}); it may be a zip bomb`,
        'If you trust the file, open it in Excel or LibreOffice, delete blank rows and columns, and save it again.',
      );
    }
  }

  #damagedEntry(name: string, cause: unknown): DevirtError {
    return unreadable(
      `${this.#path}: the part ${quoted(name)} is cut short or damaged (${reason(cause)})`,
      'Copy or download the file again; if that does not help, export it again.',
      cause,
    );
  }
}

async function listEntries(path: string, zip: ZipFile, limits: ReadLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.zipEntries) {
    throw unreadable(
      `${path}: ${zip.entryCount} files in one zip are more than an export holds (at most ${limits.zipEntries} are read)`,
      'Give the workbook or the CSV files alone.',
    );
  }
  const entries = new Map<string, Entry>();
  // yauzl refuses the whole file for names that lead out of it ("..", absolute paths).
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const key = entryKey(entry.fileName);
    if (entries.has(key)) {
      throw unreadable(
        `${path}: holds ${quoted(entry.fileName)} twice, so that it is not certain which one counts`,
        'Unpack it and give the file that you mean, or export it again.',
      );
    }
    entries.set(key, entry);
  }
  return entries;
}

function entryKey(name: string): string {
  return name.toLowerCase();
}

function reason(cause: unknown): string {
  return terminalText(cause instanceof Error ? cause.message : String(cause));
}
