import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { writeEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { TransportError, VimFault } from '../../analyzers/vsphere/client/faults.ts';
import type { Server } from '../../analyzers/vsphere/client/https-transport.ts';
import { isRefusal } from '../../analyzers/vsphere/client/retry.ts';
import type { TraceEvent } from '../../analyzers/vsphere/client/round-trip.ts';
import { VimSession } from '../../analyzers/vsphere/client/session.ts';
import { CertificateError, normalThumbprint, type Trust } from '../../analyzers/vsphere/client/tls.ts';
import { collectVsphere } from '../../analyzers/vsphere/collect.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { byCodePoint } from '../lib/order.ts';
import type { Estate } from '../model/estate.ts';
import { mergeEstates } from '../model/merge-estates.ts';
import { carefulLogins, NotTriedError } from './careful-logins.ts';
import { promptPassword } from './prompt-password.ts';
import { Terminal } from './terminal.ts';

export interface CollectVsphereOptions {
  /** One or more. */
  readonly server: readonly string[];
  readonly username: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly thumbprint?: string;
  readonly insecure?: boolean;
  /** False with --no-history. */
  readonly history: boolean;
  readonly out: string;
  readonly trace?: boolean;
  readonly quiet?: boolean;
}

/** Servers that are read at once: each keeps connections and what was read of it. */
const concurrency = 4;
const httpsPort = 443;

const usage = (message: string, remedy: string, cause?: unknown): DevirtError =>
  new DevirtError(message, remedy, exitCode.usage, { cause });

/** "vcenter.example", "10.0.0.5:8443", "[fd00::1]", "https://vcenter.example/sdk". */
function parseServer(text: string): Server {
  const remedy = 'Give a name or address, with a port where it is not 443: vcenter.example, 10.0.0.5:8443.';
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  } catch (error) {
    throw usage('--server is no name of a server', remedy, error);
  }
  // Not repeated in the message: it may hold a password.
  if (url.username !== '' || url.password !== '') {
    throw usage('--server holds a user or password', 'Give the user with --username and leave the password out.');
  }
  if (url.protocol !== 'https:') throw usage('--server: vSphere is spoken to over https alone', remedy);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? httpsPort : Number(url.port) };
}

/** How messages call a server. */
const labelOf = ({ host, port }: Server): string => (port === httpsPort ? host : `${host}:${port}`);

async function fileOf(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usage(`${option} ${path}: cannot be read`, 'Check the path and its permissions.', error);
  }
}

async function trustOf(options: CollectVsphereOptions): Promise<Trust> {
  const { caFile, thumbprint, insecure } = options;
  if ([caFile !== undefined, thumbprint !== undefined, insecure === true].filter(Boolean).length > 1) {
    throw usage('--ca-file, --thumbprint and --insecure exclude each other', 'Give one of them.');
  }
  if (insecure === true) return { kind: 'insecure' };
  if (thumbprint !== undefined) {
    const normal = normalThumbprint(thumbprint);
    if (normal === null) {
      throw usage('--thumbprint is no SHA-1 or SHA-256', 'Give 20 or 32 bytes in hexadecimal, "AA:BB:CC:…".');
    }
    return { kind: 'thumbprint', thumbprint: normal };
  }
  if (caFile === undefined) return { kind: 'authorities', ca: null };
  const ca = await fileOf(caFile, '--ca-file');
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw usage(`--ca-file ${caFile} holds no certificate`, 'Give a PEM file of the authority that signed.');
  }
  return { kind: 'authorities', ca };
}

async function passwordOf(options: CollectVsphereOptions): Promise<string> {
  if (options.passwordFile !== undefined) {
    return (await fileOf(options.passwordFile, '--password-file')).replace(/\r?\n$/, '');
  }
  return process.env['DEVIRT_PASSWORD'] ?? promptPassword(`Password of ${options.username}: `);
}

/** What an error of the client means to the user. What was sent, and so the password, is in none of them. */
function explain(error: unknown, server: Server, username: string): unknown {
  const host = labelOf(server);
  const connection = (message: string, remedy: string): DevirtError =>
    new DevirtError(message, remedy, exitCode.connection, { cause: error });
  if (error instanceof CertificateError) {
    const { thumbprints } = error;
    return connection(
      `${host}: its certificate is not trusted: ${error.message}`,
      thumbprints === null
        ? 'The server shows no certificate.'
        : `SHA-1   ${thumbprints.sha1}\nSHA-256 ${thumbprints.sha256}\nCompare with what the server's console or another machine shows, then give --thumbprint with one of these, or --ca-file with the authority that signed it.`,
    );
  }
  if (error instanceof NotTriedError) {
    return connection(
      `${host}: ${error.message}`,
      'Check the user and the password. More attempts with a wrong one might lock the account.',
    );
  }
  if (error instanceof TransportError) {
    return connection(
      error.message,
      error.reason === 'foreign'
        ? 'Give the name of a vCenter or ESXi host, and its port where that is not 443.'
        : 'Check that the server is reachable from here and its services run, then start again.',
    );
  }
  if (isRefusal(error) && error instanceof VimFault) {
    return connection(
      `${host} does not let ${username} log in (${error.type})`,
      'Check the user, as in administrator@vsphere.local, and the password. It was tried once, so that no account gets locked.',
    );
  }
  if (error instanceof VimFault) {
    return connection(
      `${host}: ${error.message}`,
      error.type === 'NoPermission'
        ? 'Give the user the role that docs/privileges.md describes, at the root of the inventory and propagating.'
        : 'Start again; if it stays, please report it with this text.',
    );
  }
  return error;
}

/** What all servers of a run share. */
interface Run {
  readonly options: CollectVsphereOptions;
  readonly trust: Trust;
  readonly password: string;
  readonly logins: ReturnType<typeof carefulLogins>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function collect(server: Server, { options, trust, password, logins, terminal, signal }: Run): Promise<Estate> {
  const label = labelOf(server);
  const of = options.server.length === 1 ? '' : `${label} `;
  const login = { username: options.username, password };
  const trace = (event: TraceEvent): void => terminal.info(`${of}${event.method}: ${event.outcome}`);
  const session = await logins(() =>
    VimSession.open({ server, trust, login, signal, ...(options.trace === true ? { trace } : {}) }),
  );
  terminal.info(`${label}: ${session.about.text('fullName') ?? 'connected'}`);
  try {
    return await collectVsphere(session, {
      history: options.history,
      onProgress: (what, done, total) => terminal.progress(`reading ${of}${what}`, done, total),
    });
  } finally {
    terminal.progressDone();
    await session.close();
  }
}

interface Collected {
  /** In the order of the servers. */
  readonly read: readonly { readonly server: Server; readonly estate: Estate }[];
  readonly failed: readonly { readonly server: Server; readonly error: DevirtError }[];
}

/** Reads the servers, some at once. One that fails does not cost the others. */
async function collectAll(servers: readonly Server[], run: Run): Promise<Collected> {
  const results = new Map<Server, { readonly estate: Estate } | { readonly error: unknown }>();
  // One iterator for all who take from it, so that each server is taken once.
  const waiting = servers.values();
  const worker = async (): Promise<void> => {
    for (const server of waiting) {
      try {
        results.set(server, { estate: await collect(server, run) });
      } catch (error) {
        results.set(server, { error: explain(error, server, run.options.username) });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  // The first cause counts: what was under way fails in its own way when it is interrupted.
  run.signal.throwIfAborted();
  const read: { server: Server; estate: Estate }[] = [];
  const failed: { server: Server; error: DevirtError }[] = [];
  for (const server of servers) {
    const result = results.get(server);
    if (result === undefined) continue;
    if ('estate' in result) read.push({ server, estate: result.estate });
    else if (result.error instanceof DevirtError) failed.push({ server, error: result.error });
    else throw result.error;
  }
  return { read, failed };
}

/** Thrown where no server could be read. */
function noneRead(failed: Collected['failed']): DevirtError {
  const [first] = failed;
  if (first !== undefined && failed.length === 1) return first.error;
  return new DevirtError(
    `no server could be read:\n${failed.map(({ error }) => error.message).join('\n')}`,
    [...new Set(failed.map(({ error }) => error.remedy))].join('\n'),
    exitCode.connection,
  );
}

/** The Estate, which says in its first source that servers lack: a snapshot without a word of them would seem whole. */
function withLacking(estate: Estate, failed: Collected['failed']): Estate {
  const lacking = failed.map(({ server }) => ({
    place: '',
    message: `${labelOf(server)} was to be read in the same run and could not be: what it holds is not in this snapshot`,
    lacking: true,
  }));
  const sources = estate.sources.map((source, index) =>
    index === 0 ? { ...source, warnings: [...source.warnings, ...lacking] } : source,
  );
  return { ...estate, sources };
}

/** Each server once, in an order that does not depend on that of the command line. */
function serversOf(texts: readonly string[]): Server[] {
  const servers = new Map(texts.map(parseServer).map((server) => [labelOf(server), server]));
  return [...servers].sort(([a], [b]) => byCodePoint(a, b)).map(([, server]) => server);
}

/** Writes beside and moves into place, so that an interrupted run leaves the last good snapshot. Only the user may read it. */
async function write(path: string, estate: Estate): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(writeEstate(estate), createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new DevirtError(`${path}: cannot be written${code}`, 'Give another --out.', exitCode.output, {
      cause: error,
    });
  }
}

/**
 * Reads vCenters or ESXi hosts and writes what was read to options.out, one snapshot of all, for `devirt assess`. The
 * password comes from a file, DEVIRT_PASSWORD or a prompt. Servers that could not be read are named, and make it
 * incomplete. Returns the exit code; throws DevirtError, where none could be read too.
 */
export async function collectVsphereCommand(options: CollectVsphereOptions, signal: AbortSignal): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const servers = serversOf(options.server);
  const [trust, password] = [await trustOf(options), await passwordOf(options)];
  if (trust.kind === 'insecure') {
    terminal.warn(`${servers.map(labelOf).join(', ')}: the certificate is not checked`);
  }
  const { read, failed } = await collectAll(servers, {
    options,
    trust,
    password,
    logins: carefulLogins(),
    terminal,
    signal,
  });
  if (read.length === 0) throw noneRead(failed);

  const estate = mergeEstates(read.map((one) => one.estate));
  await write(options.out, withLacking(estate, failed));
  for (const { error } of failed) terminal.error(error.message, error.remedy);
  // Merging keeps the sources one after another, and each server is one.
  const warnings = estate.sources.flatMap((source, index) => {
    const server = read[index]?.server;
    const label = server === undefined ? source.name : labelOf(server);
    return source.warnings.map((warning) => ({ ...warning, label }));
  });
  for (const { label, place, message } of warnings)
    terminal.warn(`${label}${place === '' ? '' : ` ${place}`}: ${message}`);
  terminal.info(`read ${estate.vms.length} VMs on ${estate.hosts.length} hosts; next: devirt assess ${options.out}`);
  terminal.result(options.out);
  return failed.length > 0 || warnings.some((warning) => warning.lacking) ? exitCode.incomplete : exitCode.done;
}
