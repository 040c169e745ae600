import type { Connection, CronEntry, Guest, GuestProcess, Listener } from '../../../src/model/guest.ts';
import { connectionKey, sortedConnections } from './sockets.ts';
import { byCodePoint } from '../../../src/lib/order.ts';

/** null only where all are: what one run saw was there, though another could not look. */
function merged<T>(
  runs: readonly (readonly T[] | null)[],
  keyOf: (item: T) => string,
  join: (older: T, newer: T) => T,
): T[] | null {
  if (runs.every((run) => run === null)) return null;
  const found = new Map<string, T>();
  for (const item of runs.flatMap((run) => run ?? [])) {
    const key = keyOf(item);
    const older = found.get(key);
    found.set(key, older === undefined ? item : join(older, item));
  }
  return [...found.values()];
}

const newest = <T>(_: T, newer: T): T => newer;

const listenerKey = ({ protocol, address, port, processName }: Listener): string =>
  JSON.stringify([protocol, address, port, processName]);
/** A process by what it is: numbers change from run to run. */
const processKey = ({ unit, executable, name, command }: GuestProcess): string =>
  JSON.stringify([unit, executable, name, command]);
const cronKey = ({ place, schedule, command }: CronEntry): string => JSON.stringify([place, schedule, command]);

/** The value of the newest run that has one. */
function known<T>(runs: readonly Guest[], value: (guest: Guest) => T | null): T | null {
  for (const guest of runs.toReversed()) {
    const found = value(guest);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Several runs of the collector in one guest as one Guest, in the order of their times. The newest facts stand; what
 * shows only now and then adds up: connections with how often each was seen, listeners, scheduled jobs, and processes
 * that no longer run where nothing like them does (their numbers then mean nothing to the newest run's). A run that
 * could not look takes away nothing. Throws where there is no run.
 */
export function mergeGuests(runs: readonly Guest[]): Guest {
  const ordered = runs.toSorted(
    (a, b) =>
      byCodePoint(a.observedFrom ?? '', b.observedFrom ?? '') || byCodePoint(a.observedTo ?? '', b.observedTo ?? ''),
  );
  const last = ordered.at(-1);
  if (last === undefined) throw new TypeError('mergeGuests needs a run');
  if (ordered.length === 1) return last;
  const times = ordered
    .flatMap(({ observedFrom, observedTo }) => [observedFrom, observedTo])
    .filter((time) => time !== null)
    .sort(byCodePoint);
  const listNow = <
    K extends
      | 'fileSystems'
      | 'interfaces'
      | 'packages'
      | 'changedFiles'
      | 'unownedTrees'
      | 'units'
      | 'configuration'
      | 'accounts'
      | 'secrets'
      | 'certificates'
      | 'containers'
      | 'javaRuntimes',
  >(
    key: K,
  ): Guest[K] | null => known(ordered, (guest) => guest[key]);
  const hostKeys = Object.keys(last.host) as (keyof Guest['host'])[];
  const connections = merged<Connection>(
    ordered.map((guest) => guest.connections),
    connectionKey,
    (older, newer) => ({ ...newer, observations: older.observations + newer.observations }),
  );
  const processes = mergedProcesses(ordered);
  const names = new Map((processes ?? []).map(({ pid, name }) => [pid, name]));
  // Numbers of earlier runs mean nothing, unless the process is still known.
  const ofProcess = <T extends Listener | Connection>(item: T): T =>
    item.pid === null || names.get(item.pid) === item.processName ? item : { ...item, pid: null };
  return {
    ...last,
    observations: ordered.reduce((sum, { observations }) => sum + observations, 0),
    observedFrom: times[0] ?? null,
    observedTo: times.at(-1) ?? null,
    asRoot: known(ordered, ({ asRoot }) => asRoot),
    identity: Object.fromEntries(
      Object.keys(last.identity).map((key) => [
        key,
        known(ordered, ({ identity }) => identity[key as keyof Guest['identity']]),
      ]),
    ) as Guest['identity'],
    system: {
      ...last.system,
      ...known(ordered, ({ system }) => (system.id === null ? null : system)),
      ...withoutNull(last.system),
    },
    cpus: known(ordered, ({ cpus }) => cpus),
    memoryMiB: known(ordered, ({ memoryMiB }) => memoryMiB),
    memoryUsedMiB: known(ordered, ({ memoryUsedMiB }) => memoryUsedMiB),
    swapUsedMiB: known(ordered, ({ swapUsedMiB }) => swapUsedMiB),
    cpuSeconds: known(ordered, ({ cpuSeconds }) => cpuSeconds),
    uptimeSeconds: known(ordered, ({ uptimeSeconds }) => uptimeSeconds),
    fileSystems: listNow('fileSystems'),
    interfaces: listNow('interfaces'),
    packages: listNow('packages'),
    changedFiles: listNow('changedFiles'),
    unownedTrees: listNow('unownedTrees'),
    units: listNow('units'),
    configuration: listNow('configuration'),
    accounts: listNow('accounts'),
    secrets: listNow('secrets'),
    certificates: listNow('certificates'),
    containers: listNow('containers'),
    javaRuntimes: listNow('javaRuntimes'),
    processes,
    listeners:
      merged<Listener>(
        ordered.map((guest) => guest.listeners),
        listenerKey,
        newest,
      )?.map(ofProcess) ?? null,
    connections: connections === null ? null : sortedConnections(connections.map(ofProcess)),
    cron: merged<CronEntry>(
      ordered.map((guest) => guest.cron),
      cronKey,
      newest,
    ),
    host: Object.fromEntries(
      hostKeys.map((key) => [key, known<unknown>(ordered, ({ host }) => host[key])]),
    ) as Guest['host'],
  };
}

const withoutNull = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as Partial<T>;

/** All of the newest run that saw processes, then those of earlier runs that nothing there resembles, newest first. */
function mergedProcesses(ordered: readonly Guest[]): GuestProcess[] | null {
  const seen = ordered.flatMap(({ processes }) => (processes === null ? [] : [processes])).toReversed();
  const [now, ...before] = seen;
  if (now === undefined) return null;
  const kinds = new Set(now.map(processKey));
  const numbers = new Set(now.map(({ pid }) => pid));
  const gone: GuestProcess[] = [];
  for (const process of before.flat()) {
    // A number can stand for one process alone; of two that had it the newer is kept.
    if (kinds.has(processKey(process)) || numbers.has(process.pid)) continue;
    kinds.add(processKey(process));
    numbers.add(process.pid);
    gone.push(process);
  }
  return [...now, ...gone].sort((a, b) => a.pid - b.pid);
}
