import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { BundleLimits } from './limits.ts';
import { readTar } from './tar.ts';

/** The first line of each bundle's first entry. */
export const manifestMagic = 'format\tdevirt-guest\t';
/** Version of the format that this reader knows. */
export const manifestVersion = '1';

export interface CarriedFile {
  /** Absolute, in the guest. */
  readonly path: string;
  readonly contents: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** How a command of the collector ended: 124 stands for its time limit. */
export interface CommandResult {
  readonly name: string;
  readonly exitCode: number;
  readonly seconds: number;
}

/** What a bundle holds, as text, before any of it is understood. */
export interface Bundle {
  /** From the manifest: "started", "way", "asRoot", "machineId", …; the last of several wins. */
  readonly facts: ReadonlyMap<string, string>;
  /** Output of commands by name: "units", "net/tcp", "packages/dpkg". */
  readonly parts: ReadonlyMap<string, string>;
  readonly files: readonly CarriedFile[];
  /** Of the file "manifest-end": lines of words that tabs separate. */
  readonly log: readonly (readonly string[])[];
  readonly commands: ReadonlyMap<string, CommandResult>;
  /** What is wrong with it as an archive, each once. */
  readonly faults: readonly string[];
}

/** Control characters but tab and newline, and such as reorder or hide text, never go further. */
function clean(contents: Buffer): string {
  return contents.toString('utf8').replaceAll(/(?![\t\n])[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}

/** Unpacks within the limits; throws a `RangeError` where it would be more. */
async function* unpack(path: string, limits: BundleLimits): AsyncGenerator<Buffer> {
  let packed = 0;
  let unpacked = 0;
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('data', (chunk) => {
    packed += chunk.length;
    if (packed > limits.compressedBytes) gunzip.destroy(new RangeError('the file is larger than a bundle may be'));
  });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > limits.unpackedBytes || (unpacked > 4 * 1024 ** 2 && unpacked > packed * limits.ratio)) {
        throw new RangeError('it unpacks to more than a bundle may hold');
      }
      yield chunk;
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;
/** Errors of zlib ("Z_DATA_ERROR", "Z_BUF_ERROR") are the archive's fault; others (ENOENT) are not. */
const isDamage = (error: unknown): boolean =>
  error instanceof RangeError || (isSystemError(error) && (error.code ?? '').startsWith('Z_'));

/** True for a file that is a gzip of a tar whose first entry is a guest's manifest; false for anything else readable. */
export async function isGuestBundle(path: string): Promise<boolean> {
  const limits: BundleLimits = {
    compressedBytes: 4 * 1024 ** 2,
    unpackedBytes: 4 * 1024 ** 2,
    entryBytes: 64 * 1024,
    entries: 1,
    ratio: Infinity,
  };
  try {
    for await (const item of readTar(unpack(path, limits), limits)) {
      return (
        item.kind === 'file' && item.name === 'manifest' && item.contents.toString('latin1').startsWith(manifestMagic)
      );
    }
    return false;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

/** Reads a bundle as far as it goes: what is damaged ends it with a fault, and what came before is kept. */
export async function readBundle(path: string, limits: BundleLimits): Promise<Bundle> {
  const facts = new Map<string, string>();
  const parts = new Map<string, string>();
  const files: CarriedFile[] = [];
  const faults = new Set<string>();
  const log: string[][] = [];
  const commands = new Map<string, CommandResult>();
  try {
    for await (const item of readTar(unpack(path, limits), limits)) {
      if (item.kind === 'fault') {
        faults.add(item.message);
        continue;
      }
      const contents = clean(item.contents);
      if (item.name.startsWith('files/')) {
        files.push({ path: item.name.slice(5), contents, uid: item.uid, gid: item.gid, mode: item.mode & 0o7777 });
      } else if (item.name === 'manifest') {
        for (const line of contents.split('\n')) {
          const [key = '', ...value] = line.split('\t');
          if (key !== '' && value.length > 0) facts.set(key, value.join('\t'));
        }
      } else if (item.name === 'manifest-end') {
        for (const line of contents.split('\n')) if (line !== '') log.push(line.split('\t'));
      } else parts.set(item.name, contents);
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    faults.add(error instanceof RangeError ? error.message : 'it is damaged or breaks off');
  }
  for (const [word, name = '', exitCode = '', seconds = ''] of log) {
    if (word === 'command') commands.set(name, { name, exitCode: Number(exitCode), seconds: Number(seconds) });
  }
  return { facts, parts, files, log, commands, faults: [...faults] };
}
