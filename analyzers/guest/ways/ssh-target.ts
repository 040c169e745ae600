/** A guest as a user names it for ssh: what stands before and after the name is null where ssh's own settings decide. */
export interface SshTarget {
  /** As it was given: what messages and reports call it. */
  readonly label: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
}

/**
 * Letters, digits and what else stands in DNS names, IPv4 addresses and aliases of ssh_config, because a ProxyCommand
 * passes the name to a shell. Never a hyphen first, which would make it an option.
 */
const hostName = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u;
/** With a zone: "fe80::1%eth0". */
const ipv6Address = /^[0-9a-f]*:[0-9a-f:.]*(?:%[A-Za-z0-9._-]+)?$/i;
/** The same for users, with those of directories: "CORP\ada", "ada@corp.example". */
const userName = /^[\p{L}\p{N}_][\p{L}\p{N}._@+\\-]*(?<!\\)$/u;
/** Longest name of DNS (RFC 1035, 2.3.4). */
const longestHost = 253;
const longestUser = 256;
const largestPort = 65_535;

/** True for what ssh may be given as a user. */
export const isSshUser = (text: string): boolean => text.length <= longestUser && userName.test(text);

/** A port of TCP out of digits, else null. */
export function portOf(text: string): number | null {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= largestPort ? port : null;
}

/**
 * Reads [USER@]HOST[:PORT], where HOST is a name, an alias of ssh_config or an address; an IPv6 address with a port
 * stands in brackets. Null for anything that could be an option, a path, or more than a word for a shell.
 */
export function parseSshTarget(label: string): SshTarget | null {
  const at = label.lastIndexOf('@');
  const user = at === -1 ? null : label.slice(0, at);
  if (user !== null && !isSshUser(user)) return null;
  const place = label.slice(at + 1);
  const [, bracketed, plain, digits] = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(place) ?? [];
  // More than one colon: an IPv6 address without a port.
  const host = bracketed ?? plain ?? place;
  if (host.length > longestHost || !(hostName.test(host) || ipv6Address.test(host))) return null;
  const port = digits === undefined ? null : portOf(digits);
  return digits !== undefined && port === null ? null : { label, user, host, port };
}

/** The names in a file of hosts: one a line; empty lines and what follows a # are passed over. */
export function readHostsFile(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}

export interface SshSettings {
  readonly user: string | null;
  readonly port: number | null;
  readonly identity: string | null;
}

/** Seconds for a guest to answer at all: ssh's own default is the system's, which is minutes. */
const connectTimeoutSeconds = 15;

/**
 * Arguments for the system's ssh client to run a command on a guest. Its configuration is the user's, but for what would
 * ask a question, lend the agent to the guest, or run something else.
 */
export function sshArguments(target: SshTarget, settings: SshSettings, command: string): readonly string[] {
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: String(connectTimeoutSeconds),
    // A guest that goes away is noticed within a minute.
    ServerAliveInterval: '15',
    ServerAliveCountMax: '4',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ClearAllForwardings: 'yes',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    // A connection that stays open in the background would hold on to the output, which then never ends.
    ControlPersist: 'no',
    ...(settings.identity === null ? {} : { IdentitiesOnly: 'yes' }),
  };
  const user = target.user ?? settings.user;
  const port = target.port ?? settings.port;
  return [
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(settings.identity === null ? [] : ['-i', settings.identity]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    '--',
    target.host,
    command,
  ];
}

export interface CollectorOptions {
  readonly sudo: boolean;
  readonly verifyFiles: boolean;
}

/** The command line that runs collect.sh from standard input, for any login shell. */
export function collectorCommand({ sudo, verifyFiles }: CollectorOptions): string {
  return `${sudo ? 'sudo -n ' : ''}sh -s -- --out -${verifyFiles ? ' --verify-files' : ''}`;
}
