import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../support/shared.ts';

// The page's script runs in a browser and has a tsconfig of its own, which the check of the whole project leaves out.
test('the script of the page holds to its types', () => {
  const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const check = (): Buffer =>
    execFileSync(process.execPath, [tsc, '-p', join(projectRoot, 'generators', 'report', 'page')], { stdio: 'pipe' });
  expect(check).not.toThrow();
});
