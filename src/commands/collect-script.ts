import { readFile } from 'node:fs/promises';

/** The text of collect.sh, which the build copies to dist/ beside the code that reads its bundles. */
export function collectScript(): Promise<string> {
  return readFile(new URL('../../analyzers/guest/collect.sh', import.meta.url), 'utf8');
}
