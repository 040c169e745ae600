import { type FileHandle, open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, createGunzip, gzip } from 'node:zlib';
import { outputError, systemErrorCode } from '../../src/lib/output/output-error.ts';
import type { Vm } from '../../src/model/estate.ts';

const pack = promisify(gzip);

/**
 * VMs on their way into an estate.ndjson.gz, on the disk instead of in memory, as the lines that they will be there. The
 * file has no name any more once it is open, so that whatever ends the process, kill -9 included, leaves none. Its
 * methods throw DevirtError, exit code output, where it cannot be written.
 */
export class VmSpool {
  readonly #path: string;
  readonly #file: FileHandle;
  #count = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** `path` is for it alone, on a disk that has room for about 1 KiB a VM. Only the user may read it. */
  static async open(path: string): Promise<VmSpool> {
    return named(path, async () => {
      // Of a run that was killed between the two next steps. What another file of this name links to is not written to.
      await rm(path, { force: true });
      const file = await open(path, 'wx+', 0o600);
      await rm(path);
      return new VmSpool(path, file);
    });
  }

  /** VMs so far. */
  get count(): number {
    return this.#count;
  }

  /** To be waited for before the next call. */
  async add(vms: readonly Vm[]): Promise<void> {
    // Bytes of each, because a text of all would be one more that outlives the young and fills the heap.
    const lines = Buffer.concat(vms.map((vm) => Buffer.from(`${JSON.stringify({ vm })}\n`)));
    // Gzip files after one another are one (RFC 1952, 2.2).
    const packed = await pack(lines, { level: constants.Z_BEST_SPEED });
    await named(this.#path, () => this.#file.appendFile(packed));
    this.#count += vms.length;
  }

  /** The lines, without their ends. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    // Nothing to unpack in a file without a byte.
    if (this.#count === 0) return;
    const packed = this.#file.createReadStream({ start: 0, autoClose: false });
    const text = packed.pipe(createGunzip());
    packed.on('error', (error) => text.destroy(error));
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of text as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function named<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    throw outputError(path, `cannot be written (${code})`, 'Free space there, or give another --out.', error);
  }
}
