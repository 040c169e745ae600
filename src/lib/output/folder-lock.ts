import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { onDisk, outputError, systemErrorCode } from './output-error.ts';

const Holder = z.object({ pid: z.int(), host: z.string() });
type Holder = z.infer<typeof Holder>;

/** Locks that this process holds: its own pid in a lock proves nothing, because pids come round again. */
const heldHere = new Set<string>();

/** How often a lock that others take and leave at the same moment is tried. */
const attempts = 5;

function readHolder(lock: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(lock, 'holder.json'), 'utf8')));
  } catch {
    // A lock appears together with its holder; one without belongs to a process that was ending.
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

function isAlive(holder: Holder, lock: string): boolean {
  // Of another machine's processes nothing is known from here.
  if (holder.host !== hostname()) return true;
  return holder.pid === process.pid ? heldHere.has(lock) : isRunning(holder.pid);
}

/** Puts the lock of a dead process away, unless somebody else was faster and it is a new one. */
function discard(lock: string, stale: Holder | null): void {
  const away = `${lock}-${process.pid}`;
  try {
    renameSync(lock, away);
  } catch {
    return;
  }
  const found = readHolder(away);
  if (found !== null && (found.pid !== stale?.pid || found.host !== stale.host)) renameSync(away, lock);
  else rmSync(away, { recursive: true, force: true });
}

/** Removes what processes left behind that died while they took the lock. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^lock-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function release(lock: string): void {
  heldHere.delete(lock);
  try {
    rmSync(lock, { recursive: true, force: true });
  } catch {
    // What remains is the lock of a process that ends, and the next one takes it over.
  }
}

/**
 * Takes the lock of a folder and returns what releases it. Throws a DevirtError (exit code 74) that names the process
 * if a living one holds it; the lock of a dead process on this host is taken over.
 *
 * The lock is the folder `lock` with the holder's pid and host in it, made under another name and renamed: a rename
 * onto a folder that is not empty fails everywhere, so that the lock and its content appear in one step.
 */
export function lockFolder(folder: string): () => void {
  const lock = resolve(folder, 'lock');
  const own = `${lock}-${process.pid}`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const taken = onDisk(lock, () => {
      rmSync(own, { recursive: true, force: true });
      mkdirSync(own);
      writeFileSync(join(own, 'holder.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
      try {
        renameSync(own, lock);
        return true;
      } catch (error) {
        rmSync(own, { recursive: true, force: true });
        if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemErrorCode(error) ?? '')) return false;
        throw error;
      }
    });
    if (taken) {
      heldHere.add(lock);
      onDisk(lock, () => sweep(folder));
      return () => release(lock);
    }
    const holder = readHolder(lock);
    if (holder !== null && isAlive(holder, lock)) {
      throw outputError(
        lock,
        `the output is being written by process ${holder.pid} on ${holder.host}`,
        'Wait until it has ended, or choose another folder with --out. If that process runs no more, remove the lock.',
      );
    }
    discard(lock, holder);
  }
  throw outputError(lock, 'the lock cannot be taken', 'See that nothing else writes there, and run again.');
}
