import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** The folder of this checkout. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const sharedRoot = process.env['DEVIRT_SHARED'] ?? join(projectRoot, '..', 'shared');

/** Path of a file in the shared test data, or null where that data is absent. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(sharedRoot, ...parts);
  return existsSync(path) ? path : null;
}

/** Path of a shared file inside `describeShared`, where it is known to exist. */
export function requireShared(...parts: string[]): string {
  const path = sharedPath(...parts);
  if (path === null) throw new Error(`shared test data is missing: ${parts.join('/')} under ${sharedRoot}`);
  return path;
}

/** `describe` for tests that read shared data: skipped where it is absent, failing with CI=true. */
export const describeShared = existsSync(sharedRoot) || process.env['CI'] === 'true' ? describe : describe.skip;
