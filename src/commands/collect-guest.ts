import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explainSshEnd, type GuestFailure, isSudoRefusal } from '../../analyzers/guest/ways/ssh-failure.ts';
import {
  collectorCommand,
  isSshUser,
  parseSshTarget,
  portOf,
  readHostsFile,
  sshArguments,
  type SshSettings,
  type SshTarget,
} from '../../analyzers/guest/ways/ssh-target.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { collectRoot } from './collect-guest-root.ts';
import { collectScript } from './collect-script.ts';
import { failuresByReason, type GuestResult, resultTable } from './guest-results.ts';
import { keepBundle } from './keep-bundle.ts';
import { runCollector } from './run-collector.ts';
import { Terminal } from './terminal.ts';
import { withPartials } from './with-partials.ts';
import { writeAnsibleProject } from './write-ansible-project.ts';

export interface CollectGuestOptions {
  readonly printScript?: boolean;
  readonly hostsFile?: string;
  readonly user?: string;
  readonly identity?: string;
  readonly port?: string;
  readonly jobs: string;
  readonly timeout?: string;
  readonly sudo?: boolean;
  readonly verifyFiles?: boolean;
  readonly root?: string;
  readonly ansible?: string;
  readonly out: string;
  readonly quiet?: boolean;
}

/** What all guests of a run share. */
interface GuestRun {
  readonly settings: SshSettings;
  readonly sudo: boolean;
  readonly verifyFiles: boolean;
  readonly timeoutSeconds: number;
  readonly script: string;
  readonly out: string;
  /** Where bundles are written before they are whole. */
  readonly partials: string;
}

/** collect.sh begins no command after 180 s, and the last may take 30: the rest is for a slow line. */
const timeoutSeconds = 300;
/** With --verify-files it reads every installed file, for at most 1,800 s a package manager. */
const verifyTimeoutSeconds = 4200;
/** More ssh clients than that want more memory and open files than they save time: Ansible is for them. */
const mostJobs = 128;
const mostSeconds = 86_400;

const usage = (message: string, remedy: string): DevirtError => new DevirtError(message, remedy, exitCode.usage);

function numberOf(option: string, text: string, most: number): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw usage(`${option} ${text}: not a number from 1 to ${most}`, '');
  return value;
}

async function targetsOf(hosts: readonly string[], hostsFile: string | undefined): Promise<readonly SshTarget[]> {
  const listed =
    hostsFile === undefined
      ? []
      : readHostsFile(
          await readFile(hostsFile, 'utf8').catch((error: unknown) => {
            throw new DevirtError(`--hosts-file ${hostsFile}: cannot be read`, 'Check the path.', exitCode.usage, {
              cause: error,
            });
          }),
        );
  const labels = [...new Set([...hosts, ...listed])];
  if (labels.length === 0) {
    throw usage(
      'no guest is named',
      'Name hosts, or give --hosts-file, --root, --ansible or --print-script. devirt collect guest --help shows how.',
    );
  }
  return labels.map((label) => {
    const target = parseSshTarget(label);
    if (target === null) {
      throw usage(
        `${JSON.stringify(label)} is no name of a host`,
        'Give [USER@]HOST[:PORT], with a name, an address or an alias of ~/.ssh/config.',
      );
    }
    return target;
  });
}

function settingsOf({ user, port, identity }: CollectGuestOptions): SshSettings {
  if (user !== undefined && !isSshUser(user)) throw usage(`--user ${JSON.stringify(user)} is no name of a user`, '');
  const number = port === undefined ? null : portOf(port);
  if (port !== undefined && number === null) throw usage(`--port ${port}: not a number from 1 to 65535`, '');
  return { user: user ?? null, port: number, identity: identity ?? null };
}

interface Attempt {
  readonly outcome: Pick<GuestResult, 'bundle' | 'failure'>;
  readonly bytes: number;
  readonly sudoRefused: boolean;
}

async function attempt(
  target: SshTarget,
  index: number,
  sudo: boolean,
  run: GuestRun,
  signal: AbortSignal,
): Promise<Attempt> {
  const partial = join(run.partials, String(index));
  const end = await runCollector(
    {
      command: 'ssh',
      args: sshArguments(target, run.settings, collectorCommand({ sudo, verifyFiles: run.verifyFiles })),
      script: run.script,
      path: partial,
      timeoutSeconds: run.timeoutSeconds,
    },
    signal,
  );
  const bundle = end.bytes === 0 || end.ended === 'size' ? null : await keepBundle(partial, run.out, target.host);
  const failure = bundle === null ? failureOf(end.ended, end.code, end.stderr, run.timeoutSeconds) : null;
  const sudoRefused = sudo && bundle === null && end.bytes === 0 && isSudoRefusal(end.code, end.stderr);
  return { outcome: { bundle, failure }, bytes: end.bytes, sudoRefused };
}

function failureOf(
  ended: 'timeout' | 'size' | null,
  code: number | null,
  stderr: string,
  seconds: number,
): GuestFailure {
  if (ended === 'timeout') {
    return {
      reason: `it was not done after ${seconds} s and was ended`,
      remedy: 'See what hangs there (a dead NFS mount, a full disk), or allow more with --timeout.',
    };
  }
  if (ended === 'size') {
    return { reason: 'it sends more than a bundle may hold', remedy: 'Look at that guest: collect.sh never does so.' };
  }
  return explainSshEnd(code, stderr);
}

/** Collects one guest; without sudo where sudo refuses, and says so. */
async function collectOne(target: SshTarget, index: number, run: GuestRun, signal: AbortSignal): Promise<GuestResult> {
  const begun = performance.now();
  let tried = await attempt(target, index, run.sudo, run, signal);
  const { sudoRefused } = tried;
  if (sudoRefused) tried = await attempt(target, index, false, run, signal);
  return {
    label: target.label,
    ...tried.outcome,
    sudoRefused,
    bytes: tried.bytes,
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Collects each guest, some at once. Throws where the output cannot be written or the run is interrupted. */
async function collectEach(
  targets: readonly SshTarget[],
  jobs: number,
  run: GuestRun,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly GuestResult[]> {
  const results: (GuestResult | undefined)[] = targets.map(() => undefined);
  let done = 0;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const waiting = targets.entries();
  const worker = async (): Promise<void> => {
    for (const [index, target] of waiting) {
      try {
        results[index] = await collectOne(target, index, run, either);
      } catch (error) {
        // Of the output or of ssh itself: no other guest would fare better.
        stop.abort(error);
        throw error;
      }
      terminal.progress('collecting guests', ++done, targets.length);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, targets.length) }, worker));
  terminal.progressDone();
  const kept = results.filter((result) => result?.bundle !== null && result !== undefined);
  if (either.aborted) {
    if (kept.length > 0) terminal.info(`${kept.length} of ${targets.length} guests are whole in ${run.out}`);
    either.throwIfAborted();
  }
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results.filter((result) => result !== undefined);
}

/** Prints what became of each guest, and returns the exit code. */
function report(results: readonly GuestResult[], sudo: boolean, out: string, terminal: Terminal): ExitCode {
  terminal.result(resultTable(results));
  for (const { message, remedy } of failuresByReason(results, sudo)) terminal.error(message, remedy);
  const kept = results.flatMap(({ bundle }) => (bundle === null ? [] : [bundle]));
  if (kept.length > 0) {
    terminal.info(`${kept.length} of ${results.length} guests collected; next: devirt assess EXPORT --guests ${out}`);
  }
  if (kept.length === 0) return exitCode.connection;
  return kept.length < results.length || kept.some(({ asRoot }) => !asRoot) ? exitCode.incomplete : exitCode.done;
}

async function collectBySsh(
  hosts: readonly string[],
  options: CollectGuestOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const targets = await targetsOf(hosts, options.hostsFile);
  const verifyFiles = options.verifyFiles === true;
  const run = {
    settings: settingsOf(options),
    sudo: options.sudo === true,
    verifyFiles,
    timeoutSeconds:
      options.timeout === undefined
        ? verifyFiles
          ? verifyTimeoutSeconds
          : timeoutSeconds
        : numberOf('--timeout', options.timeout, mostSeconds),
    script: await collectScript(),
    out: options.out,
  };
  const jobs = numberOf('--jobs', options.jobs, mostJobs);
  const results = await withPartials(options.out, (partials) =>
    collectEach(targets, jobs, { ...run, partials }, terminal, signal),
  );
  return report(results, run.sudo, options.out, terminal);
}

/**
 * `devirt collect guest`: bundles of guests by ssh, or of a mounted root file system; or what others need to make them,
 * the script itself or an Ansible project. `names` are hosts, for Ansible sources. Returns the exit code; throws
 * DevirtError.
 */
export async function collectGuestCommand(
  names: readonly string[],
  options: CollectGuestOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const ways = [options.printScript, options.root, options.ansible].filter((way) => way !== undefined).length;
  if (ways > 1) throw usage('--print-script, --root and --ansible are three ways', 'Give one of them.');
  if (options.ansible !== undefined) return writeAnsibleProject(options.ansible, names, options, signal);
  if (ways === 1 && (names.length > 0 || options.hostsFile !== undefined)) {
    throw usage('hosts are named, and another way than ssh', 'Leave one of them out.');
  }
  if (options.printScript === true) {
    new Terminal().result(await collectScript());
    return exitCode.done;
  }
  if (options.root !== undefined) return collectRoot(options.root, options, verifyTimeoutSeconds, signal);
  return collectBySsh(names, options, signal);
}
