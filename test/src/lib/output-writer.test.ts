import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { recoverOutput, writeOutput, type GeneratedFile, type WriteReport } from '../../../src/lib/output-writer.ts';

let root = '';
let out = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'devirt-writer-'));
  out = join(root, 'out');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = (path: string): string => join(out, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

function put(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

const files = (contents: Readonly<Record<string, string>>): GeneratedFile[] =>
  Object.entries(contents).map(([path, content]) => ({ path, content }));

/** Everything in the output folder but the writer's own records. */
function tree(): Record<string, string> {
  const found = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.devirt') && statSync(at(path)).isFile(),
  );
  return Object.fromEntries(found.sort().map((path) => [path, read(path)]));
}

const report = (changes: Partial<WriteReport>): WriteReport => ({
  written: 0,
  unchanged: 0,
  removed: [],
  kept: [],
  obsolete: [],
  bytes: 0,
  ...changes,
});

/** The error that a run ends with; fails if it ends without. */
async function failure(work: Promise<unknown>): Promise<DevirtError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DevirtError)) throw new Error(`no DevirtError: ${String(error)}`);
  expect(error.exitCode).toBe(exitCode.output);
  expect(error.remedy).not.toBe('');
  return error;
}

async function* pieces(): AsyncGenerator<string | Uint8Array> {
  yield 'a\ud83d';
  await Promise.resolve();
  yield '\ude00b';
  yield new Uint8Array([0xff, 0x00]);
  yield `${'x'.repeat(70_000)}\ud83d`;
  yield '\ude00';
}

function* reused(): Generator<Uint8Array> {
  const buffer = Buffer.alloc(3);
  for (const text of ['one', 'two']) {
    buffer.write(text);
    yield buffer;
  }
}

const overlay = (content: string): GeneratedFile[] => [{ path: 'overlays/prod.yaml', content, mode: 'once' }];

function* failingFiles(): Generator<GeneratedFile> {
  yield { path: 'a', content: '2' };
  throw new Error('generator');
}

function* failingContent(): Generator<string> {
  yield 'x'.repeat(3_000_000);
  throw Object.assign(new Error('source'), { code: 'ENOENT', syscall: 'open' });
}

describe('what is written', () => {
  test('files, folders and bytes, into a folder that does not exist yet', async () => {
    const outcome = await writeOutput(out, files({ 'a.txt': 'one', 'b/c/d.txt': 'zwölf' }));
    expect(tree()).toEqual({ 'a.txt': 'one', 'b/c/d.txt': 'zwölf' });
    expect(outcome).toEqual(report({ written: 2, bytes: 9 }));
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });

  test('nothing at all', async () => {
    expect(await writeOutput(out, [])).toEqual(report({}));
    expect(tree()).toEqual({});
  });

  test('beside files of others, which stay', async () => {
    put('notes.md', 'mine');
    await writeOutput(out, files({ 'a.txt': 'one' }));
    expect(tree()).toEqual({ 'a.txt': 'one', 'notes.md': 'mine' });
  });

  test('the manifest depends on the content alone', async () => {
    await writeOutput(out, files({ 'a.txt': 'one', b: 'two' }));
    const first = read('.devirt/manifest.json');
    rmSync(out, { recursive: true });
    await writeOutput(out, files({ 'a.txt': 'one', b: 'two' }));
    expect(read('.devirt/manifest.json')).toBe(first);
  });

  test('what has not changed is not touched', async () => {
    await writeOutput(out, files({ a: 'one', b: 'two' }));
    const long = new Date('2001-01-01');
    utimesSync(at('a'), long, long);
    const outcome = await writeOutput(out, files({ a: 'one', b: 'TWO' }));
    expect(statSync(at('a')).mtime).toEqual(long);
    expect(outcome).toEqual(report({ written: 1, unchanged: 1, bytes: 3 }));
    expect(await writeOutput(out, files({ a: 'one', b: 'TWO' }))).toEqual(report({ unchanged: 2 }));
  });

  test('content in pieces, text and bytes, sync and async, without tearing characters', async () => {
    await writeOutput(out, [
      { path: 'async', content: pieces() },
      { path: 'sync', content: ['one ', 'two'] },
      { path: 'empty', content: [] },
    ]);
    const expected = Buffer.concat([
      Buffer.from('a😀b'),
      Buffer.from([0xff, 0]),
      Buffer.from(`${'x'.repeat(70_000)}😀`),
    ]);
    expect(readFileSync(at('async')).equals(expected)).toBe(true);
    expect(read('sync')).toBe('one two');
    expect(read('empty')).toBe('');
  });

  test('large streams, one piece at a time, and again without a change', async () => {
    const count = 500;
    let produced = 0;
    function* large(): Generator<string> {
      for (let i = 0; i < count; i++) {
        produced++;
        yield `${String(i).padStart(9, '0')}\n`.repeat(1000);
      }
    }
    const first = await writeOutput(out, [{ path: 'large.json', content: large() }]);
    expect(first).toEqual(report({ written: 1, bytes: 5_000_000 }));
    expect(produced).toBe(count);
    expect(read('large.json')).toBe([...large()].join(''));
    expect(await writeOutput(out, [{ path: 'large.json', content: large() }])).toEqual(report({ unchanged: 1 }));
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });

  test('a producer may use one buffer for all pieces', async () => {
    await writeOutput(out, [{ path: 'a', content: reused() }]);
    expect(read('a')).toBe('onetwo');
  });

  test('progress is told file by file', async () => {
    const seen: number[] = [];
    await writeOutput(out, files({ a: '1', b: '2' }), { onProgress: (count) => seen.push(count) });
    expect(seen).toEqual([1, 2]);
  });
});

describe('what is no longer generated', () => {
  test('goes away, with folders that it leaves empty', async () => {
    await writeOutput(out, files({ a: '1', 'b/c/d': '2', 'b/e': '3' }));
    put('b/c/mine', 'x');
    expect(await writeOutput(out, files({ a: '1' }))).toEqual(report({ unchanged: 1, removed: ['b/c/d', 'b/e'] }));
    expect(tree()).toEqual({ a: '1', 'b/c/mine': 'x' });
    await writeOutput(out, files({ a: '1', 'x/y/z': '2' }));
    await writeOutput(out, files({ a: '1' }));
    expect(existsSync(at('x'))).toBe(false);
  });

  test('stays where a person changed it, and is told once', async () => {
    await writeOutput(out, files({ a: '1', b: '2' }));
    put('b', 'mine');
    expect(await writeOutput(out, files({ a: '1' }))).toEqual(report({ unchanged: 1, obsolete: ['b'] }));
    expect(await writeOutput(out, files({ a: '1' }))).toEqual(report({ unchanged: 1 }));
    expect(tree()).toEqual({ a: '1', b: 'mine' });
  });

  test('stays where the run does not cover it, and is still ours when another run does', async () => {
    await writeOutput(out, files({ 'report/a': '1', 'report/b': '1', 'plan/c': '1' }));
    const covers = (path: string): boolean => path.startsWith('report/');
    const partial = await writeOutput(out, files({ 'report/a': '2' }), { covers });
    expect(partial.removed).toEqual(['report/b']);
    expect(tree()).toEqual({ 'report/a': '2', 'plan/c': '1' });
    expect((await writeOutput(out, files({ 'report/a': '2' }))).removed).toEqual(['plan/c']);
  });

  test('a file gives way to a folder, and a folder in the end to a file', async () => {
    await writeOutput(out, files({ a: '1' }));
    await writeOutput(out, files({ 'a/b': '2' }));
    expect(tree()).toEqual({ 'a/b': '2' });
    await writeOutput(out, files({ a: '3' }));
    expect(tree()).toEqual({ 'a.new': '3' });
    await writeOutput(out, files({ a: '3' }));
    expect(tree()).toEqual({ a: '3' });
  });
});

describe('what a person changed', () => {
  test('is left alone, with each new version beside it', async () => {
    await writeOutput(out, files({ a: '1', b: 'x' }));
    put('a', 'mine');
    expect(await writeOutput(out, files({ a: '2', b: 'x' }))).toEqual(
      report({ written: 1, unchanged: 1, kept: ['a'], bytes: 1 }),
    );
    expect(tree()).toEqual({ a: 'mine', 'a.new': '2', b: 'x' });
    expect(await writeOutput(out, files({ a: '2', b: 'x' }))).toEqual(report({ unchanged: 2, kept: ['a'] }));
    await writeOutput(out, files({ a: '3', b: 'x' }));
    expect(tree()).toEqual({ a: 'mine', 'a.new': '3', b: 'x' });
  });

  test('is ours again when the person takes the new version, and the copy beside it goes', async () => {
    await writeOutput(out, files({ a: '1' }));
    put('a', 'mine');
    await writeOutput(out, files({ a: '2' }));
    put('a', '2');
    expect(await writeOutput(out, files({ a: '2' }))).toEqual(report({ unchanged: 1, removed: ['a.new'] }));
    await writeOutput(out, files({ a: '3' }));
    expect(tree()).toEqual({ a: '3' });
  });

  test('is ours again when the person restores or removes it', async () => {
    await writeOutput(out, files({ a: '1', b: '1' }));
    put('a', 'mine');
    put('b', 'mine');
    await writeOutput(out, files({ a: '2', b: '2' }));
    put('a', '1');
    rmSync(at('b'));
    await writeOutput(out, files({ a: '3', b: '3' }));
    expect(tree()).toEqual({ a: '3', b: '3' });
  });

  test('is not lost even where it is called .new', async () => {
    put('a', 'mine');
    put('a.new', 'mine too');
    expect((await writeOutput(out, files({ a: '1' }))).kept).toEqual(['a']);
    expect(tree()).toEqual({ a: 'mine', 'a.new': 'mine too', 'a.new.new': '1' });
  });

  test('was there before us: others files count as changed, the same content is adopted', async () => {
    put('a', 'foreign');
    put('b', 'same');
    expect(await writeOutput(out, files({ a: '1', b: 'same' }))).toEqual(
      report({ written: 1, unchanged: 1, kept: ['a'], bytes: 1 }),
    );
    await writeOutput(out, files({ b: 'next' }));
    expect(tree()).toEqual({ a: 'foreign', b: 'next' });
  });

  test('may be a folder where we have a file', async () => {
    await writeOutput(out, files({ a: '1' }));
    rmSync(at('a'));
    put('a/inside', 'mine');
    expect((await writeOutput(out, files({ a: '2' }))).kept).toEqual(['a']);
    expect(tree()).toEqual({ 'a/inside': 'mine', 'a.new': '2' });
  });
});

describe('files that are written once', () => {
  test('are never touched again, nor removed', async () => {
    expect(await writeOutput(out, overlay('first'))).toEqual(report({ written: 1, bytes: 5 }));
    expect(await writeOutput(out, overlay('second'))).toEqual(report({ unchanged: 1 }));
    put('overlays/prod.yaml', 'mine');
    expect(await writeOutput(out, overlay('third'))).toEqual(report({ unchanged: 1 }));
    expect(await writeOutput(out, [])).toEqual(report({}));
    expect(tree()).toEqual({ 'overlays/prod.yaml': 'mine' });
  });

  test('may have been generated by every run before', async () => {
    await writeOutput(out, files({ 'overlays/prod.yaml': 'old' }));
    expect(await writeOutput(out, overlay('new'))).toEqual(report({ unchanged: 1 }));
    expect(await writeOutput(out, [])).toEqual(report({}));
    expect(tree()).toEqual({ 'overlays/prod.yaml': 'old' });
  });
});

describe('links', () => {
  test('in the way of a folder are refused, before anything changes', async () => {
    await writeOutput(out, files({ a: '1', 'b/c/d': '1' }));
    mkdirSync(join(root, 'elsewhere'));
    rmSync(at('b'), { recursive: true });
    symlinkSync(join(root, 'elsewhere'), at('b'));
    const error = await failure(writeOutput(out, files({ a: '2', 'b/c/d': '2' })));
    expect(error.message).toContain(at('b'));
    expect(error.message).toContain('symbolic link');
    expect(read('a')).toBe('1');
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });

  test('are not followed to remove what is no longer generated', async () => {
    await writeOutput(out, files({ 'b/c': '1' }));
    rmSync(at('b'), { recursive: true });
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere', 'c'), '1');
    symlinkSync(join(root, 'elsewhere'), at('b'));
    expect(await writeOutput(out, [])).toEqual(report({ obsolete: ['b/c'] }));
    expect(readdirSync(join(root, 'elsewhere'))).toEqual(['c']);
  });

  test('in the place of a file are a change by a person', async () => {
    writeFileSync(join(root, 'target'), 'outside');
    mkdirSync(out);
    symlinkSync(join(root, 'target'), at('a'));
    symlinkSync(join(root, 'missing'), at('b'));
    expect((await writeOutput(out, files({ a: '1', b: '2' }))).kept).toEqual(['a', 'b']);
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('outside');
    expect([read('a.new'), read('b.new')]).toEqual(['1', '2']);
  });

  test('in the place of our own folder are refused', async () => {
    mkdirSync(out);
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), at('.devirt'));
    await failure(writeOutput(out, files({ a: '1' })));
    writeFileSync(join(root, 'elsewhere', 'commit.json'), '{}');
    await failure(recoverOutput(out));
    expect(readdirSync(join(root, 'elsewhere'))).toEqual(['commit.json']);
  });

  test('may be the output folder itself', async () => {
    mkdirSync(join(root, 'real'));
    symlinkSync(join(root, 'real'), out);
    await writeOutput(out, files({ 'a/b': '1' }));
    expect(readFileSync(join(root, 'real', 'a', 'b'), 'utf8')).toBe('1');
  });
});

describe('folders that cannot be written', () => {
  test('a file where the output should go', async () => {
    writeFileSync(out, 'x');
    expect((await failure(writeOutput(out, files({ a: '1' })))).message).toContain(out);
    expect((await failure(writeOutput(join(out, 'deeper'), files({ a: '1' })))).message).toContain(out);
    expect(readFileSync(out, 'utf8')).toBe('x');
  });

  test('a file of somebody else where a folder is needed', async () => {
    await writeOutput(out, files({ a: '1' }));
    put('b', 'mine');
    const error = await failure(writeOutput(out, files({ a: '2', 'b/c/d': '1' })));
    expect(error.message).toContain(at('b'));
    expect(tree()).toEqual({ a: '1', b: 'mine' });
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });

  test.runIf(existsSync('/proc/self'))('a file system that takes no files', async () => {
    const error = await failure(writeOutput('/proc/devirt-out', files({ a: '1' })));
    expect(error.message).toContain('/proc/devirt-out');
  });

  test('a name that is too long with its folder', async () => {
    await failure(writeOutput(join(out, 'x'.repeat(300)), files({ a: '1' })));
  });
});

describe('faults of ours', () => {
  test.each([
    [['a', 'a'], 'another file'],
    [['a', 'A'], 'another file'],
    [['\u00e9', 'e\u0301'], 'another file'],
    [['a', 'a/b'], 'another file stands'],
    [['a/b', 'a'], 'needs a folder'],
    [['../x'], 'not a safe path'],
    [['/etc/passwd'], 'not a safe path'],
    [['a.new'], 'new versions'],
    [['.devirt/manifest.json'], "writer's own"],
    [['.Devirt'], "writer's own"],
  ])('%j is refused and nothing changes', async (paths, message) => {
    await writeOutput(out, files({ old: '1' }));
    const list = paths.map((path) => ({ path, content: 'x' }));
    await expect(writeOutput(out, [...files({ old: '2' }), ...list])).rejects.toThrow(message);
    expect(tree()).toEqual({ old: '1' });
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
    await writeOutput(out, files({ old: '3' }));
    expect(tree()).toEqual({ old: '3' });
  });
});

describe('runs that stop early', () => {
  test('errors of a generator or of a content pass, and the last output is whole', async () => {
    await writeOutput(out, files({ a: '1' }));
    await expect(writeOutput(out, failingFiles())).rejects.toThrow('generator');
    await expect(writeOutput(out, [{ path: 'a', content: failingContent() }])).rejects.toThrow(/^source$/);
    expect(tree()).toEqual({ a: '1' });
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });

  test('an abort ends the run between files and within one', async () => {
    await writeOutput(out, files({ a: '1' }));
    const controller = new AbortController();
    let closed = false;
    function* generator(): Generator<GeneratedFile> {
      try {
        yield { path: 'a', content: '2' };
        controller.abort(new Error('stopped'));
        yield { path: 'b', content: '2' };
      } finally {
        closed = true;
      }
    }
    await expect(writeOutput(out, generator(), { signal: controller.signal })).rejects.toThrow('stopped');
    expect(closed).toBe(true);

    const second = new AbortController();
    function* endless(): Generator<string> {
      for (;;) {
        second.abort(new Error('stopped within'));
        yield 'x'.repeat(100_000);
      }
    }
    const work = writeOutput(out, [{ path: 'a', content: endless() }], { signal: second.signal });
    await expect(work).rejects.toThrow('stopped within');
    expect(tree()).toEqual({ a: '1' });
    expect(readdirSync(at('.devirt'))).toEqual(['manifest.json']);
  });
});

describe('records', () => {
  test.each([
    ['manifest.json', '{'],
    ['manifest.json', '{"version":1,"files":{"../x":"' + 'a'.repeat(64) + '"}}'],
    ['manifest.json', '{"version":1,"files":{"x":"short"}}'],
    ['commit.json', '[]'],
    ['commit.json', '{"version":1,"files":{},"removals":[],"moves":[{"staged":"../../x","path":"a","sha256":"' + 'a'.repeat(64) + '","once":false}]}'],
  ])('a damaged %s is refused: %s', async (name, content) => {
    await writeOutput(out, files({ a: '1' }));
    put(`.devirt/${name}`, content);
    expect((await failure(writeOutput(out, files({ a: '2' })))).message).toContain(name);
    expect(tree()).toEqual({ a: '1' });
  }); // prettier-ignore

  test('without a manifest nothing is overwritten', async () => {
    await writeOutput(out, files({ a: '1', b: '1' }));
    rmSync(at('.devirt'), { recursive: true });
    expect((await writeOutput(out, files({ a: '2', b: '1' }))).kept).toEqual(['a']);
    expect(tree()).toEqual({ a: '1', 'a.new': '2', b: '1' });
  });
});

describe('recoverOutput', () => {
  test('has nothing to do where there is no output, or a whole one', async () => {
    expect(await recoverOutput(out)).toBe(false);
    expect(existsSync(out)).toBe(false);
    await writeOutput(out, files({ a: '1' }));
    expect(await recoverOutput(out)).toBe(false);
  });
});
