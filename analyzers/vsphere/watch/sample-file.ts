import { type FileHandle, open, rename } from 'node:fs/promises';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import type { ManagedObject } from '../client/node.ts';
import type { Counter } from '../performance/counters.ts';
import type { SpanFigures, SpanSamples } from './five-minutes.ts';

/**
 * The samples of one server: a line of JSON that says whose they are, then records that are only ever appended, each with
 * its length and checksum. A record holds what one round found of one group of objects, and where each object of the group
 * stands, so that the last record of a group tells from when on to ask: samples and that time are written in one piece,
 * and none is counted twice. What a dying process left unfinished at the end is dropped.
 *
 * Objects stay in the group that they came to first, so that one group at a time can be read, whatever the number of
 * days and objects.
 */

const headerSchema = z.strictObject({
  devirt: z.literal('vsphere watch'),
  version: z.literal(1),
  server: z.string(),
  /** Null for a lone host. */
  vCenterUuid: z.string().nullable(),
  /** The server's time when the watch began, seconds since 1970. */
  begun: z.number().int().nonnegative(),
});
export type SampleHeader = Omit<z.infer<typeof headerSchema>, 'devirt' | 'version'>;

/** A query of 12 counters (see performance/query.ts). 14 days of such a group are about 35 MB while they are read. */
const groupSize = 21;
/** Before each record: length of its content, checksum, group; each of 4 bytes. */
const headBytes = 12;
/** The first line is not longer. */
const headerBytes = 4096;
/** More is no record of ours: a group has some 100 kB. */
const largestContent = 64 * 1024 * 1024;

/** What a record holds, as JSON. */
interface Content {
  /** Name and unit. */
  readonly counters: readonly (readonly [name: string, unit: string])[];
  readonly objects: readonly {
    readonly type: string;
    readonly id: string;
    /** Time of its latest sample, seconds since 1970. */
    readonly last: number;
    readonly spans: readonly number[];
    /** As `counters`; null where the object has no sample of it. */
    readonly figures: readonly (SpanFigures | null)[];
  }[];
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** What one record says of one object. */
export interface RecordedSamples {
  readonly object: ManagedObject;
  readonly spans: readonly number[];
  readonly figures: readonly { readonly counter: string; readonly unit: string; readonly figures: SpanFigures }[];
}

const keyOf = ({ type, id }: ManagedObject): string => `${type}:${id}`;

export class SampleFile {
  readonly header: SampleHeader;
  readonly #path: string;
  readonly #file: FileHandle;
  /** Length of what is whole. */
  #size: number;
  readonly #records = new Map<number, Place[]>();
  readonly #groupOf = new Map<string, number>();
  readonly #members = new Map<number, ManagedObject[]>();
  readonly #last = new Map<string, number>();
  /** The group that new objects come to while it has room. */
  #newest = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, header: SampleHeader, size: number) {
    this.#path = path;
    this.#file = file;
    this.header = header;
    this.#size = size;
  }

  /** Begins a file, in one step: there is none, or one with its header. */
  static async create(path: string, header: SampleHeader): Promise<SampleFile> {
    const line = Buffer.from(`${JSON.stringify({ devirt: 'vsphere watch', version: 1, ...header })}\n`);
    const file = await open(`${path}.partial`, 'w+', 0o600);
    await file.write(line);
    await file.sync();
    await rename(`${path}.partial`, path);
    return new SampleFile(path, file, header, line.length);
  }

  /** Opens a file to go on with it; null where there is none. Throws DevirtError where it is not one of ours. */
  static async open(path: string): Promise<SampleFile | null> {
    let file: FileHandle;
    try {
      file = await open(path, 'r+');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    const start = await read(file, 0, headerBytes);
    const end = start.indexOf('\n');
    const header = end === -1 ? null : parseHeader(start.toString('utf8', 0, end));
    if (header === null) {
      await file.close();
      throw new DevirtError(
        `${path}: no samples of a watch, or of another version of devirt`,
        'Give another --out, or move the file away to begin anew.',
        exitCode.usage,
      );
    }
    const opened = new SampleFile(path, file, header, end + 1);
    await opened.#recover();
    return opened;
  }

  /** Time of the latest sample of an object, seconds since 1970; null where there is none. */
  last(object: ManagedObject): number | null {
    return this.#last.get(keyOf(object)) ?? null;
  }

  /** The objects in groups that are asked for and recorded together, those that are known in the one that they have. */
  groups(objects: readonly ManagedObject[]): ReadonlyMap<number, readonly ManagedObject[]> {
    const groups = new Map<number, ManagedObject[]>();
    for (const object of objects) {
      const group = this.#groupOf.get(keyOf(object)) ?? this.#join(object);
      const present = groups.get(group);
      if (present === undefined) groups.set(group, [object]);
      else present.push(object);
    }
    return groups;
  }

  /** Appends what a round found of a group. Throws DevirtError where another process has written to the file. */
  async append(
    group: number,
    counters: readonly Counter[],
    found: ReadonlyMap<ManagedObject, SpanSamples>,
  ): Promise<void> {
    if (found.size === 0) return;
    const samples = new Map([...found].map(([object, of]) => [keyOf(object), of]));
    const content: Content = {
      counters: counters.map(({ name, unit }) => [name, unit]),
      objects: (this.#members.get(group) ?? []).map(({ type, id }) => {
        const of = samples.get(keyOf({ type, id }));
        return {
          type,
          id,
          last: of?.last ?? this.last({ type, id }) ?? 0,
          spans: of?.spans ?? [],
          figures: of === undefined ? [] : counters.map(({ name }) => of.figures.get(name) ?? null),
        };
      }),
    };
    const packed = deflateRawSync(JSON.stringify(content));
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(packed.length, 0);
    head.writeUInt32LE(checksum(group, packed), 4);
    head.writeUInt32LE(group, 8);
    await this.#write(Buffer.concat([head, packed]), group);
    for (const { type, id, last } of content.objects) if (last > 0) this.#last.set(keyOf({ type, id }), last);
  }

  /** Makes sure that what was appended survives a loss of power. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  /** Reads the records of one group after another, each group's in the order of time. */
  async *read(): AsyncGenerator<AsyncGenerator<RecordedSamples>> {
    for (const places of this.#records.values()) yield this.#readGroup(places);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #join(object: ManagedObject): number {
    const hasRoom = (this.#members.get(this.#newest)?.length ?? 0) < groupSize;
    return this.#enter(object, hasRoom ? this.#newest : this.#newest + 1);
  }

  #enter(object: ManagedObject, group: number): number {
    this.#groupOf.set(keyOf(object), group);
    this.#newest = Math.max(this.#newest, group);
    const members = this.#members.get(group);
    if (members === undefined) this.#members.set(group, [object]);
    else members.push(object);
    return group;
  }

  #note(group: number, place: Place): void {
    const places = this.#records.get(group);
    if (places === undefined) this.#records.set(group, [place]);
    else places.push(place);
    this.#size = place.offset + place.length;
  }

  /** Appends run side by side, a group each; the file is written by one at a time. */
  #write(record: Buffer, group: number): Promise<void> {
    const writing = this.#writeAfter(this.#writing, record, group);
    this.#writing = writing.catch(() => {});
    return writing;
  }

  async #writeAfter(others: Promise<void>, record: Buffer, group: number): Promise<void> {
    await others;
    const { size } = await this.#file.stat();
    if (size !== this.#size) {
      throw new DevirtError(
        `${this.#path}: another process writes to it`,
        'Let one devirt watch into a file: give another --out, or end the other one.',
        exitCode.usage,
      );
    }
    await this.#file.write(record, 0, record.length, this.#size);
    this.#note(group, { offset: this.#size + headBytes, length: record.length - headBytes });
  }

  async *#readGroup(places: readonly Place[]): AsyncGenerator<RecordedSamples> {
    for (const { offset, length } of places) {
      const { counters, objects } = unpack(await read(this.#file, offset, length));
      for (const { type, id, spans, figures } of objects) {
        yield {
          object: { type, id },
          spans,
          figures: counters.flatMap(([counter, unit], index) => {
            const of = figures[index] ?? null;
            return of === null ? [] : [{ counter, unit, figures: of }];
          }),
        };
      }
    }
  }

  /** Finds the records, drops what is not whole at the end, and takes over where each group stood. */
  async #recover(): Promise<void> {
    const { size } = await this.#file.stat();
    const newest = new Map<number, Buffer>();
    while (this.#size + headBytes <= size) {
      const head = await read(this.#file, this.#size, headBytes);
      const length = head.readUInt32LE(0);
      const group = head.readUInt32LE(8);
      const offset = this.#size + headBytes;
      // Zeros are what a loss of power may leave: their checksum would be right.
      if (length === 0 || length > largestContent || offset + length > size) break;
      const content = await read(this.#file, offset, length);
      if (checksum(group, content) !== head.readUInt32LE(4)) break;
      this.#note(group, { offset, length });
      newest.set(group, content);
    }
    if (this.#size < size) await this.#file.truncate(this.#size);
    for (const [group, content] of newest) {
      for (const { type, id, last } of unpack(content).objects) {
        this.#enter({ type, id }, group);
        if (last > 0) this.#last.set(keyOf({ type, id }), last);
      }
    }
  }
}

function parseHeader(line: string): SampleHeader | null {
  try {
    const { server, vCenterUuid, begun } = headerSchema.parse(JSON.parse(line));
    return { server, vCenterUuid, begun };
  } catch {
    return null;
  }
}

/** Of the group too, so that a record cannot pass for another group's. */
const checksum = (group: number, content: Buffer): number => crc32(content, group);

/** At once: a record is unpacked faster than a thread is found for it, and there are thousands. */
function unpack(packed: Buffer): Content {
  const text = inflateRawSync(packed, { maxOutputLength: 16 * largestContent }).toString('utf8');
  // Its checksum was right, so it is what `append` wrote.
  return JSON.parse(text) as Content;
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
