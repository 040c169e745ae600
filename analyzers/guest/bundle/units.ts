import { blankUnit } from '../../../src/model/blank-guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Exec, GuestProcess, GuestUnit } from '../../../src/model/guest.ts';
import type { Bundle } from './bundle.ts';
import { listedPath, orNull, textLines, wholeNumber } from './text-lines.ts';
import {
  environmentOf,
  execLines,
  signalName,
  spanSeconds,
  unitSettings,
  unitWords,
  withSpecifiers,
  type UnitSettings,
} from './unit-file.ts';

/** Largest 64-bit number: "not set" in what systemd counts. */
const notSet = new Set(['[not set]', '18446744073709551615', 'infinity', '']);

type Properties = ReadonlyMap<string, readonly string[]>;

/** Blocks of `systemctl show`, which empty lines separate: a property may stand in several lines. */
function shownBlocks(text: string | undefined): Properties[] {
  return (text ?? '').split(/\n{2,}/).flatMap((block) => {
    const properties = new Map<string, string[]>();
    for (const line of textLines(block)) {
      const equals = line.indexOf('=');
      if (equals < 1) continue;
      const key = line.slice(0, equals);
      const values = properties.get(key);
      if (values === undefined) properties.set(key, [line.slice(equals + 1)]);
      else values.push(line.slice(equals + 1));
    }
    return properties.has('Id') ? [properties] : [];
  });
}

/** `{ path=/bin/x ; argv[]=/bin/x -a b ; ignore_errors=no ; … }`. Its argv is joined without quotes. */
function shownExec(values: readonly string[] | undefined): (Exec & { readonly joined: string })[] {
  return (values ?? []).flatMap((value) => {
    const match = /^\{ path=(.*?) ; argv\[\]=(.*?) ; ignore_errors=(yes|no) ;/.exec(value);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    return [
      {
        path: match[1],
        argv: match[2].split(' ').filter((word) => word !== ''),
        ignoreFailure: match[3] === 'yes',
        joined: match[2],
      },
    ];
  });
}

/** Commands with the argv that a unit file or the running process tells exactly, where it is the same command. */
function exactExec(shown: Properties, key: string, written: readonly Exec[], running: readonly string[]): Exec[] {
  return shownExec(shown.get(key)).map(({ path, argv, ignoreFailure, joined }) => {
    const same = [...written.map((exec) => exec.argv), running].find(
      (words) => words.length > 0 && words.join(' ') === joined,
    );
    return { path, argv: same === undefined ? argv : [...same], ignoreFailure };
  });
}

const list = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : unitWords(text));
const flag = (text: string | undefined): boolean | null =>
  text === undefined || text === '' ? null : /^(?:yes|true|on|1|disconnected)$/i.test(text);

/** "Mon 2026-11-24 10:00:00 UTC" as ISO 8601; null in other zones, which the collector avoids. */
function shownTime(text: string | undefined): string | null {
  const match = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)? UTC\b/.exec(text ?? '');
  return match?.[1] === undefined || match[2] === undefined ? null : `${match[1]}T${match[2]}Z`;
}

/** UnitFileState (systemctl(1), is-enabled). Units that cannot be enabled are neither. */
function enabledOf(state: string | undefined): boolean | null {
  if (state === undefined) return null;
  if (/^(?:enabled|enabled-runtime|alias|linked|linked-runtime|generated)$/.test(state)) return true;
  return /^(?:disabled|masked|masked-runtime|bad)$/.test(state) ? false : null;
}

/** `{ OnCalendar=*-*-* 02:00:00 ; next_elapse=… }` */
const schedules = (values: readonly string[] | undefined): string[] =>
  (values ?? []).flatMap((value) => {
    const match = /^\{ ([A-Za-z]+)=(.*?) ; next_elapse=/.exec(value);
    return match?.[2] === undefined ? [] : [match[1] === 'OnCalendar' ? match[2] : `${match[1]}=${match[2]}`];
  });

function shownUnit(shown: Properties, settings: UnitSettings, process: GuestProcess | undefined): GuestUnit {
  const first = (key: string): string | undefined => shown.get(key)?.[0];
  const name = first('Id') ?? '';
  const written = (key: string): Exec[] => execLines(settings.get(`Service.${key}`) ?? [], name);
  const counted = (key: string): number | null => {
    const value = first(key);
    return value === undefined || notSet.has(value) ? null : wholeNumber(value);
  };
  const memory = counted('MemoryCurrent');
  const nanoseconds = counted('CPUUsageNSec');
  const mainPid = counted('MainPID');
  return {
    ...blankUnit(name),
    description: orNull(first('Description')),
    active:
      first('ActiveState') === undefined ? null : /^(?:active|reloading|activating)$/.test(first('ActiveState') ?? ''),
    subState: orNull(first('SubState')),
    enabled: enabledOf(first('UnitFileState')),
    fragmentPath: orNull(first('FragmentPath')),
    dropInPaths: list(first('DropInPaths')),
    type: orNull(first('Type')),
    user: orNull(first('User')) ?? dynamicUser(name, first('DynamicUser')),
    group: orNull(first('Group')),
    workingDirectory: orNull(first('WorkingDirectory')?.replace(/^!/, '')),
    execStartPre: exactExec(shown, 'ExecStartPre', written('ExecStartPre'), []),
    execStart: exactExec(shown, 'ExecStart', written('ExecStart'), process?.command ?? []),
    execStop: exactExec(shown, 'ExecStop', written('ExecStop'), []),
    execReload: exactExec(shown, 'ExecReload', written('ExecReload'), []),
    environment: environmentOf(list(first('Environment'))),
    environmentFiles: (shown.get('EnvironmentFiles') ?? [])
      .map((value) => value.replace(/ \(ignore_errors=(?:yes|no)\)$/, ''))
      .filter((value) => value !== ''),
    restart: orNull(first('Restart')),
    killSignal: signalName(first('KillSignal')),
    timeoutStopSeconds: spanSeconds(first('TimeoutStopUSec')),
    openFilesLimit: counted('LimitNOFILESoft') ?? counted('LimitNOFILE'),
    capabilities: list(first('CapabilityBoundingSet')),
    ambientCapabilities: list(first('AmbientCapabilities')),
    privateTmp: flag(first('PrivateTmp')),
    runtimeDirectories: list(first('RuntimeDirectory')),
    stateDirectories: list(first('StateDirectory')),
    cacheDirectories: list(first('CacheDirectory')),
    logsDirectories: list(first('LogsDirectory')),
    configurationDirectories: list(first('ConfigurationDirectory')),
    after: list(first('After')),
    requires: list(first('Requires')),
    wants: list(first('Wants')),
    mainPid: mainPid === 0 ? null : mainPid,
    controlGroup: orNull(first('ControlGroup')),
    memoryMiB: memory === null ? null : memory / 1024 ** 2,
    cpuSeconds: nanoseconds === null ? null : nanoseconds / 1e9,
    tasks: counted('TasksCurrent'),
    listen: (shown.get('Listen') ?? []).filter((value) => value !== ''),
    triggers: list(first('Triggers'))[0] ?? null,
    schedule: [...schedules(shown.get('TimersCalendar')), ...schedules(shown.get('TimersMonotonic'))],
    lastTriggeredAt: shownTime(first('LastTriggerUSec')),
  };
}

const unitFolders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** Unit files by name with their drop-ins, of the folder that systemd prefers. */
function unitFiles(
  bundle: Bundle,
): Map<string, { readonly path: string; readonly dropIns: string[]; readonly texts: string[] }> {
  const byPath = new Map(bundle.files.map((file) => [file.path, file.contents]));
  const found = new Map<string, { path: string; dropIns: string[]; texts: string[] }>();
  for (const folder of unitFolders) {
    for (const [path, contents] of byPath) {
      if (!path.startsWith(`${folder}/`)) continue;
      const name = path.slice(folder.length + 1);
      if (/^[^/]+\.(?:service|timer|socket|path)$/.test(name) && !found.has(name))
        found.set(name, { path, dropIns: [], texts: [contents] });
    }
  }
  for (const [path, contents] of [...byPath].sort(([a], [b]) => byCodePoint(a, b))) {
    const match = /^(.*)\/([^/]+)\.d\/[^/]+\.conf$/.exec(path);
    if (match?.[1] === undefined || match[2] === undefined || !unitFolders.includes(match[1])) continue;
    const unit = found.get(match[2]);
    unit?.dropIns.push(path);
    unit?.texts.push(contents);
  }
  return found;
}

/** The account that systemd makes for a service while it runs, where it is told no name: the unit's (systemd.exec(5)). */
function dynamicUser(name: string, setting: string | undefined): string | null {
  return /^(?:yes|true|on|1)$/i.test(setting ?? '') ? name.replace(/(?:@[^.]*)?\.service$/, '') : null;
}

/** A unit from its files alone: of a mounted root, where nothing runs. */
function writtenUnit(name: string, path: string, dropIns: string[], texts: string[], enabled: boolean): GuestUnit {
  const settings = unitSettings(texts);
  const all = (key: string): string[] => (settings.get(key) ?? []).map((value) => withSpecifiers(value, name));
  const last = (key: string): string | undefined => all(key).at(-1);
  const many = (key: string): string[] => all(key).flatMap((value) => unitWords(value));
  const exec = (key: string): Exec[] => execLines(settings.get(`Service.${key}`) ?? [], name);
  return {
    ...blankUnit(name),
    description: orNull(last('Unit.Description')),
    active: null,
    enabled,
    fragmentPath: path,
    dropInPaths: dropIns,
    // Without Type a service with a command is "simple" (systemd.service(5)).
    type: name.endsWith('.service') ? (last('Service.Type') ?? 'simple') : null,
    user: orNull(last('Service.User')) ?? dynamicUser(name, last('Service.DynamicUser')),
    group: orNull(last('Service.Group')),
    workingDirectory: orNull(last('Service.WorkingDirectory')?.replace(/^-/, '')),
    execStartPre: exec('ExecStartPre'),
    execStart: exec('ExecStart'),
    execStop: exec('ExecStop'),
    execReload: exec('ExecReload'),
    environment: environmentOf(many('Service.Environment')),
    environmentFiles: all('Service.EnvironmentFile').map((value) => value.replace(/^-/, '')),
    restart: orNull(last('Service.Restart')),
    killSignal: signalName(last('Service.KillSignal')),
    timeoutStopSeconds: spanSeconds(last('Service.TimeoutStopSec') ?? last('Service.TimeoutSec')),
    openFilesLimit: wholeNumber(last('Service.LimitNOFILE')?.split(':')[0]),
    capabilities: many('Service.CapabilityBoundingSet'),
    ambientCapabilities: many('Service.AmbientCapabilities'),
    privateTmp: flag(last('Service.PrivateTmp')),
    runtimeDirectories: many('Service.RuntimeDirectory'),
    stateDirectories: many('Service.StateDirectory'),
    cacheDirectories: many('Service.CacheDirectory'),
    logsDirectories: many('Service.LogsDirectory'),
    configurationDirectories: many('Service.ConfigurationDirectory'),
    after: many('Unit.After'),
    requires: many('Unit.Requires'),
    wants: many('Unit.Wants'),
    listen: ['ListenStream', 'ListenDatagram', 'ListenFIFO', 'ListenSequentialPacket'].flatMap((key) =>
      all(`Socket.${key}`),
    ),
    triggers:
      last('Timer.Unit') ??
      last('Socket.Service') ??
      (/\.(?:timer|socket|path)$/.test(name) ? name.replace(/\.[a-z]+$/, '.service') : null),
    schedule: [
      ...all('Timer.OnCalendar'),
      ...['OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec', 'OnActiveSec'].flatMap((key) =>
        all(`Timer.${key}`).map((value) => `${key}=${value}`),
      ),
    ],
  };
}

/** Links in `*.wants` and `*.requires`: which units start by themselves, and of a template which instances. */
function enabledLinks(bundle: Bundle): Map<string, string> {
  const links = new Map<string, string>();
  for (const line of textLines(bundle.parts.get('unit-links'))) {
    const listed = listedPath(line);
    const match = /\.(?:wants|requires)\/([^/]+)$/.exec(listed?.path ?? '');
    if (listed?.target != null && match?.[1] !== undefined) links.set(match[1], listed.target.split('/').at(-1) ?? '');
  }
  return links;
}

/** Services of SysV and OpenRC, from lists of /etc/init.d, /etc/rcN.d and /etc/runlevels. */
function sysvUnits(bundle: Bundle, known: ReadonlySet<string>): GuestUnit[] {
  const scripts = new Set<string>();
  const started = new Set<string>();
  let folder = '';
  let openRc = false;
  for (const line of textLines(bundle.parts.get('sysv'))) {
    if (line.startsWith('/') && line.endsWith(':')) {
      folder = line.slice(0, -1);
      if (folder.endsWith('/etc/runlevels')) openRc = true;
      continue;
    }
    const listed = listedPath(line);
    if (listed === null) continue;
    const name = listed.path.split('/').at(-1) ?? '';
    if (
      folder.endsWith('/init.d') &&
      line.startsWith('-') &&
      line.includes('x') &&
      !/^(?:functions|README|skeleton|halt|killall|single|rc|rcS)$/.test(name)
    )
      scripts.add(name);
    const started1 = /^S\d\d(.+)$/.exec(name)?.[1];
    if (/\/rc[235]\.d$/.test(folder) && started1 !== undefined) started.add(started1);
    if (folder.includes('/etc/runlevels/')) started.add(name);
  }
  return [...scripts]
    .filter((name) => !known.has(`${name}.service`))
    .sort(byCodePoint)
    .map((name) => ({
      ...blankUnit(name),
      manager: openRc ? ('openrc' as const) : ('sysv' as const),
      enabled: started.has(name),
      fragmentPath: `/etc/init.d/${name}`,
    }));
}

/** Services, timers and sockets; null where none could be seen. Of a mounted root they come from unit files. */
export function units(bundle: Bundle, processes: readonly GuestProcess[] | null): GuestUnit[] | null {
  const files = unitFiles(bundle);
  const shown = shownBlocks(bundle.parts.get('units'));
  const byPid = new Map((processes ?? []).map((process) => [process.pid, process]));
  const byPath = new Map(bundle.files.map((file) => [file.path, file.contents]));
  const found = new Map<string, GuestUnit>();
  for (const properties of shown) {
    const name = properties.get('Id')?.[0] ?? '';
    if (name === '' || properties.get('LoadState')?.[0] === 'not-found' || found.has(name)) continue;
    const texts = [properties.get('FragmentPath')?.[0] ?? '', ...list(properties.get('DropInPaths')?.[0])].flatMap(
      (path) => {
        const text =
          byPath.get(path) ??
          byPath.get(path.replace(/^\/lib\//, '/usr/lib/')) ??
          byPath.get(path.replace(/^\/usr\/lib\//, '/lib/'));
        return text === undefined ? [] : [text];
      },
    );
    const mainPid = wholeNumber(properties.get('MainPID')?.[0]);
    found.set(name, shownUnit(properties, unitSettings(texts), mainPid === null ? undefined : byPid.get(mainPid)));
  }
  // systemctl shows what is loaded: a service that a timer starts is not, between its runs.
  for (const { triggers } of found.values()) {
    const file = triggers === null || found.has(triggers) ? undefined : files.get(triggers);
    if (triggers === null || file === undefined) continue;
    found.set(triggers, { ...writtenUnit(triggers, file.path, file.dropIns, file.texts, false), active: false });
  }
  if (shown.length === 0) {
    const links = enabledLinks(bundle);
    for (const [name, { path, dropIns, texts }] of files) {
      if (!/@\.[a-z]+$/.test(name)) found.set(name, writtenUnit(name, path, dropIns, texts, links.has(name)));
    }
    for (const [name] of links) {
      const template = files.get(name.replace(/@.*(\.[a-z]+)$/, '@$1'));
      if (name.includes('@') && template !== undefined && !found.has(name)) {
        found.set(name, writtenUnit(name, template.path, template.dropIns, template.texts, true));
      }
    }
  }
  const all = [...found.values(), ...sysvUnits(bundle, new Set(found.keys()))];
  if (all.length === 0 && !bundle.parts.has('units') && !bundle.parts.has('sysv')) return null;
  return all.sort((a, b) => byCodePoint(a.name, b.name));
}
