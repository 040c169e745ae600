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
import type { Estate } from '../model/estate.ts';
import { promptPassword } from './prompt-password.ts';
import { Terminal } from './terminal.ts';

export interface CollectVsphereOptions {
  readonly server: string;
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
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 443 : Number(url.port) };
}

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
  const { host } = server;
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
  if (error instanceof TransportError) {
    return connection(
      error.message,
      error.reason === 'foreign'
        ? 'Give the name of a vCenter or ESXi host, and its port where that is not 443.'
        : 'Check that the server is reachable from here and its services run, then start again: nothing was written.',
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

async function collect(
  options: CollectVsphereOptions,
  server: Server,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Estate> {
  const [trust, password] = [await trustOf(options), await passwordOf(options)];
  if (trust.kind === 'insecure') terminal.warn(`${server.host}: its certificate is not checked`);
  const login = { username: options.username, password };
  const trace = (event: TraceEvent): void => terminal.info(`${event.method}: ${event.outcome}`);
  const session = await VimSession.open({ server, trust, login, signal, ...(options.trace === true ? { trace } : {}) });
  terminal.info(`${server.host}: ${session.about.text('fullName') ?? 'connected'}`);
  try {
    return await collectVsphere(session, {
      history: options.history,
      onProgress: (what, done, total) => terminal.progress(`reading ${what}`, done, total),
    });
  } finally {
    terminal.progressDone();
    await session.close();
  }
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
 * Reads a vCenter or ESXi host and writes what was read to options.out, for `devirt assess`. The password comes from a
 * file, DEVIRT_PASSWORD or a prompt. Returns the exit code; throws DevirtError.
 */
export async function collectVsphereCommand(options: CollectVsphereOptions, signal: AbortSignal): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const server = parseServer(options.server);
  let estate: Estate;
  try {
    estate = await collect(options, server, terminal, signal);
  } catch (error) {
    // The first cause counts: what was under way fails in its own way when it is interrupted.
    signal.throwIfAborted();
    throw explain(error, server, options.username);
  }
  await write(options.out, estate);
  const warnings = estate.sources.flatMap((source) => source.warnings);
  for (const { place, message } of warnings)
    terminal.warn(`${server.host}${place === '' ? '' : ` ${place}`}: ${message}`);
  terminal.info(`read ${estate.vms.length} VMs on ${estate.hosts.length} hosts; next: devirt assess ${options.out}`);
  terminal.result(options.out);
  return warnings.some((warning) => warning.lacking) ? exitCode.incomplete : exitCode.done;
}
