export interface TarEntry {
  /** At most 100 bytes, or such as a slash divides into 155 and 100. */
  readonly name: string;
  readonly contents: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly mode?: number;
}

const block = 512;

/** A name as POSIX.1-1988 (ustar) divides it: prefix and name. */
function nameParts(name: string): { prefix: string; rest: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', rest: name };
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
    const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { prefix, rest };
  }
  throw new RangeError(`${name} is too long for a tar`);
}

function header({ name, uid = 0, gid = 0, mode = 0o644 }: TarEntry, size: number, time: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number): void => {
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  const { prefix, rest } = nameParts(name);
  bytes.write(rest, 0);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(gid, 116, 8);
  octal(size, 124, 12);
  octal(time, 136, 12);
  // The sum counts itself as spaces.
  bytes.fill(' ', 148, 156);
  bytes.write('0', 156);
  bytes.write('ustar\u000000', 257, 'latin1');
  bytes.write('root', 265);
  bytes.write('root', 297);
  bytes.write(prefix, 345);
  octal(
    bytes.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return bytes;
}

/** A ustar of regular files in this order, all of one time in seconds since 1970. */
export function ustar(entries: readonly TarEntry[], time: number): Buffer {
  const parts = entries.flatMap((entry) => {
    const contents = Buffer.from(entry.contents);
    const padding = Buffer.alloc((block - (contents.length % block)) % block);
    return [header(entry, contents.length, time), contents, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}
