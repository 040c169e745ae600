import { closeSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from '../../analyzers/guest/bundle/bundle.ts';
import { defaultBundleLimits } from '../../analyzers/guest/bundle/limits.ts';
import { bundleName } from '../../analyzers/guest/ways/bundle-name.ts';
import { cannotWrite } from './run-collector.ts';

export interface KeptBundle {
  readonly path: string;
  readonly asRoot: boolean;
  /** What the collector itself says that it could not see. */
  readonly gaps: readonly string[];
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** Moves a file into a folder under the first name that is free; names that two runs give at once included. */
function moveToFreeName(from: string, folder: string, nameOf: (number: number) => string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, nameOf(number));
    try {
      // Nothing can interrupt these three between each other but a crash.
      closeSync(openSync(path, 'wx', 0o600));
      renameSync(from, path);
      return path;
    } catch (error) {
      if (!isTaken(error)) throw cannotWrite(path, error);
    }
  }
}

/**
 * Moves what a collector wrote into the folder, under a name that its manifest gives, beside what other runs left there.
 * Null, and the file stays, where it is no whole bundle: one that breaks off, or anything else.
 */
export async function keepBundle(partial: string, folder: string, fallback: string): Promise<KeptBundle | null> {
  const { facts, log, faults } = await readBundle(partial, defaultBundleLimits);
  const isWhole = faults.length === 0 && log.some(([word]) => word === 'finished');
  if (!isWhole) return null;
  return {
    path: moveToFreeName(partial, folder, (number) => bundleName(facts, fallback, number)),
    asRoot: facts.get('asRoot') === 'true',
    gaps: log.flatMap(([word, , text = '']) => (word === 'gap' ? [text] : [])),
  };
}
