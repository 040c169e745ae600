import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { isRefusal } from '../../analyzers/vsphere/client/retry.ts';
import type { VimSession } from '../../analyzers/vsphere/client/session.ts';
import { openSamples, sampleRound, serverSeconds } from '../../analyzers/vsphere/watch/round.ts';
import { SampleFile } from '../../analyzers/vsphere/watch/sample-file.ts';
import { addWatched } from '../../analyzers/vsphere/watch/watched.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import type { Estate } from '../model/estate.ts';
import { mergeEstates } from '../model/merge-estates.ts';
import { NotTriedError } from './careful-logins.ts';
import { withSpool, writeSnapshot } from './snapshot-file.ts';
import type { Target } from './vsphere-connection.ts';
import {
  type Failure,
  inSession,
  noneRead,
  onEach,
  progressOf,
  readInventory,
  sayWarnings,
  startRun,
  type VsphereOptions,
  type VsphereRun,
  withLacking,
} from './vsphere-run.ts';

export interface WatchVsphereOptions extends VsphereOptions {
  /** How long, "14d". */
  readonly watch: string;
  /** One round, and the end: whoever calls comes again. */
  readonly once?: boolean;
  readonly out: string;
}

/** This machine's clock, which says when to ask next. What time a sample is of, the server says. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason where it is aborted. */
  sleepUntil(time: number, signal: AbortSignal): Promise<void>;
}

const minute = 60_000;
const day = 24 * 60 * minute;

const machineClock: Clock = {
  now: () => Date.now(),
  sleepUntil: async (time, signal) => {
    // In short naps: timers stand still while a machine is suspended.
    while (Date.now() < time) await sleep(Math.min(minute, time - Date.now()), undefined, { signal });
  },
};

/** Hosts keep an hour. A quarter of it is left for servers that are slow or away for a moment. */
const roundMs = 45 * minute;
/** After a round that failed: soon enough to lose nothing where the server is away for a quarter of an hour. */
const retryMs = 5 * minute;
/** The inventory changes slowly, and what the server keeps of the past takes it the longest to tell. */
const inventoryMs = day;
/** A login that was refused is not tried again before, whoever starts us: no directory counts failures for longer. */
const refusalMs = day;
/** A server that is away when its window ends is waited for so long: its hosts have forgotten the window by then. */
const patienceMs = day;

const units: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 7 * 86_400 };
const shortestSeconds = 3600;
/** Series of so long need some 200 MB while they are reduced (see analyzers/vsphere/watch/sample-file.ts). */
const longestSeconds = 60 * 86_400;

/** "14d", "36h", "2w" in seconds. Throws DevirtError. */
export function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const seconds = Number(count) * (units[unit] ?? Number.NaN);
  if (seconds >= shortestSeconds && seconds <= longestSeconds) return seconds;
  throw new DevirtError(
    `--watch ${JSON.stringify(text)}: no time from 1h to 60d`,
    'Give a number and a unit, h, d or w: 14d.',
    exitCode.usage,
  );
}

/** What is remembered of a server beside its samples. Times are milliseconds since 1970 on this machine's clock. */
const memorySchema = z.strictObject({
  /** When it last refused the login; null where it did not. */
  refusedAt: z.number().nullable(),
  /** Length of the window that was watched to its end, seconds; null before. */
  endedAfter: z.number().nullable(),
});
type Memory = z.infer<typeof memorySchema>;

/** A server, and what is kept of it beside the snapshot. */
interface Watched {
  readonly target: Target;
  readonly samples: string;
  readonly inventory: string;
  readonly memory: string;
  /** When the next round is due. */
  due: number;
  /** When its window ends, milliseconds since 1970; null before its first round. */
  ends: number | null;
  /** Nothing more is to be had: its window has ended, or it is to be left alone. */
  isOver: boolean;
}

/**
 * Reads real-time samples again and again, for as long as options.watch says since the first round of each server, and
 * keeps the snapshot at options.out current after every round. What was sampled stands in a folder beside it, from which
 * any later run goes on. Returns the exit code; throws DevirtError.
 */
export async function watchVsphereCommand(
  options: WatchVsphereOptions,
  signal: AbortSignal,
  clock: Clock = machineClock,
): Promise<ExitCode> {
  const seconds = parseDuration(options.watch);
  const run = await startRun(options, signal);
  const watch = new Watch(run, options, seconds, clock);
  return watch.run();
}

class Watch {
  readonly #run: VsphereRun;
  readonly #options: WatchVsphereOptions;
  readonly #seconds: number;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #servers: readonly Watched[];

  constructor(run: VsphereRun, options: WatchVsphereOptions, seconds: number, clock: Clock) {
    this.#run = run;
    this.#options = options;
    this.#seconds = seconds;
    this.#clock = clock;
    this.#folder = `${options.out}.watch`;
    this.#servers = run.targets.map((target) => {
      // A host name, an address and a port: of these only the colon is not welcome everywhere in names of files.
      const base = join(this.#folder, target.label.replaceAll(':', '_'));
      return {
        target,
        samples: `${base}.samples`,
        inventory: `${base}.ndjson.gz`,
        memory: `${base}.json`,
        due: 0,
        ends: null,
        isOver: false,
      };
    });
  }

  async run(): Promise<ExitCode> {
    const { terminal, signal } = this.#run;
    await this.#makeFolder();
    const failed = new Map<Target, Failure>();
    // A server that was never there keeps nobody waiting once all others have ended.
    const isUnfinished = (): boolean =>
      this.#servers.some(({ isOver, ends }) => !isOver && ends !== null) ||
      this.#servers.every(({ isOver }) => !isOver);
    for (const server of this.#servers) {
      await this.#dropUnreadable(server.inventory);
      server.isOver = ((await this.#recall(server)).endedAfter ?? 0) >= this.#seconds;
      if (server.isOver) {
        terminal.info(`${server.target.label}: its window has ended; to begin anew, move ${this.#folder} away`);
      }
    }
    let lacks = false;
    do {
      const due = this.#servers.filter((server) => !server.isOver && server.due <= this.#clock.now());
      for (const { target } of due) failed.delete(target);
      try {
        for (const failure of await this.#round(due)) failed.set(failure.target, failure);
      } finally {
        // After an interruption too: what came until then counts.
        lacks = await this.#refresh([...failed.values()]);
      }
      if (this.#options.once === true) break;
      if (!isUnfinished()) break;
      const next = Math.min(...this.#servers.flatMap(({ isOver, due: time }) => (isOver ? [] : [time])));
      await this.#clock.sleepUntil(next, signal);
    } while (isUnfinished());
    if (failed.size === this.#servers.length) throw noneRead([...failed.values()]);
    terminal.result(this.#options.out);
    return failed.size > 0 || lacks ? exitCode.incomplete : exitCode.done;
  }

  async #makeFolder(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new DevirtError(`${this.#folder}: cannot be made`, 'Give another --out.', exitCode.output, {
        cause: error,
      });
    }
  }

  /** Asks the servers that are due, and says when each is next. */
  async #round(due: readonly Watched[]): Promise<readonly Failure[]> {
    const byTarget = new Map(due.map((server) => [server.target, server]));
    const { failed } = await onEach([...byTarget.keys()], this.#run, async (target) => {
      const server = byTarget.get(target);
      if (server !== undefined) await this.#ask(server);
    });
    for (const server of due) server.due = this.#clock.now() + roundMs;
    for (const { target, error } of failed) {
      const server = byTarget.get(target);
      if (server === undefined) continue;
      // What only a person can change is not tried again.
      const isGivenUp = server.ends !== null && this.#clock.now() >= server.ends + patienceMs;
      server.isOver = error.exitCode === exitCode.usage || isRefused(error) || isGivenUp;
      server.due = this.#clock.now() + retryMs;
      if (server.isOver || this.#options.once === true) this.#run.terminal.error(error.message, error.remedy);
      else this.#run.terminal.warn(`${error.message}: asked again in ${retryMs / minute} minutes`);
      if (isRefusal(error.cause)) await this.#remember(server, { refusedAt: this.#clock.now() });
    }
    return failed;
  }

  async #ask(server: Watched): Promise<void> {
    const { target } = server;
    const { terminal } = this.#run;
    await this.#checkRefusal(server);
    await inSession(target, this.#run, async (session) => {
      await this.#remember(server, { refusedAt: null });
      const now = await serverSeconds(session);
      const samples = await openSamples(server.samples, session, now);
      try {
        const end = samples.header.begun + this.#seconds;
        server.ends = end * 1000;
        const progress = progressOf(target, this.#run);
        const sampled = await sampleRound(session, samples, Math.min(now, end), (done, total) =>
          progress('samples', done, total),
        );
        const isLast = now >= end;
        if (isLast || !(await this.#isFresh(server.inventory))) await this.#readInventory(server, session);
        if (isLast) {
          await this.#remember(server, { endedAfter: this.#seconds });
          server.isOver = true;
        }
        terminal.info(
          `${target.label}: samples of ${sampled} objects; ${isLast ? 'the window has ended' : `the window ends ${new Date(end * 1000).toISOString()}`}`,
        );
      } finally {
        await samples.close();
      }
    });
  }

  async #readInventory(server: Watched, session: VimSession): Promise<void> {
    const { sources } = await withSpool(server.inventory, async (spool) => {
      const estate = await readInventory(session, server.target, this.#run, (vms) => spool.add(vms));
      await writeSnapshot(server.inventory, estate, spool);
      return estate;
    });
    for (const { warnings } of sources) sayWarnings(this.#run.terminal, server.target, warnings);
  }

  /** An inventory of another version of devirt is read anew from the server. */
  async #dropUnreadable(inventory: string): Promise<void> {
    try {
      await readEstate(inventory);
    } catch {
      await rm(inventory, { force: true });
    }
  }

  async #isFresh(path: string): Promise<boolean> {
    try {
      return this.#clock.now() - (await stat(path)).mtimeMs < inventoryMs;
    } catch {
      return false;
    }
  }

  /**
   * Throws where this server refused the login within the last day. Whoever types the password has seen that it was wrong;
   * a service that is started again and again has not.
   */
  async #checkRefusal(server: Watched): Promise<void> {
    const isTyped = this.#run.options.passwordFile === undefined && process.env['DEVIRT_PASSWORD'] === undefined;
    const { refusedAt } = await this.#recall(server);
    if (isTyped || refusedAt === null || this.#clock.now() - refusedAt >= refusalMs) return;
    throw new DevirtError(
      `${server.target.label}: not tried, because it refused this login at ${new Date(refusedAt).toISOString()}`,
      `Check the user and the password, then remove ${server.memory}; else it is tried again a day later. More attempts with a wrong password might lock the account.`,
      exitCode.connection,
      { cause: new NotTriedError() },
    );
  }

  async #recall({ memory }: Watched): Promise<Memory> {
    try {
      return memorySchema.parse(JSON.parse(await readFile(memory, 'utf8')));
    } catch {
      return { refusedAt: null, endedAfter: null };
    }
  }

  async #remember(server: Watched, changes: Partial<Memory>): Promise<void> {
    const known = await this.#recall(server);
    const changed = { ...known, ...changes };
    if (changed.refusedAt === known.refusedAt && changed.endedAfter === known.endedAfter) return;
    await writeFile(`${server.memory}.partial`, `${JSON.stringify(changed)}\n`, { mode: 0o600 });
    await rename(`${server.memory}.partial`, server.memory);
  }

  /** Writes the snapshot out of what is kept, without asking any server. True where facts lack in it. */
  async #refresh(failed: readonly Failure[]): Promise<boolean> {
    const estates: Estate[] = [];
    const lacking: Failure[] = [];
    for (const server of this.#servers) {
      const estate = await this.#kept(server);
      const failure = failed.find(({ target }) => target === server.target);
      if (estate !== null) estates.push(estate);
      else if (failure !== undefined) lacking.push(failure);
    }
    if (estates.length === 0) return false;
    const estate = withLacking(mergeEstates(estates), lacking);
    await writeSnapshot(this.#options.out, estate);
    return estate.sources.some(({ warnings }) => warnings.some((warning) => warning.lacking));
  }

  /** What is known of a server; null where its inventory was never read to the end. */
  async #kept(server: Watched): Promise<Estate | null> {
    try {
      await stat(server.inventory);
    } catch {
      return null;
    }
    const estate = await readEstate(server.inventory);
    const file = await SampleFile.open(server.samples);
    if (file === null) return estate;
    try {
      // Of a run before this one too, whose server may not be there now.
      server.ends ??= (file.header.begun + this.#seconds) * 1000;
      return await addWatched(estate, file);
    } finally {
      await file.close();
    }
  }
}

/** True where the login was refused, or not tried lest it be. */
const isRefused = ({ cause }: DevirtError): boolean => isRefusal(cause) || cause instanceof NotTriedError;
