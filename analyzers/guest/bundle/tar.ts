import type { BundleLimits } from './limits.ts';

/** A regular file of a tar, or why something in it was passed over. */
export type TarItem =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly contents: Buffer;
    }
  | { readonly kind: 'fault'; readonly message: string };

const block = 512;

/** A field of the header up to its first NUL; bytes that are no UTF-8 become U+FFFD. */
function field(header: Buffer, start: number, length: number): string {
  const end = header.indexOf(0, start);
  return header.toString('utf8', start, end === -1 || end > start + length ? start + length : end);
}

/** An octal field; null for what is none, the base-256 form of large numbers included. */
function octal(header: Buffer, start: number, length: number): number | null {
  const text = field(header, start, length).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** POSIX.1-1988: the sum of all bytes, with eight spaces in the place of the sum itself. */
function checksum(header: Buffer): number {
  let sum = 8 * 32;
  for (let index = 0; index < block; index++) if (index < 148 || index >= 156) sum += header[index] ?? 0;
  return sum;
}

/** Names as collect.sh writes them: relative, without steps upwards, and of characters that show. */
function safeName(name: string): boolean {
  return (
    name !== '' &&
    !name.startsWith('/') &&
    !/[\p{Cc}\p{Cf}\u2028\u2029\\\uFFFD]/u.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/**
 * Reads the regular files of a ustar, one after the other, and never writes any. Links, devices, extensions (so sparse
 * files too), unsafe names and repeated names are passed over with a fault; what breaks off ends with one.
 */
export async function* readTar(
  chunks: AsyncIterable<Buffer>,
  limits: Pick<BundleLimits, 'entryBytes' | 'entries'>,
): AsyncGenerator<TarItem> {
  const seen = new Set<string>();
  let pending: Buffer[] = [];
  let available = 0;
  const iterator = chunks[Symbol.asyncIterator]();

  /** Exactly so many bytes, or null where the stream ends before. */
  const take = async (size: number): Promise<Buffer | null> => {
    while (available < size) {
      const next = await iterator.next();
      if (next.done === true) return null;
      pending.push(next.value);
      available += next.value.length;
    }
    const all = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending);
    pending = all.length > size ? [all.subarray(size)] : [];
    available = all.length - size;
    return all.subarray(0, size);
  };
  const pass = async (size: number): Promise<boolean> => {
    for (let left = size; left > 0;) {
      const part = Math.min(left, 64 * 1024);
      if ((await take(part)) === null) return false;
      left -= part;
    }
    return true;
  };
  const cut: TarItem = { kind: 'fault', message: 'it breaks off' };

  for (;;) {
    const header = await take(block);
    if (header === null) {
      yield cut;
      return;
    }
    if (header[0] === 0 && header.every((byte) => byte === 0)) return;
    if (octal(header, 148, 8) !== checksum(header) || field(header, 257, 5) !== 'ustar') {
      yield { kind: 'fault', message: 'a header in it is damaged' };
      return;
    }
    const prefix = field(header, 345, 155);
    const name = prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`;
    const size = octal(header, 124, 12);
    if (size === null) {
      yield { kind: 'fault', message: 'an entry in it has no plausible size' };
      return;
    }
    const padded = Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    const reason =
      type !== '0' && type !== '\0'
        ? 'an entry is no regular file'
        : !safeName(name)
          ? 'the name of an entry is not safe'
          : seen.has(name)
            ? `${name} is in it twice`
            : size > limits.entryBytes
              ? `${name} is larger than an entry may be`
              : null;
    if (reason !== null) {
      yield { kind: 'fault', message: reason };
      if (!(await pass(padded))) {
        yield cut;
        return;
      }
      continue;
    }
    seen.add(name);
    if (seen.size > limits.entries) {
      yield { kind: 'fault', message: 'it has more entries than a bundle may have' };
      return;
    }
    const contents = await take(padded);
    if (contents === null) {
      yield cut;
      return;
    }
    yield {
      kind: 'file',
      name,
      mode: octal(header, 100, 8) ?? 0,
      uid: octal(header, 108, 8) ?? 0,
      gid: octal(header, 116, 8) ?? 0,
      contents: contents.subarray(0, size),
    };
  }
}
