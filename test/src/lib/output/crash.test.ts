import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exitCode } from '../../../../src/lib/errors.ts';
import { recoverOutput, writeOutput, type GeneratedFile } from '../../../../src/lib/output-writer.ts';

/**
 * The process dies at a given file operation: that one is done by half, where it can be, and none after it has an
 * effect. Every operation of a run is tried as the last one.
 */
const crash = vi.hoisted(() => ({ operationsLeft: Number.POSITIVE_INFINITY, busy: '' }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  const writeHalf = (file: number | string, content: string | Uint8Array): void =>
    original.writeFileSync(file, content.slice(0, content.length / 2));
  const dying =
    (name: string, operation: (...parameters: never[]) => unknown) =>
    (...parameters: never[]): unknown => {
      if (crash.operationsLeft <= 0) {
        if (crash.operationsLeft === 0 && name === 'writeFileSync')
          writeHalf(...(parameters as unknown as [number, string]));
        crash.operationsLeft = -1;
        throw new Error('the process is dead');
      }
      crash.operationsLeft--;
      if (name === 'renameSync' && crash.busy !== '' && String(parameters[1]).endsWith(crash.busy)) {
        throw Object.assign(new Error('busy'), { code: 'EBUSY', syscall: 'rename' });
      }
      // Waiting for the disk takes most of the time and changes nothing that a dying process leaves.
      return name === 'fsyncSync' ? undefined : operation(...parameters);
    };
  const names = [
    'accessSync', 'closeSync', 'existsSync', 'fsyncSync', 'lstatSync', 'mkdirSync', 'openSync', 'readFileSync', 'readSync',
    'renameSync', 'rmSync', 'rmdirSync', 'statSync', 'unlinkSync', 'writeFileSync',
  ] as const; // prettier-ignore
  return { ...original, ...Object.fromEntries(names.map((name) => [name, dying(name, original[name] as never)])) };
});

const files = (contents: Readonly<Record<string, string>>): GeneratedFile[] =>
  Object.entries(contents).map(([path, content]) =>
    path.startsWith('once/')
      ? { path, content, mode: 'once' }
      : { path, content: path === 'stream' ? [content, content] : content },
  );

const before = {
  same: 'x',
  a: 'old',
  'deep/b': 'old',
  gone: 'old',
  'empty/gone': 'old',
  edited: 'old',
  lost: 'old',
  file: 'old',
};
const after = {
  same: 'x',
  a: 'new',
  'deep/b': 'new',
  fresh: 'new',
  'other/fresh': 'new',
  edited: 'new',
  'once/mine': 'new',
  'file/inside': 'new',
  stream: 'new',
};
const treeBefore = { ...before, edited: 'by hand', lost: 'by hand' };
const treeAfter = {
  same: 'x',
  a: 'new',
  'deep/b': 'new',
  fresh: 'new',
  'other/fresh': 'new',
  edited: 'by hand',
  'edited.new': 'new',
  'once/mine': 'new',
  'file/inside': 'new',
  stream: 'newnew',
  lost: 'by hand',
};

function tree(folder: string): Record<string, string> {
  const paths = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.devirt'));
  const found = paths.filter((path) => fs.lstatSync(join(folder, path)).isFile());
  return Object.fromEntries(found.map((path) => [path, fs.readFileSync(join(folder, path), 'utf8')]));
}

let root = '';
beforeAll(async () => {
  root = fs.mkdtempSync(join(tmpdir(), 'devirt-crash-'));
  const out = join(root, 'template');
  await writeOutput(out, files(before));
  fs.writeFileSync(join(out, 'edited'), 'by hand');
  fs.writeFileSync(join(out, 'lost'), 'by hand');
  expect(tree(out)).toEqual(treeBefore);
});
afterAll(() => {
  crash.operationsLeft = Number.POSITIVE_INFINITY;
  fs.rmSync(root, { recursive: true, force: true });
});

/** Copies the output of the first run. */
function fresh(name: string): string {
  const out = join(root, name);
  fs.rmSync(out, { recursive: true, force: true });
  fs.cpSync(join(root, 'template'), out, { recursive: true });
  return out;
}

/** Runs something that dies after so many operations; true if it did, false if it came to its end before. */
async function diesAfter(operations: number, run: () => Promise<unknown>): Promise<boolean> {
  crash.operationsLeft = operations;
  try {
    await run();
    return false;
  } catch (error) {
    expect(error).toEqual(new Error('the process is dead'));
    return true;
  } finally {
    crash.operationsLeft = Number.POSITIVE_INFINITY;
  }
}

describe('a run that dies at any file operation', () => {
  test('leaves the last output or one that recoverOutput completes, and the next run succeeds', async () => {
    const seen = { before: 0, completed: 0, after: 0 };
    for (let operations = 0; ; operations++) {
      const out = fresh('out');
      const died = await diesAfter(operations, () => writeOutput(out, files(after)));
      if (!died) break;
      const left = tree(out);
      const completed = await recoverOutput(out);
      const whole = tree(out);
      const isBefore = whole['a'] === 'old';
      expect(whole, `after ${operations} operations`).toEqual(isBefore ? treeBefore : treeAfter);
      if (!completed) expect(left).toEqual(whole);
      seen[completed ? 'completed' : isBefore ? 'before' : 'after']++;

      const report = await writeOutput(out, files(after));
      expect(report.kept).toEqual(['edited']);
      expect(tree(out)).toEqual(treeAfter);
      expect(fs.readdirSync(join(out, '.devirt'))).toEqual(['manifest.json']);
    }
    // All three ways were taken, or the test would prove little.
    expect(seen.before).toBeGreaterThan(50);
    expect(seen.completed).toBeGreaterThan(50);
    expect(seen.after).toBeGreaterThan(0);
  });

  test('may be followed by a run of other content, or die again while it is completed', async () => {
    const other = { a: 'other', 'deep/b': 'new', edited: 'other' };
    for (let operations = 0; ; operations += 3) {
      const out = fresh('out');
      if (!(await diesAfter(operations, () => writeOutput(out, files(after))))) break;
      await diesAfter((operations * 7) % 60, () => recoverOutput(out));
      await diesAfter((operations * 13) % 110, () => writeOutput(out, files(other)));
      await writeOutput(out, files(other));
      const once = tree(out)['once/mine'];
      expect([undefined, 'new']).toContain(once);
      expect(tree(out), `after ${operations} operations`).toEqual({
        a: 'other',
        'deep/b': 'new',
        edited: 'by hand',
        'edited.new': 'other',
        lost: 'by hand',
        ...(once === undefined ? {} : { 'once/mine': once }),
      });
      expect(fs.readdirSync(join(out, '.devirt'))).toEqual(['manifest.json']);
    }
  });

  test('in an empty folder leaves nothing or everything', async () => {
    for (let operations = 0; ; operations++) {
      const out = join(root, 'empty');
      fs.rmSync(out, { recursive: true, force: true });
      if (!(await diesAfter(operations, () => writeOutput(out, files({ a: '1', 'b/c': '2' }))))) break;
      await recoverOutput(out);
      expect([{}, { a: '1', 'b/c': '2' }]).toContainEqual(fs.existsSync(out) ? tree(out) : {});
      await writeOutput(out, files({ a: '1', 'b/c': '2' }));
      expect(tree(out)).toEqual({ a: '1', 'b/c': '2' });
    }
  });
});

let halfWay = 0;

/** An output whose run died in the middle of its moves. */
async function halfMoved(): Promise<string> {
  for (; ; halfWay++) {
    const out = fresh('half');
    await diesAfter(halfWay, () => writeOutput(out, files(after)));
    const found = tree(out);
    if (found['deep/b'] === 'new' && found['fresh'] === undefined) return out;
  }
}

describe('between an interruption and its completion', () => {
  test('what a person changes is left alone', async () => {
    const out = await halfMoved();
    fs.writeFileSync(join(out, 'deep', 'b'), 'moved, then by hand');
    fs.writeFileSync(join(out, 'fresh'), 'not yet moved, but by hand');
    fs.mkdirSync(join(out, 'once'), { recursive: true });
    fs.writeFileSync(join(out, 'once', 'mine'), 'by hand');
    expect(await recoverOutput(out)).toBe(true);
    expect(tree(out)).toEqual({
      ...treeAfter,
      'deep/b': 'moved, then by hand',
      fresh: 'not yet moved, but by hand',
      'fresh.new': 'new',
      'once/mine': 'by hand',
    });
    expect((await writeOutput(out, files({ ...after, fresh: 'newer' }))).kept).toEqual(['deep/b', 'edited', 'fresh']);
    const found = tree(out);
    expect([found['fresh'], found['fresh.new'], found['fresh.new.new']]).toEqual([
      'not yet moved, but by hand',
      'newer',
      undefined,
    ]);
  });

  test('staged files that a power cut spoilt are told, and written by the next run', async () => {
    const out = await halfMoved();
    for (const name of fs.readdirSync(join(out, '.devirt', 'next')))
      fs.truncateSync(join(out, '.devirt', 'next', name));
    await expect(recoverOutput(out)).rejects.toThrow('interrupted');
    expect(await recoverOutput(out)).toBe(false);
    expect(tree(out)['fresh']).toBeUndefined();
    await writeOutput(out, files(after));
    expect(tree(out)).toEqual(treeAfter);
  });
});

test('a file that cannot be replaced ends the run with an error, and the next one completes it', async () => {
  const out = fresh('busy');
  crash.busy = join('deep', 'b');
  const error = await writeOutput(out, files(after)).catch((reason: unknown) => reason);
  crash.busy = '';
  expect(error).toMatchObject({
    exitCode: exitCode.output,
    message: expect.stringContaining(join('deep', 'b')) as string,
  });
  expect(tree(out)).toMatchObject({ a: 'new', 'deep/b': 'old' });
  expect(await recoverOutput(out)).toBe(true);
  expect(tree(out)).toEqual(treeAfter);
});
