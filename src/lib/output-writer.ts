import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { byCodePoint } from './order.ts';
import { lockFolder } from './output/folder-lock.ts';
import type { GeneratedFile } from './output/generated-file.ts';
import { makeFolders, OutputDisk, parentOf } from './output/output-disk.ts';
import { onDisk, outputError } from './output/output-error.ts';
import {
  applyJournal,
  discardStaging,
  hasJournal,
  ownFolder,
  readManifest,
  stagingPath,
  writeJournal,
} from './output/output-journal.ts';
import { planOutput, type Manifest, type OutputPlan } from './output/output-plan.ts';
import { stageFiles, type WriteOptions } from './output/output-staging.ts';

export type { GeneratedFile } from './output/generated-file.ts';

export interface WriteReport {
  /** Files that were written, the new versions beside changed ones included. */
  readonly written: number;
  /** Files that stood there already with the same content, and `once` files that stood there. */
  readonly unchanged: number;
  /** Files of the last run that this one no longer generates. */
  readonly removed: readonly string[];
  /** Files that a person changed: left alone, the new version stands beside each as PATH.new. */
  readonly kept: readonly string[];
  /** Files of the last run that this one no longer generates, left alone because a person changed them. */
  readonly obsolete: readonly string[];
  /** Bytes of the files that were written. */
  readonly bytes: number;
}

/**
 * Writes the files to a folder so that an interruption at any moment, kill -9 included, leaves the last complete
 * output or one that the next run (or `recoverOutput`) completes; docs/decisions/safe-writer.md says how.
 * Files with the same content are not touched; files that a person changed are left alone, with the new version beside
 * them; files of the last run that are not generated any more are removed.
 *
 * Throws a DevirtError (exit code 74) that names the path if the folder cannot be written or another process writes
 * it, the signal's reason if it was aborted, and whatever `files` or their contents throw; the last complete output
 * is whole then.
 */
export async function writeOutput(
  outDir: string,
  files: AsyncIterable<GeneratedFile> | Iterable<GeneratedFile>,
  options: WriteOptions = {},
): Promise<WriteReport> {
  makeFolders(resolve(outDir));
  new OutputDisk(outDir).makeFolder(ownFolder);
  const release = lockFolder(join(outDir, ownFolder));
  try {
    // What an interrupted run lost is written now.
    applyJournal(outDir, { verifyStaged: true });
    discardStaging(outDir);
    onDisk(stagingPath(outDir), () => mkdirSync(stagingPath(outDir)));
    try {
      return await stageAndCommit(outDir, files, options);
    } finally {
      if (!hasJournal(outDir)) discardStaging(outDir);
    }
  } finally {
    release();
  }
}

async function stageAndCommit(
  outDir: string,
  files: AsyncIterable<GeneratedFile> | Iterable<GeneratedFile>,
  options: WriteOptions,
): Promise<WriteReport> {
  const staged = await stageFiles(outDir, files, options);
  const disk = new OutputDisk(outDir);
  const previous = readManifest(outDir);
  const plan = planOutput(staged.contents, previous, (path) => disk.state(path), options.covers);
  const late = isDone(plan, previous) ? [] : commit(outDir, plan, disk);
  return {
    written: plan.moves.length,
    unchanged: staged.contents.length - plan.moves.length,
    removed: plan.removals.map(({ path }) => path).sort(byCodePoint),
    kept: [...plan.kept, ...late].sort(byCodePoint),
    obsolete: plan.obsolete,
    bytes: plan.moves.reduce((sum, move) => sum + (staged.bytesOf.get(move.staged) ?? 0), 0),
  };
}

/** True if the output folder is as the plan wants it. */
function isDone({ moves, removals, manifest }: OutputPlan, previous: Manifest): boolean {
  return (
    moves.length === 0 &&
    removals.length === 0 &&
    manifest.size === previous.size &&
    [...manifest].every(([path, sha256]) => previous.get(path) === sha256)
  );
}

/** Does whatever may fail before the journal is written, for after it there is no way back. */
function commit(outDir: string, plan: OutputPlan, disk: OutputDisk): readonly string[] {
  const removed = new Set(plan.removals.map(({ path }) => path));
  const folders = new Set([...plan.moves, ...plan.removals].map(({ path }) => parentOf(path)));
  for (const folder of folders) {
    const obstacle = disk.obstacle(folder);
    if (obstacle !== null && removed.has(obstacle.path)) continue;
    disk.makeFolder(folder);
    disk.checkWritable(folder);
  }
  writeJournal(outDir, plan);
  return applyJournal(outDir, { verifyStaged: false }).kept;
}

/**
 * Completes a run that was interrupted while it moved its files into place, so that what is read next is of one run.
 * Returns true if there was one. Throws a DevirtError (exit code 74) if that run is still alive, if the folder cannot
 * be written, or if a power cut took files that it had prepared.
 */
export function recoverOutput(outDir: string): Promise<boolean> {
  return Promise.resolve().then(() => completeInterrupted(outDir));
}

function completeInterrupted(outDir: string): boolean {
  if (!hasJournal(outDir)) return false;
  new OutputDisk(outDir).makeFolder(ownFolder);
  const release = lockFolder(join(outDir, ownFolder));
  try {
    const { lost } = applyJournal(outDir, { verifyStaged: true });
    discardStaging(outDir);
    if (lost.length > 0) {
      throw outputError(
        join(outDir, lost[0] ?? ''),
        `the last run was interrupted, and this and ${lost.length - 1} other new files are damaged`,
        'Run the assessment again.',
      );
    }
    return true;
  } finally {
    release();
  }
}
