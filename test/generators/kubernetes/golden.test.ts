import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/shared.ts';
import { assess, guestCaseSchema, manifestsOf } from './guest-case.ts';

const root = join(projectRoot, 'fixtures', 'kubernetes');

function expectedFiles(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).split(sep).join('/')] = readFileSync(path, 'utf8');
  }
  return files;
}

// UPDATE_GOLDEN=1 writes the expected files anew; the difference is read before it is committed.
describe('fixtures/kubernetes', () => {
  it.each(readdirSync(root))('%s', (name) => {
    const folder = join(root, name);
    const assessed = assess(guestCaseSchema.parse(JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8'))));
    const files = manifestsOf(assessed);
    const expected = join(folder, 'expected');
    if (process.env['UPDATE_GOLDEN'] === '1') {
      rmSync(expected, { recursive: true, force: true });
      for (const [path, content] of files) {
        mkdirSync(dirname(join(expected, path)), { recursive: true });
        writeFileSync(join(expected, path), content);
      }
    }
    expect(Object.fromEntries(files)).toEqual(expectedFiles(expected));
  });
});
