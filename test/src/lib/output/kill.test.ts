import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recoverOutput, writeOutput } from '../../../../src/lib/output-writer.ts';
import { projectRoot } from '../../../support/shared.ts';

const fileCount = 1500;

/** What a run of one version writes: other contents, and partly other files. */
const program = `
import { writeOutput } from './src/lib/output-writer.ts';
const [out, version] = [process.argv[2], Number(process.argv[3])];
function* files() {
  for (let i = 0; i < ${fileCount}; i++) {
    if (i % 7 !== version % 7) yield { path: 'folder-' + (i % 20) + '/' + i + '.txt', content: version + ' ' + 'x'.repeat(i) };
  }
  yield { path: 'large.txt', content: (function* () { for (let i = 0; i < 30; i++) yield (version + ' ').repeat(50000); })() };
}
process.stdout.write('begin');
await writeOutput(out, files());
`;

let root = '';
let script = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'devirt-kill-'));
  script = join(root, 'write.mjs');
  await build({
    stdin: { contents: program, resolveDir: projectRoot, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a version in a process of its own and kills that after some time; true if the process ended by itself. */
async function write(out: string, version: number, killAfterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [script, out, String(version)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  if (Number.isFinite(killAfterMs)) {
    await Promise.race([wait(killAfterMs), exited]);
    child.kill('SIGKILL');
  }
  const [code] = await exited;
  return code === 0;
}

/** The versions that the files in a folder are of, and how many files there are. */
function contents(out: string): { versions: readonly string[]; files: number } {
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.devirt'))
    .filter((path) => statSync(join(out, path)).isFile());
  const versions = new Set(paths.map((path) => readFileSync(join(out, path), 'utf8').split(' ')[0] ?? ''));
  return { versions: [...versions], files: paths.length };
}

const filesOf = (version: number): number =>
  Array.from({ length: fileCount }).filter((_, i) => i % 7 !== version % 7).length + 1;

describe('kill -9', () => {
  test('at any moment leaves a whole output', async () => {
    const out = join(root, 'out');
    const began = performance.now();
    expect(await write(out, 1, Number.POSITIVE_INFINITY)).toBe(true);
    const duration = performance.now() - began;

    let good = 1;
    let killed = 0;
    let seed = 20261124;
    for (let version = 2; killed < 15; version++) {
      // A linear congruential generator (Numerical Recipes, 7.1), so that each run of this test kills alike.
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const ended = await write(out, version, (seed / 2 ** 32) * duration);
      if (ended) good = version;
      else killed++;
      await recoverOutput(out);
      const { versions, files } = contents(out);
      expect([[String(good)], [String(version)]]).toContainEqual(versions);
      good = Number(versions[0]);
      expect(files).toBe(filesOf(good));
    }
    // What was killed before its moves began lies about until the next run.
    await writeOutput(out, [{ path: 'last.txt', content: 'last' }]);
    expect(contents(out)).toEqual({ versions: ['last'], files: 1 });
    expect(readdirSync(join(out, '.devirt'))).toEqual(['manifest.json']);
  });

  test('of a run that holds the lock lets the next one take it', async () => {
    const out = join(root, 'locked');
    expect(await write(out, 1, 0)).toBe(false);
    expect(await write(out, 2, Number.POSITIVE_INFINITY)).toBe(true);
    expect(contents(out)).toEqual({ versions: ['2'], files: filesOf(2) });
  });
});
