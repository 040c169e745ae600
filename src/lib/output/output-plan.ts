import { byCodePoint } from '../order.ts';

/** What stands at a path: the sha256 of a file's content, `absent`, or `foreign` (a folder, link or device). */
export type DiskState = string;
export const absent: DiskState = 'absent';
export const foreign: DiskState = 'foreign';

/** The sha256 of what we wrote last, by path. */
export type Manifest = ReadonlyMap<string, string>;

/** A file of this run, after its content was seen. */
export interface GeneratedContent {
  readonly path: string;
  readonly sha256: string;
  /** Name in the staging folder; null where the disk has this content already, or a `once` file stands there. */
  readonly staged: string | null;
  /** Written only where nothing stands, and never touched again. */
  readonly once: boolean;
}

export interface Move {
  readonly staged: string;
  readonly path: string;
  readonly sha256: string;
  readonly once: boolean;
}

export interface Removal {
  readonly path: string;
  readonly sha256: string;
}

export interface OutputPlan {
  readonly moves: readonly Move[];
  /** Files of the last run that are no longer generated and were not changed since. */
  readonly removals: readonly Removal[];
  /** The manifest that is true when all is done. */
  readonly manifest: Manifest;
  /** Paths that a person changed; the new version goes to PATH.new. */
  readonly kept: readonly string[];
  /** Paths that are no longer generated, but that a person changed. */
  readonly obsolete: readonly string[];
}

/**
 * Where content for `path` goes: to the path itself if nothing stands there, or what we wrote last, or the very same;
 * else beside it, as PATH.new, and by the same rule as PATH.new.new. Nothing that somebody else wrote is ever replaced.
 */
export function landingPath(
  path: string,
  sha256: string,
  previous: Manifest,
  stateOf: (path: string) => DiskState,
): { readonly path: string; readonly present: boolean } {
  for (let target = path; ; target += '.new') {
    const state = stateOf(target);
    if (state === sha256) return { path: target, present: true };
    if (state === absent || state === previous.get(target)) return { path: target, present: false };
  }
}

/**
 * Decides which staged files go where, which files of the last run go away, and what the manifest says then.
 * `previous` is the manifest of the last run, `stateOf` looks at the disk. Pure but for that look. Files of the last run
 * that this one does not cover stay as they are, and stay remembered.
 */
export function planOutput(
  generated: Iterable<GeneratedContent>,
  previous: Manifest,
  stateOf: (path: string) => DiskState,
  covers: (path: string) => boolean = () => true,
): OutputPlan {
  const manifest = new Map<string, string>();
  const onceFiles = new Set<string>();
  const moves: Move[] = [];
  const kept: string[] = [];
  for (const { path, sha256, staged, once } of generated) {
    if (once) {
      onceFiles.add(path);
      if (staged !== null) moves.push({ staged, path, sha256, once });
      continue;
    }
    const landing = staged === null ? { path, present: true } : landingPath(path, sha256, previous, stateOf);
    manifest.set(landing.path, sha256);
    if (staged !== null && !landing.present) moves.push({ staged, path: landing.path, sha256, once });
    if (landing.path !== path) {
      kept.push(path);
      // Remembered, so that the file counts as ours again once the person puts our last version back.
      const written = previous.get(path);
      if (written !== undefined) manifest.set(path, written);
    }
  }

  const removals: Removal[] = [];
  const obsolete: string[] = [];
  for (const [path, sha256] of previous) {
    if (manifest.has(path) || onceFiles.has(path)) continue;
    if (!covers(path)) {
      manifest.set(path, sha256);
      continue;
    }
    const state = stateOf(path);
    if (state === sha256) removals.push({ path, sha256 });
    else if (state !== absent) obsolete.push(path);
  }
  return { moves, removals, manifest, kept: kept.sort(byCodePoint), obsolete: obsolete.sort(byCodePoint) };
}
