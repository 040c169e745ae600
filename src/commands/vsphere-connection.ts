import { readFile } from 'node:fs/promises';
import { TransportError, VimFault } from '../../analyzers/vsphere/client/faults.ts';
import type { Server } from '../../analyzers/vsphere/client/https-transport.ts';
import type { Proxy } from '../../analyzers/vsphere/client/proxy.ts';
import { isRefusal } from '../../analyzers/vsphere/client/retry.ts';
import { CertificateError, normalThumbprint, type Trust } from '../../analyzers/vsphere/client/tls.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { byCodePoint } from '../lib/order.ts';
import { NotTriedError } from './careful-logins.ts';
import { promptPassword } from './prompt-password.ts';

/** How servers are reached: the options that all commands share which speak to vSphere. */
export interface ConnectionOptions {
  /** One or more. */
  readonly server: readonly string[];
  readonly username: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  /** Thumbprints, or HOST=THUMBPRINT for one server. */
  readonly thumbprint?: readonly string[];
  readonly insecure?: boolean;
  readonly proxy?: string;
}

/** A server, and which certificates are taken of it. */
export interface Target {
  readonly server: Server;
  /** How messages call it: with its port where that is not 443. */
  readonly label: string;
  readonly trust: Trust;
}

const httpsPort = 443;
const httpPort = 80;

const usage = (message: string, remedy: string, cause?: unknown): DevirtError =>
  new DevirtError(message, remedy, exitCode.usage, { cause });

/** IPv6 addresses stand in brackets in a URL alone. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

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
  return { host: hostOf(url), port: url.port === '' ? httpsPort : Number(url.port) };
}

const labelOf = ({ host, port }: Server): string => (port === httpsPort ? host : `${host}:${port}`);

async function fileOf(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usage(`${option} ${path}: cannot be read`, 'Check the path and its permissions.', error);
  }
}

function parseThumbprint(text: string): string {
  const normal = normalThumbprint(text);
  if (normal === null) {
    throw usage('--thumbprint is no SHA-1 or SHA-256', 'Give 20 or 32 bytes in hexadecimal, "AA:BB:CC:…".');
  }
  return normal;
}

/** What --thumbprint says: of each server that it names, and of all others. */
function pinned(texts: readonly string[], labels: ReadonlySet<string>): (label: string) => Trust {
  const named = new Map<string, string>();
  let others: string | null = null;
  for (const text of texts) {
    const equals = text.indexOf('=');
    const thumbprint = parseThumbprint(text.slice(equals + 1));
    if (equals === -1) {
      if (others !== null) throw usage('--thumbprint: two for all servers', 'Give HOST=THUMBPRINT for each server.');
      others = thumbprint;
      continue;
    }
    const label = labelOf(parseServer(text.slice(0, equals)));
    if (!labels.has(label)) {
      throw usage(`--thumbprint names ${label}, which is no --server`, `Servers are ${[...labels].join(', ')}.`);
    }
    named.set(label, thumbprint);
  }
  return (label) => {
    const thumbprint = named.get(label) ?? others;
    return thumbprint === null ? { kind: 'authorities', ca: null } : { kind: 'thumbprint', thumbprint };
  };
}

async function trustOf(options: ConnectionOptions, labels: ReadonlySet<string>): Promise<(label: string) => Trust> {
  const { caFile, thumbprint, insecure } = options;
  if ([caFile !== undefined, thumbprint !== undefined, insecure === true].filter(Boolean).length > 1) {
    throw usage('--ca-file, --thumbprint and --insecure exclude each other', 'Give one of them.');
  }
  if (insecure === true) return () => ({ kind: 'insecure' });
  if (thumbprint !== undefined) return pinned(thumbprint, labels);
  if (caFile === undefined) return () => ({ kind: 'authorities', ca: null });
  const ca = await fileOf(caFile, '--ca-file');
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw usage(`--ca-file ${caFile} holds no certificate`, 'Give a PEM file of the authority that signed.');
  }
  return () => ({ kind: 'authorities', ca });
}

/** Each server once, in an order that does not depend on that of the command line. Throws DevirtError. */
export async function targetsOf(options: ConnectionOptions): Promise<readonly Target[]> {
  const servers = new Map(options.server.map(parseServer).map((server) => [labelOf(server), server]));
  const trust = await trustOf(options, new Set(servers.keys()));
  return [...servers]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([label, server]) => ({ server, label, trust: trust(label) }));
}

/** The proxy of --proxy, "http://proxy.example:3128"; null where there is none. Throws DevirtError, without what it says. */
export function proxyOf(text: string | undefined): Proxy | null {
  if (text === undefined) return null;
  const remedy = 'Give http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with both percent-encoded.';
  let url: URL;
  let credentials: string;
  try {
    url = new URL(text);
    credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    // The cause would quote it.
    throw usage('--proxy is no URL', remedy);
  }
  if (url.protocol !== 'http:') throw usage('--proxy: a proxy is spoken to over http alone', remedy);
  return {
    host: hostOf(url),
    port: url.port === '' ? httpPort : Number(url.port),
    authorization: credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

/** The password from --password-file, else DEVIRT_PASSWORD, else a prompt. Throws DevirtError. */
export async function passwordOf(options: ConnectionOptions): Promise<string> {
  if (options.passwordFile !== undefined) {
    return (await fileOf(options.passwordFile, '--password-file')).replace(/\r?\n$/, '');
  }
  return process.env['DEVIRT_PASSWORD'] ?? promptPassword(`Password of ${options.username}: `);
}

/** What to do about a call that got no answer. */
function remedyOf({ reason }: TransportError): string {
  if (reason === 'foreign') return 'Give the name of a vCenter or ESXi host, and its port where that is not 443.';
  if (reason === 'proxy') return 'Check --proxy, its user and password, and whether it lets this server through.';
  return 'Check that the server is reachable from here and its services run, then start again.';
}

/** What an error of the client means to the user. What was sent, and so the password, is in none of them. */
export function explainConnection(error: unknown, label: string, username: string): unknown {
  const connection = (message: string, remedy: string): DevirtError =>
    new DevirtError(message, remedy, exitCode.connection, { cause: error });
  if (error instanceof CertificateError) {
    const { thumbprints } = error;
    return connection(
      `${label}: its certificate is not trusted: ${error.message}`,
      thumbprints === null
        ? 'The server shows no certificate.'
        : `SHA-1   ${thumbprints.sha1}\nSHA-256 ${thumbprints.sha256}\nCompare with what the server's console or another machine shows, then give --thumbprint with one of these, or --ca-file with the authority that signed it.`,
    );
  }
  if (error instanceof NotTriedError) {
    return connection(
      `${label}: ${error.message}`,
      'Check the user and the password. More attempts with a wrong one might lock the account.',
    );
  }
  if (error instanceof TransportError) return connection(error.message, remedyOf(error));
  if (isRefusal(error) && error instanceof VimFault) {
    return connection(
      `${label} does not let ${username} log in (${error.type})`,
      'Check the user, as in administrator@vsphere.local, and the password. It was tried once, so that no account gets locked.',
    );
  }
  if (error instanceof VimFault) {
    return connection(
      `${label}: ${error.message}`,
      error.type === 'NoPermission'
        ? 'Give the user the role that docs/privileges.md describes, at the root of the inventory and propagating.'
        : 'Start again; if it stays, please report it with this text.',
    );
  }
  return error;
}
