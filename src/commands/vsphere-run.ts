import type { Proxy } from '../../analyzers/vsphere/client/proxy.ts';
import type { TraceEvent } from '../../analyzers/vsphere/client/round-trip.ts';
import { VimSession } from '../../analyzers/vsphere/client/session.ts';
import { collectVsphere, type TakeVms } from '../../analyzers/vsphere/collect.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import type { Estate, SourceWarning } from '../model/estate.ts';
import { carefulLogins } from './careful-logins.ts';
import { Terminal } from './terminal.ts';
import {
  type ConnectionOptions,
  explainConnection,
  passwordOf,
  proxyOf,
  type Target,
  targetsOf,
} from './vsphere-connection.ts';

export interface VsphereOptions extends ConnectionOptions {
  /** False with --no-history. */
  readonly history: boolean;
  readonly trace?: boolean;
  readonly quiet?: boolean;
}

/** What all servers of a run share. */
export interface VsphereRun {
  readonly options: VsphereOptions;
  readonly targets: readonly Target[];
  readonly proxy: Proxy | null;
  readonly password: string;
  readonly logins: ReturnType<typeof carefulLogins>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

export interface Failure {
  readonly target: Target;
  readonly error: DevirtError;
}

/** Servers that are read at once: each keeps connections and what was read of it. */
const concurrency = 4;

/** Reads the options, and asks for the password last. Throws DevirtError. */
export async function startRun(options: VsphereOptions, signal: AbortSignal): Promise<VsphereRun> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const targets = await targetsOf(options);
  const proxy = proxyOf(options.proxy);
  if (options.insecure === true) {
    terminal.warn(`${targets.map(({ label }) => label).join(', ')}: the certificate is not checked`);
  }
  return { options, targets, proxy, password: await passwordOf(options), logins: carefulLogins(), terminal, signal };
}

/** How lines of a run call a server before what they tell: not at all where there is but one. */
const prefixOf = ({ label }: Target, { targets }: VsphereRun): string => (targets.length === 1 ? '' : `${label} `);

/** Opens a session with a server, does the work in it, and logs out, however the work ends. */
export async function inSession<T>(
  target: Target,
  run: VsphereRun,
  work: (session: VimSession) => Promise<T>,
): Promise<T> {
  const { options, proxy, password, terminal, signal } = run;
  const login = { username: options.username, password };
  const trace = (event: TraceEvent): void => terminal.info(`${prefixOf(target, run)}${event.method}: ${event.outcome}`);
  const { server, trust } = target;
  const session = await run.logins(() =>
    VimSession.open({ server, trust, proxy, login, signal, ...(options.trace === true ? { trace } : {}) }),
  );
  try {
    return await work(session);
  } finally {
    terminal.progressDone();
    await session.close();
  }
}

/**
 * Reads the inventory, and what the server keeps of the past where that is wanted. VMs go to `takeVms` and are not in the
 * Estate.
 */
export function readInventory(session: VimSession, target: Target, run: VsphereRun, takeVms: TakeVms): Promise<Estate> {
  run.terminal.info(`${target.label}: ${session.about.text('fullName') ?? 'connected'}`);
  return collectVsphere(session, { history: run.options.history, onProgress: progressOf(target, run) }, takeVms);
}

/** Shows progress of the work on a server. */
export function progressOf(target: Target, run: VsphereRun): (what: string, done: number, total: number) => void {
  return (what, done, total) => run.terminal.progress(`reading ${prefixOf(target, run)}${what}`, done, total);
}

/** Does the work on each server, on some at once. One that fails does not cost the others. Results stand as `targets` do. */
export async function onEach<T>(
  targets: readonly Target[],
  run: VsphereRun,
  work: (target: Target) => Promise<T>,
): Promise<{ readonly done: readonly { readonly target: Target; readonly result: T }[]; readonly failed: Failure[] }> {
  const results = new Map<Target, { readonly result: T } | { readonly error: unknown }>();
  // One iterator for all who take from it, so that each server is taken once.
  const waiting = targets.values();
  const worker = async (): Promise<void> => {
    for (const target of waiting) {
      try {
        results.set(target, { result: await work(target) });
      } catch (error) {
        results.set(target, { error: explainConnection(error, target.label, run.options.username) });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  // The first cause counts: what was under way fails in its own way when it is interrupted.
  run.signal.throwIfAborted();
  const done: { target: Target; result: T }[] = [];
  const failed: Failure[] = [];
  for (const target of targets) {
    const outcome = results.get(target);
    if (outcome === undefined) continue;
    if ('result' in outcome) done.push({ target, result: outcome.result });
    else if (outcome.error instanceof DevirtError) failed.push({ target, error: outcome.error });
    else throw outcome.error;
  }
  return { done, failed };
}

/** What to throw where no server could be read. */
export function noneRead(failed: readonly Failure[]): DevirtError {
  const [first] = failed;
  if (first !== undefined && failed.length === 1) return first.error;
  return new DevirtError(
    `no server could be read:\n${failed.map(({ error }) => error.message).join('\n')}`,
    [...new Set(failed.map(({ error }) => error.remedy))].join('\n'),
    exitCode.connection,
  );
}

/** The Estate, which says in its first source that servers lack: a snapshot without a word of them would seem whole. */
export function withLacking(estate: Estate, failed: readonly Failure[]): Estate {
  const lacking = failed.map(({ target }) => ({
    place: '',
    message: `${target.label} was to be read in the same run and could not be: what it holds is not in this snapshot`,
    lacking: true,
  }));
  const sources = estate.sources.map((source, index) =>
    index === 0 ? { ...source, warnings: [...source.warnings, ...lacking] } : source,
  );
  return { ...estate, sources };
}

/** Prints what was found wanting on a server. */
export function sayWarnings(terminal: Terminal, { label }: Target, warnings: readonly SourceWarning[]): void {
  for (const { place, message } of warnings) {
    terminal.warn(`${label}${place === '' ? '' : ` ${place}`}: ${message}`);
  }
}
