import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar, type TarItem } from '../../../../analyzers/guest/bundle/tar.ts';
import { ustar } from '../../../../src/demo/guests/ustar.ts';

async function unpack(bytes: Buffer): Promise<TarItem[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(bytes);
  }
  const items: TarItem[] = [];
  for await (const item of readTar(chunks(), { entryBytes: 1024 ** 2, entries: 100 })) items.push(item);
  return items;
}

describe('ustar', () => {
  it('gives back names, owners, modes and contents', async () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,40}(\/[a-z0-9_-]{1,40}){0,4}$/);
    const id = fc.integer({ min: 0, max: 65_535 });
    const entry = fc.record({
      name,
      contents: fc.string({ unit: 'binary', maxLength: 2000 }),
      uid: id,
      gid: id,
      mode: fc.constantFrom(0o644, 0o600, 0o755),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entry, { selector: (each) => each.name, maxLength: 8 }), async (entries) => {
        const items = await unpack(ustar(entries, 1_795_000_000));
        expect(items).toEqual(
          entries.map(({ contents, ...rest }) => ({ kind: 'file', ...rest, contents: Buffer.from(contents) })),
        );
      }),
    );
  });

  it('refuses a name that no header holds', () => {
    expect(() => ustar([{ name: 'x'.repeat(101), contents: '' }], 0)).toThrow(/too long/);
  });
});
