import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { safeRelativePath } from '../safe-path.ts';
import { OutputDisk, parentOf, sha256OfFile } from './output-disk.ts';
import { onDisk, outputError } from './output-error.ts';
import { absent, landingPath, type Manifest, type OutputPlan } from './output-plan.ts';

/** The writer's own folder in the output folder. */
export const ownFolder = '.devirt';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const OutputPath = z.string().refine((path) => safeRelativePath(path) === path);
const Files = z.record(OutputPath, Sha256);

const ManifestRecord = z.object({ version: z.literal(1), files: Files });

/** What is left to do once everything is staged. Whoever finds it finishes it. */
const Journal = z.object({
  version: z.literal(1),
  moves: z.array(z.object({ staged: z.string().regex(/^\d+$/), path: OutputPath, sha256: Sha256, once: z.boolean() })),
  removals: z.array(z.object({ path: OutputPath, sha256: Sha256 })),
  /** The manifest when all is done. */
  files: Files,
});

const manifestPath = (outDir: string): string => join(outDir, ownFolder, 'manifest.json');
const journalPath = (outDir: string): string => join(outDir, ownFolder, 'commit.json');

/** Where a staged file waits, or the staging folder itself. */
export const stagingPath = (outDir: string, name = ''): string => join(outDir, ownFolder, 'next', name);

/** Reads a record of ours; null if there is none. */
function readRecord<T>(path: string, schema: z.ZodType<T>): T | null {
  const text = onDisk(path, () => (existsSync(path) ? readFileSync(path, 'utf8') : null));
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw outputError(
      path,
      'is damaged',
      'Remove it and run again; files that differ from the new ones then count as changed by hand and are kept.',
      error,
    );
  }
}

/** Replaces a record in one step, and returns when the disk has it. */
function writeRecord(path: string, record: unknown): void {
  const next = `${path}.tmp`;
  onDisk(path, () => {
    const file = openSync(next, 'w');
    try {
      writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  });
}

/** What the last complete run wrote. */
export function readManifest(outDir: string): Manifest {
  return new Map(Object.entries(readRecord(manifestPath(outDir), ManifestRecord)?.files ?? {}));
}

/** True if a run was interrupted after everything was staged, so that the output folder may hold a mixture. */
export function hasJournal(outDir: string): boolean {
  return existsSync(journalPath(outDir));
}

/** From here on the run will be finished, by this process or by the next. */
export function writeJournal(outDir: string, { moves, removals, manifest }: OutputPlan): void {
  writeRecord(journalPath(outDir), { version: 1, moves, removals, files: Object.fromEntries(manifest) });
}

/** Removes what was staged; without a journal it never becomes part of the output. */
export function discardStaging(outDir: string): void {
  const staging = stagingPath(outDir);
  onDisk(staging, () => rmSync(staging, { recursive: true, force: true }));
}

/**
 * Does what the journal says, from the beginning or from wherever an interrupted run stopped, and ends with the new
 * manifest in place and the journal gone. What somebody changed since the plan was made is left alone as ever, and
 * returned as `kept`. `verifyStaged` looks whether staged files are whole, which a power cut can prevent; those that
 * are not are returned as `lost`.
 */
export function applyJournal(
  outDir: string,
  options: { readonly verifyStaged: boolean },
): { readonly kept: readonly string[]; readonly lost: readonly string[] } {
  const journal = readRecord(journalPath(outDir), Journal);
  if (journal === null) return { kept: [], lost: [] };
  const previous = readManifest(outDir);
  const manifest = new Map(Object.entries(journal.files));
  const keepPrevious = (path: string): void => {
    const written = previous.get(path);
    if (written === undefined) manifest.delete(path);
    else manifest.set(path, written);
  };

  // Removals first: a file of the last run may stand where this one needs a folder.
  const before = new OutputDisk(outDir);
  for (const { path, sha256 } of journal.removals) {
    const full = join(outDir, path);
    if (before.state(path) === sha256) onDisk(full, () => unlinkSync(full));
  }

  const disk = new OutputDisk(outDir);
  const kept: string[] = [];
  const lost: string[] = [];
  for (const { staged, path, sha256, once } of journal.moves) {
    const source = stagingPath(outDir, staged);
    // Moved before the interruption.
    if (!existsSync(source)) continue;
    if (options.verifyStaged && onDisk(source, () => sha256OfFile(source)) !== sha256) {
      lost.push(path);
      if (!once) keepPrevious(path);
      continue;
    }
    disk.makeFolder(parentOf(path));
    const landing = once
      ? { path, present: disk.state(path) !== absent }
      : landingPath(path, sha256, previous, (at) => disk.state(at));
    if (landing.path !== path) {
      kept.push(path);
      keepPrevious(path);
      manifest.set(landing.path, sha256);
    }
    const target = join(outDir, landing.path);
    if (!landing.present) onDisk(target, () => renameSync(source, target));
  }
  for (const { path } of journal.removals) disk.removeEmptyFolders(parentOf(path));

  writeRecord(manifestPath(outDir), { version: 1, files: Object.fromEntries(manifest) });
  const finished = journalPath(outDir);
  onDisk(finished, () => unlinkSync(finished));
  return { kept, lost };
}
