import {
  type ConfiguredPeer,
  type Endpoint,
  type GuestApplication,
  type GuestProcess,
  type GuestUnit,
  type Listener,
  redacted,
  type SecretPlace,
} from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Recognised, ServerApplication, Service } from './application.ts';
import { expandArguments } from './command-line.ts';
import { groupBy } from './group-by.ts';
import { type GuestView, outermostPaths } from './guest-view.ts';
import { baseName, folderOf, isWithin } from './paths.ts';
import { peersInPairs, uniquePeers } from './peers.ts';
import { settings } from './directives.ts';

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byCodePoint);

/** A service as an application: what its file knows of it, and for the rest what processes and unit tell. */
export function describeService(
  application: ServerApplication,
  service: Service,
  known: Recognised,
  evidence: readonly string[],
  view: GuestView,
): GuestApplication {
  const { unit } = service;
  const processes = known.processes ?? service.processes;
  const pids = new Set(processes.map(({ pid }) => pid));
  const listeners =
    known.processes === undefined ? service.listeners : [...pids].flatMap((pid) => view.listenersByPid.get(pid) ?? []);
  const owner = ownerOf(application, service, processes, view);
  const environment = known.environment ?? (unit === null ? {} : view.environmentOf(unit));
  const configuration = configurationOf(known.configuration ?? [], view);
  const content = outermostPaths(known.content ?? []);
  const endpoints = endpointsOf(application, service, listeners, known, view);
  const user = owner.user === null && unit !== null ? unit.user : owner.user;
  return {
    application: application.id,
    title: known.title ?? application.title,
    instance: known.instance ?? service.name,
    version: known.version === undefined ? versionOf(application, service, view) : known.version,
    role: known.role ?? application.role,
    schedule: null,
    running: processes.length > 0 || (unit?.active === true && unit.subState === 'running'),
    unit: unit?.name ?? null,
    pids: [...pids].sort((a, b) => a - b),
    user,
    uid: owner.uid,
    gid: owner.gid,
    endpoints: endpoints.found,
    sockets: socketsOf(pids, view),
    command:
      known.command === undefined ? unitCommand(service, view) : known.command === null ? null : [...known.command],
    prepare: known.prepare === undefined ? unitPrepares(unit, user, view) : known.prepare.map((words) => [...words]),
    workingDirectory: known.workingDirectory === undefined ? workingDirectoryOf(service) : known.workingDirectory,
    environment: Object.fromEntries(Object.entries(environment).sort(([a], [b]) => byCodePoint(a, b))),
    stopSignal: known.stopSignal ?? signalName(unit?.killSignal ?? null),
    packages: sorted(known.packages ?? installedPackages(application, view)),
    configurationFiles: configuration,
    content: content.map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
    dataDirectories: outermostPaths([
      ...(known.data ?? []),
      ...(unit?.stateDirectories ?? []).map((name) => underneath('/var/lib', name)),
    ]).map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
    scratchDirectories: sorted([
      ...(known.scratch ?? []),
      ...(unit?.runtimeDirectories ?? []).map((name) => underneath('/run', name)),
      ...(unit?.cacheDirectories ?? []).map((name) => underneath('/var/cache', name)),
      ...(unit?.privateTmp === true ? ['/tmp'] : []),
    ]),
    logDirectories: sorted([
      ...(known.logs ?? []),
      ...(unit?.logsDirectories ?? []).map((name) => underneath('/var/log', name)),
      ...openLogs(processes),
    ]),
    secrets: secretsOf(
      unit,
      pids,
      [...configuration, ...(unit?.environmentFiles ?? []).map((path) => path.replace(/^-/u, ''))],
      content,
      view,
    ),
    peers: uniquePeers([...(known.peers ?? []), ...environmentPeers(service, view)]).filter(
      (peer) => !isOwn(peer, endpoints.found),
    ),
    cluster: known.cluster ?? null,
    includes: sorted(known.includes ?? []),
    probe: known.probe === undefined ? probeOf(endpoints.found) : known.probe,
    officialImage: known.officialImage === undefined ? application.officialImage : known.officialImage,
    evidence: [...evidence, ...endpoints.evidence, ...owner.evidence, ...(known.evidence ?? [])],
    unverified: application.unverified,
    ...figuresOf(unit, processes, known.processes !== undefined),
  };
}

/** systemd shows "prometheus" and, by some ways, "/var/lib/prometheus" alike. */
const underneath = (base: string, name: string): string => (name.startsWith('/') ? name : `${base}/${name}`);

/** A process's own address is no peer: an environment that names where the service itself listens. */
const isOwn = (peer: ConfiguredPeer, endpoints: readonly Endpoint[]): boolean =>
  /^(?:localhost|127\.[\d.]+|::1|0\.0\.0\.0)$/u.test(peer.host) && endpoints.some(({ port }) => port === peer.port);

interface Owner {
  readonly user: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly evidence: readonly string[];
}

/** Who does the work: where the first process is root's and others are not, those are what serves. */
function ownerOf(
  application: ServerApplication,
  service: Service,
  processes: readonly GuestProcess[],
  view: GuestView,
): Owner {
  const main = processes.find((process) => process === service.main) ?? processes[0];
  if (main === undefined) {
    const name = service.unit?.user ?? application.users?.find((user) => view.account(user) !== null) ?? null;
    const account = name === null ? null : view.account(name);
    return { user: name, uid: account?.uid ?? null, gid: account?.gid ?? null, evidence: [] };
  }
  const of = (process: GuestProcess): Owner => ({
    user: process.user,
    uid: process.uid,
    gid: process.gid,
    evidence: [],
  });
  if (main.uid !== 0 || application.users?.includes('root') === true) return of(main);
  const others = processes.filter(({ uid }) => uid !== 0 && uid !== null);
  const named = others.find(({ user }) => user !== null && application.users?.includes(user) === true);
  const worker = named ?? mostCommon(others);
  if (worker === undefined) return of(main);
  return {
    ...of(worker),
    evidence: [`its first process runs as root, those that serve as ${worker.user ?? worker.uid}`],
  };
}

function mostCommon(processes: readonly GuestProcess[]): GuestProcess | undefined {
  const groups = [...groupBy(processes, ({ uid }) => uid).values()];
  return groups.toSorted((a, b) => b.length - a.length || (a[0]?.uid ?? 0) - (b[0]?.uid ?? 0))[0]?.[0];
}

/**
 * A UDP socket that a server of known ports asks others from (a proxy's or resolver's own questions): its port is one
 * that Linux gives to clients (ip_local_port_range begins with 32768 by default) and that nobody configured.
 */
const isClientSocket = (
  { evidence }: ServerApplication,
  { ports = [] }: Recognised,
  { protocol, port }: Listener,
): boolean =>
  protocol === 'udp' &&
  port !== null &&
  port >= 32_768 &&
  evidence.ports !== undefined &&
  !evidence.ports.includes(port) &&
  !ports.includes(port);

/** Addresses of the guest as a whole. */
const everywhere = new Set(['0.0.0.0', '::', '*', '::ffff:0.0.0.0']);

function endpointsOf(
  application: ServerApplication,
  service: Service,
  listeners: readonly Listener[],
  known: Recognised,
  view: GuestView,
): { found: Endpoint[]; evidence: string[] } {
  const own = toEndpoints(listeners.filter((listener) => !isClientSocket(application, known, listener)));
  if (own.length > 0) return { found: own, evidence: [] };
  // Not root: sockets are seen and their owners are not.
  const { ports = [] } = known;
  const expected = new Set(ports.length > 0 ? ports : (application.evidence.ports ?? []));
  const unowned = toEndpoints(view.listenersOfNobody.filter(({ port }) => port !== null && expected.has(port)));
  if (unowned.length > 0 && service.processes.length > 0) {
    return {
      found: unowned,
      evidence: unowned.map(({ port }) => `port ${port} is open; whose it is was not readable`),
    };
  }
  // Nothing runs, or nothing could be seen: what the configuration says.
  if (service.processes.length > 0 && view.guest.listeners !== null) return { found: [], evidence: [] };
  const configured = [...new Set(ports)].sort((a, b) => a - b);
  return {
    found: configured.map((port) => ({ protocol: 'tcp', address: null, port })),
    evidence:
      configured.length > 0 ? [`port ${configured.join(', ')} by configuration; it was not seen to listen`] : [],
  };
}

function toEndpoints(listeners: readonly Listener[]): Endpoint[] {
  const found = new Map<string, Endpoint>();
  const open = new Set(
    listeners.filter(({ address }) => everywhere.has(address)).map(({ protocol, port }) => `${protocol} ${port}`),
  );
  for (const { protocol, address, port } of listeners) {
    if (protocol === 'unix' || port === null || port < 1) continue;
    const whole = open.has(`${protocol} ${port}`);
    const endpoint: Endpoint = { protocol, address: whole ? null : address, port };
    found.set(JSON.stringify(endpoint), endpoint);
  }
  return [...found.values()].sort(
    (a, b) => a.port - b.port || byCodePoint(a.protocol, b.protocol) || byCodePoint(a.address ?? '', b.address ?? ''),
  );
}

const socketsOf = (pids: ReadonlySet<number>, view: GuestView): string[] =>
  sorted(
    [...pids]
      .flatMap((pid) => view.listenersByPid.get(pid) ?? [])
      .filter(
        ({ protocol, address }) =>
          protocol === 'unix' && address.startsWith('/') && !address.startsWith('/run/systemd/'),
      )
      .map(({ address }) => address),
  );

/** Commands of units that stay in the foreground as they are: every type but forking and oneshot. */
function unitCommand(service: Service, view: GuestView): string[] | null {
  const { unit } = service;
  if (unit !== null && unit.manager === 'systemd') {
    if (unit.type === 'forking' || unit.type === 'oneshot') return null;
    const [start] = unit.execStart;
    if (start !== undefined) return expandExec(start, unit, view);
  }
  // Started by hand, by cron or by a script of SysV: what is seen, where the program did not write over it.
  if (service.executable === null || service.argv.length === 0) return null;
  const [first = '', ...rest] = service.argv;
  return /[\s:]/u.test(first) ? null : [first.startsWith('/') ? first : service.executable, ...rest];
}

/** The command of an ExecStart or ExecStartPre with its variables replaced; its executable by path. */
export function expandExec(exec: GuestUnit['execStart'][number], unit: GuestUnit, view: GuestView): string[] {
  const [first = exec.path, ...rest] = expandArguments(exec.argv, view.environmentOf(unit));
  return [exec.path === '' ? first : exec.path, ...rest];
}

/** Folders that systemd makes below /run, and what runs before the service in the same file system. */
function unitPrepares(unit: GuestUnit | null, user: string | null, view: GuestView): string[][] {
  if (unit === null) return [];
  const directories = unit.runtimeDirectories.map((name) => makeFolder(underneath('/run', name), user));
  const commands = unit.execStartPre
    .map((exec) => expandExec(exec, unit, view))
    // These speak with systemd itself, which is not there.
    .filter(
      ([first = '', ...rest]) =>
        first !== '' && baseName(first) !== 'systemctl' && !rest.some((word) => /\bsystemctl\b/u.test(word)),
    );
  return [...directories, ...commands];
}

/** The command that makes a folder for a user. */
export const makeFolder = (path: string, user: string | null, group: string | null = user, mode = '0755'): string[] => [
  'install',
  '-d',
  '-m',
  mode,
  ...(user === null || user === 'root' ? [] : ['-o', user, ...(group === null ? [] : ['-g', group])]),
  path,
];

function workingDirectoryOf({ unit, lead }: Service): string | null {
  if (unit?.workingDirectory !== null && unit?.workingDirectory !== undefined && unit.workingDirectory !== '')
    return unit.workingDirectory.replace(/^!/u, '');
  return lead?.workingDirectory === '/' ? null : (lead?.workingDirectory ?? null);
}

const signalNames: ReadonlyMap<string, string> = new Map([
  ['1', 'SIGHUP'],
  ['2', 'SIGINT'],
  ['3', 'SIGQUIT'],
  ['9', 'SIGKILL'],
  ['10', 'SIGUSR1'],
  ['12', 'SIGUSR2'],
  ['15', 'SIGTERM'],
  ['28', 'SIGWINCH'],
]);

/** systemd tells a signal by its number; x86 and ARM number these alike. */
const signalName = (signal: string | null): string | null =>
  signal === null || signal === ''
    ? null
    : (signalNames.get(signal) ?? (/^SIG[A-Z0-9+-]+$/u.test(signal) ? signal : null));

/**
 * Configuration files: what was carried of named folders, and named files. Debian enables a file by a link from
 * "sites-enabled" to "sites-available", which the collector follows: where both were carried and are the same, both
 * are named.
 */
function configurationOf(named: readonly string[], view: GuestView): string[] {
  return sorted(
    named.flatMap((path) => {
      if (!path.endsWith('/') && !/[*?]/u.test(path)) return withLinked(path, view);
      return view.filesLike(path).flatMap((file) => withLinked(file.path, view));
    }),
  );
}

function withLinked(path: string, view: GuestView): string[] {
  const linked = path.replace(/-enabled\//u, '-available/');
  const there = linked !== path && view.file(linked)?.contents === view.file(path)?.contents;
  return there && view.file(linked) !== null ? [path, linked] : [path];
}

/** The package's version: without epoch and the distribution's revision; else the one in the path of its executable. */
function versionOf(application: ServerApplication, service: Service, view: GuestView): string | null {
  const executable = service.executable ?? '';
  const inPath = /[-/]v?(\d+\.\d+(?:\.\d+)*)(?=[/-]|$)/u.exec(executable)?.[1] ?? null;
  if (executable !== '' && !/^\/(?:usr\/(?!local\/)|s?bin\/|etc\/)/u.test(executable)) return inPath;
  const brought = view.packagesLike(...(application.evidence.packages ?? []));
  const version = brought.map((name) => view.package(name)?.version).find((one) => typeof one === 'string');
  return typeof version === 'string' ? upstreamVersion(version) : inPath;
}

/** "1.22.1" of "1:1.22.1-9+deb12u2". */
export const upstreamVersion = (version: string): string =>
  version
    .replace(/^\d+:/u, '')
    .replace(/-[^-]*$/u, '')
    .replace(/[+~](?:dfsg|ds|really|deb|git).*$/u, '');

function installedPackages(application: ServerApplication, view: GuestView): string[] {
  const installed = view.packagesLike(...(application.evidence.packages ?? []));
  const byHand = installed.filter((name) => view.package(name)?.manual === true);
  return byHand.length > 0 ? byHand : installed;
}

const openLogs = (processes: readonly GuestProcess[]): string[] =>
  processes
    .flatMap(({ openFiles }) => openFiles.filter((path) => path.startsWith('/var/log/')).map((path) => folderOf(path)))
    .filter((path) => path !== '/var/log' && !path.startsWith('/var/log/journal'));

/** Secrets in its configuration, its unit, its processes and its content. */
export function secretsOf(
  unit: GuestUnit | null,
  pids: ReadonlySet<number>,
  files: readonly string[],
  content: readonly string[],
  view: GuestView,
): SecretPlace[] {
  const own = new Set(files);
  return (view.guest.secrets ?? []).filter(({ place }) => {
    const ofUnit = /^unit (\S+)/u.exec(place)?.[1];
    if (ofUnit !== undefined) return unit !== null && ofUnit === unit.name;
    const ofProcess = /^process (\d+)/u.exec(place)?.[1];
    if (ofProcess !== undefined) return pids.has(Number(ofProcess));
    const path = place.replace(/:\d+$/u, '');
    return (
      own.has(path) ||
      path === unit?.fragmentPath ||
      (unit?.dropInPaths ?? []).includes(path) ||
      content.some((folder) => isWithin(path, folder))
    );
  });
}

/** Peers in the environment: of the unit, of the files that it names, and of the process as it runs. */
function environmentPeers({ unit, lead }: Service, view: GuestView): ConfiguredPeer[] {
  const ofUnit = Object.entries(unit?.environment ?? {}).map(([key, value]) => ({
    key,
    value,
    place: `unit ${unit?.name} Environment=${key}`,
  }));
  const ofFiles = (unit?.environmentFiles ?? [])
    .flatMap((path) => view.filesLike(path.replace(/^-/u, '')))
    .flatMap((file) =>
      settings(file.contents).map(({ key, value, line }) => ({ key, value, place: `${file.path}:${line}` })),
    );
  const ofProcess = Object.entries(lead?.environment ?? {}).map(([key, value]) => ({
    key,
    value,
    place: `process ${lead?.pid} environment ${key}`,
  }));
  return peersInPairs([...ofUnit, ...ofFiles, ...ofProcess].filter(({ value }) => value !== redacted));
}

/** Ports that web servers and applications answer on, commonly: HTTP is tried there, elsewhere that a port is open. */
function probeOf(endpoints: readonly Endpoint[]): GuestApplication['probe'] {
  const port = endpoints.find(({ protocol }) => protocol === 'tcp')?.port;
  return port === undefined ? null : { kind: 'tcp', port };
}

/** CPU seconds and MiB: of the unit's control group, which counts ended processes too, else of the processes. */
function figuresOf(
  unit: GuestUnit | null,
  processes: readonly GuestProcess[],
  isPart: boolean,
): { cpuSeconds: number | null; memoryMiB: number | null } {
  const ofUnit = isPart ? null : unit;
  return {
    cpuSeconds: hundredths(ofUnit?.cpuSeconds ?? null) ?? sumOf(processes, ({ cpuSeconds }) => cpuSeconds),
    memoryMiB:
      hundredths(ofUnit?.memoryMiB ?? null) ??
      sumOf(processes, ({ proportionalMiB, residentMiB }) => proportionalMiB ?? residentMiB),
  };
}

const hundredths = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

/** The sum of what is known; null where nothing is. Rounded to hundredths, so that order does not show. */
export function sumOf<T>(items: readonly T[], figure: (item: T) => number | null): number | null {
  const known = items.map((item) => figure(item)).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + Math.round(value * 100), 0) / 100;
}
