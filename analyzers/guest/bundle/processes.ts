import type { GuestProcess } from '../../../src/model/guest.ts';
import type { Bundle } from './bundle.ts';
import { listedPath, textLines, wholeNumber, words } from './text-lines.ts';

const maxOpenFiles = 200;

/** Control group of systemd: of the only hierarchy in version 2, of the one named systemd in version 1. */
function controlGroup(lines: readonly string[]): string | null {
  const paths = lines.flatMap((line) => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ controller: match[1], path: match[2] }];
  });
  const named = paths.find(({ controller }) => controller === 'name=systemd');
  const unified = paths.find(({ controller }) => controller === '');
  return (named !== undefined && named.path !== '/' ? named : (unified ?? named))?.path ?? null;
}

/** "nginx.service" of "/system.slice/nginx.service"; what runs in sessions and containers has no unit of its own. */
export function unitOfControlGroup(path: string | null): string | null {
  if (path === null || /\/user\.slice\/|^\/user\.slice/.test(path)) return null;
  return path.split('/').find((part) => part.endsWith('.service')) ?? null;
}

interface Links {
  readonly executable: Map<number, string>;
  readonly workingDirectory: Map<number, string>;
}

function links(text: string | undefined): Links {
  const executable = new Map<number, string>();
  const workingDirectory = new Map<number, string>();
  for (const line of textLines(text)) {
    const listed = listedPath(line);
    const match = /^\/proc\/(\d+)\/(exe|cwd)$/.exec(listed?.path ?? '');
    if (listed?.target == null || match === null) continue;
    (match[2] === 'exe' ? executable : workingDirectory).set(Number(match[1]), listed.target);
  }
  return { executable, workingDirectory };
}

export interface OpenFiles {
  readonly paths: Map<number, string[]>;
  /** Processes that hold a socket, by its inode, in the order of their numbers. */
  readonly socketHolders: Map<string, number[]>;
}

/** What processes hold open, from `ls -l /proc/PID/fd/`. */
export function openFiles(text: string | undefined): OpenFiles {
  const paths = new Map<number, string[]>();
  const socketHolders = new Map<string, number[]>();
  let pid = 0;
  for (const line of textLines(text)) {
    const start = /^\/proc\/(\d+)\/fd\/?:$/.exec(line);
    if (start !== null) {
      pid = Number(start[1]);
      continue;
    }
    const target = listedPath(line)?.target ?? null;
    if (target === null || pid === 0) continue;
    const socket = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (socket !== undefined) {
      const holders = socketHolders.get(socket);
      if (holders === undefined) socketHolders.set(socket, [pid]);
      else if (!holders.includes(pid)) holders.push(pid);
    } else if (isFileOfInterest(target)) {
      const held = paths.get(pid) ?? [];
      if (held.length < maxOpenFiles && !held.includes(target)) held.push(target);
      paths.set(pid, held);
    }
  }
  for (const holders of socketHolders.values()) holders.sort((a, b) => a - b);
  return { paths, socketHolders };
}

function isFileOfInterest(path: string): boolean {
  return (
    path.startsWith('/') &&
    !/^\/(?:proc|sys|dev|memfd:|SYSV)|^\/(?:\[|anon_inode)| \(deleted\)$|\.log\.\d+$|\.log-\d+|\.gz$/.test(path)
  );
}

interface Clock {
  readonly bootSeconds: number | null;
  readonly ticksPerSecond: number;
}

/** Seconds since 1970 as ISO 8601 in UTC, or null beyond what a date holds. */
export function isoTime(seconds: number): string | null {
  return Number.isFinite(seconds) && Math.abs(seconds) < 8e12
    ? `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`
    : null;
}

/** Of a bundle: Linux gives times in /proc in USER_HZ, which is 100 everywhere but on Alpha and Itanium (proc(5)). */
export function clock(bundle: Bundle): Clock {
  const ticks = wholeNumber(bundle.facts.get('clockTicks'));
  const boot = /^btime (\d{1,12})$/m.exec(bundle.parts.get('proc/stat') ?? '')?.[1];
  return { bootSeconds: wholeNumber(boot), ticksPerSecond: ticks === null || ticks === 0 ? 100 : ticks };
}

const mebibytesOf = (kibibytes: string | undefined): number | null => {
  const number = wholeNumber(kibibytes);
  return number === null ? null : number / 1024;
};

/** Processes but the kernel's own threads; null where the collector could not look. */
export function processes(
  bundle: Bundle,
  userNames: ReadonlyMap<number, string>,
  open: OpenFiles,
): GuestProcess[] | null {
  const text = bundle.parts.get('processes');
  if (text === undefined) return null;
  const { executable, workingDirectory } = links(bundle.parts.get('process-links'));
  const { bootSeconds, ticksPerSecond } = clock(bundle);
  const found = new Map<number, GuestProcess>();
  let current: GuestProcess | null = null;
  let groups: string[] = [];
  const finish = (): void => {
    if (current === null) return;
    if (groups.length > 0) {
      current.controlGroup = controlGroup(groups);
      current.unit = unitOfControlGroup(current.controlGroup);
    }
    if (!found.has(current.pid)) found.set(current.pid, current);
  };
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const word = space === -1 ? line : line.slice(0, space);
    const rest = space === -1 ? '' : line.slice(space + 1);
    if (word === 'process') {
      finish();
      const pid = wholeNumber(rest);
      if (pid === null || pid === 0) {
        current = null;
        continue;
      }
      const target = executable.get(pid) ?? null;
      groups = [];
      current = {
        pid,
        parentPid: null,
        user: null,
        uid: null,
        gid: null,
        name: '',
        executable: target?.replace(/ \(deleted\)$/, '') ?? null,
        executableDeleted: target?.endsWith(' (deleted)') ?? false,
        command: [],
        workingDirectory: workingDirectory.get(pid)?.replace(/ \(deleted\)$/, '') ?? null,
        controlGroup: null,
        unit: null,
        environment: null,
        cpuSeconds: null,
        residentMiB: null,
        proportionalMiB: null,
        startedAt: null,
        openFilesLimit: null,
        openFiles: open.paths.get(pid) ?? [],
      };
      continue;
    }
    if (word === 'environment') {
      finish();
      current = found.get(Number(rest)) ?? null;
      groups = [];
      continue;
    }
    if (current === null) continue;
    const values = words(rest);
    switch (word) {
      case 'Name':
        current.name = rest;
        break;
      case 'PPid':
        current.parentPid = wholeNumber(values[0]);
        break;
      case 'Uid':
        current.uid = wholeNumber(values[1] ?? values[0]);
        current.user = current.uid === null ? null : (userNames.get(current.uid) ?? null);
        break;
      case 'Gid':
        current.gid = wholeNumber(values[1] ?? values[0]);
        break;
      case 'VmRSS':
        current.residentMiB = mebibytesOf(values[0]);
        break;
      case 'pss':
        current.proportionalMiB = mebibytesOf(values[0]);
        break;
      case 'openfiles':
        current.openFilesLimit = wholeNumber(values[0]);
        break;
      case 'stat': {
        const [user, system, started] = values.map(wholeNumber);
        if (user != null && system != null) current.cpuSeconds = (user + system) / ticksPerSecond;
        if (started != null && bootSeconds !== null)
          current.startedAt = isoTime(bootSeconds + started / ticksPerSecond);
        break;
      }
      case 'cgroup':
        groups.push(rest);
        break;
      case 'arg':
        current.command.push(rest);
        break;
      case 'env': {
        const equals = rest.indexOf('=');
        if (equals > 0)
          current.environment = { ...current.environment, [rest.slice(0, equals)]: rest.slice(equals + 1) };
        break;
      }
      default:
    }
  }
  finish();
  return [...found.values()].sort((a, b) => a.pid - b.pid);
}

/** Names of users by their number; of several with one number the first of /etc/passwd. */
export const userNamesOf = (
  accounts: readonly { readonly uid: number; readonly name: string }[] | null,
): Map<number, string> => new Map((accounts ?? []).toReversed().map(({ uid, name }) => [uid, name]));
