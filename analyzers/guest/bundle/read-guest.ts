import { basename } from 'node:path';
import { byCodePoint } from '../../../src/lib/order.ts';
import { sha256Hex } from '../../../src/lib/sha256.ts';
import { blankGuest } from '../../../src/model/blank-guest.ts';
import type { SourceWarning } from '../../../src/model/estate.ts';
import type { ConfigurationFile, Guest, GuestProcess, GuestUnit } from '../../../src/model/guest.ts';
import { accounts, groupNames } from './accounts.ts';
import { manifestVersion, readBundle, type Bundle } from './bundle.ts';
import { containers } from './containers.ts';
import { cron } from './cron.ts';
import { hostSettings } from './host-settings.ts';
import { defaultBundleLimits, type BundleLimits } from './limits.ts';
import { packages } from './packages.ts';
import { openFiles, processes, userNamesOf } from './processes.ts';
import {
  redactArguments,
  redactText,
  redactVariable,
  secretFileKind,
  SecretPlaces,
  textKindOf,
  withoutComments,
} from './redaction.ts';
import { listenersAndConnections } from './sockets.ts';
import { figures, fileOf, fileSystems, identity, interfaces, system } from './system.ts';
import { assignments, orNull, textLines, wholeNumber } from './text-lines.ts';
import { units } from './units.ts';

/**
 * Reads a bundle of collect.sh into a Guest, without its applications. A bundle that is cut or damaged gives what it
 * holds: facts that are missing are null, and `gaps` and the warnings say why. Only what the system refuses (no such
 * file, no permission) is thrown.
 */
export async function readGuest(
  path: string,
  limits: BundleLimits = defaultBundleLimits,
): Promise<{ guest: Guest; warnings: SourceWarning[] }> {
  const bundle = await readBundle(path, limits);
  const name = basename(path);
  const warnings: SourceWarning[] = bundle.faults.map((fault) => ({
    place: '',
    message: `${name}: ${fault}`,
    lacking: true,
  }));
  const version = bundle.facts.get('format')?.split('\t')[1];
  if (version !== undefined && version !== manifestVersion) {
    warnings.push({
      place: 'manifest',
      message: `${name} has format ${version}, which this version may not understand`,
      lacking: true,
    });
  }
  const guest = guestOf(bundle);
  if (bundle.log.length === 0)
    warnings.push({
      place: 'manifest',
      message: `${name} has no end: the collector was interrupted, or the file was cut`,
      lacking: true,
    });
  return { guest, warnings };
}

/** Stable over runs: what the system calls itself, else its firmware, else what it is known by. */
function guestId(facts: Pick<Guest, 'identity' | 'interfaces'>): string {
  const { machineId, biosUuid, hostName } = facts.identity;
  if (machineId !== null) return machineId;
  if (biosUuid !== null) return biosUuid;
  const addresses = (facts.interfaces ?? []).map(({ macAddress }) => macAddress ?? '').sort(byCodePoint);
  return sha256Hex(JSON.stringify([hostName, addresses])).slice(0, 32);
}

function gapsOf(bundle: Bundle): Guest['gaps'] {
  const gaps: Guest['gaps'] = [];
  for (const [word, what = '', reason = '', detail = ''] of bundle.log) {
    if (word === 'skip' || word === 'gap') gaps.push({ what, reason });
    else if (word === 'truncated')
      gaps.push({
        what,
        reason: `cut: ${detail === '' ? 'it is larger than the collector carries' : `it has ${detail} bytes`}`,
      });
    else if (word === 'command' && reason === '124') gaps.push({ what, reason: 'its time limit ended it' });
  }
  if (bundle.log.length === 0) gaps.push({ what: 'bundle', reason: 'it has no end: what came later is missing' });
  return gaps;
}

function configuration(
  bundle: Bundle,
  groups: ReadonlyMap<number, string>,
  userNames: ReadonlyMap<number, string>,
  places: SecretPlaces,
): ConfigurationFile[] | null {
  if (bundle.files.length === 0 && bundle.log.length === 0) return null;
  const truncated = new Set(
    bundle.log.flatMap(([word, what = '']) =>
      word === 'truncated' && what.startsWith('files/') ? [what.slice(5)] : [],
    ),
  );
  return bundle.files
    .flatMap((file): ConfigurationFile[] => {
      const kind = secretFileKind(file.path);
      if (kind !== null) {
        places.add(kind, file.path, null);
        return [];
      }
      const contents = /^\/etc\/(?:passwd|group|nsswitch\.conf)$/.test(file.path)
        ? file.contents.replaceAll(/^([^:\n]*):[^:\n]{2,}:(?=\d)/gm, '$1:x:')
        : redactText(withoutComments(file.contents, file.path), textKindOf(file.path), (found, key, line) =>
            places.add(found, `${file.path}:${line}`, key),
          );
      return [
        {
          path: file.path,
          contents,
          truncated: truncated.has(file.path),
          owner: userNames.get(file.uid) ?? String(file.uid),
          group: groups.get(file.gid) ?? String(file.gid),
          mode: file.mode.toString(8).padStart(4, '0'),
        },
      ];
    })
    .sort((a, b) => byCodePoint(a.path, b.path));
}

function safeProcess(process: GuestProcess, places: SecretPlaces): GuestProcess {
  return {
    ...process,
    command: redactArguments(process.command, (kind, key, argument) =>
      places.add(kind, `process ${process.pid} argument ${argument}`, key),
    ),
    environment:
      process.environment === null
        ? null
        : safeVariables(process.environment, `process ${process.pid} environment `, places),
  };
}

function safeVariables(
  variables: Readonly<Record<string, string>>,
  place: string,
  places: SecretPlaces,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      redactVariable(name, value, (kind) => places.add(kind, `${place}${name}`, name)),
    ]),
  );
}

function safeUnit(unit: GuestUnit, places: SecretPlaces): GuestUnit {
  const safe = (key: 'execStartPre' | 'execStart' | 'execStop' | 'execReload'): GuestUnit['execStart'] =>
    unit[key].map((exec) => ({
      ...exec,
      argv: redactArguments(exec.argv, (kind, option) =>
        places.add(kind, `unit ${unit.name} ${key.charAt(0).toUpperCase()}${key.slice(1)}`, option),
      ),
    }));
  return {
    ...unit,
    execStartPre: safe('execStartPre'),
    execStart: safe('execStart'),
    execStop: safe('execStop'),
    execReload: safe('execReload'),
    environment: safeVariables(unit.environment, `unit ${unit.name} Environment=`, places),
  };
}

/** `path=…`, `subject=…`, `notAfter=Nov 24 10:00:00 2027 GMT` of openssl, for each certificate. */
function certificates(bundle: Bundle): Guest['certificates'] {
  const text = bundle.parts.get('certificates');
  if (text === undefined) return null;
  const found: NonNullable<Guest['certificates']> = [];
  for (const line of textLines(text)) {
    const equals = line.indexOf('=');
    const value = line.slice(equals + 1).trim();
    const last = found.at(-1);
    if (line.startsWith('path=')) found.push({ path: value, subject: null, notAfter: null });
    else if (last !== undefined && line.startsWith('subject=')) last.subject = value;
    else if (last !== undefined && line.startsWith('notAfter=')) {
      const time = Date.parse(value.replace(/ GMT$/, ' UTC'));
      last.notAfter = Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
    }
  }
  return found;
}

function javaRuntimes(bundle: Bundle): Guest['javaRuntimes'] {
  if (!bundle.commands.has('configuration-of-applications') && !bundle.commands.has('java') && bundle.log.length === 0)
    return null;
  return bundle.files.flatMap(({ path, contents }) => {
    if (!path.endsWith('/release')) return [];
    const values = assignments(contents);
    const version = values.get('JAVA_VERSION');
    return version === undefined
      ? []
      : [
          {
            home: path.slice(0, -'/release'.length),
            version: orNull(version),
            vendor: orNull(values.get('IMPLEMENTOR')),
          },
        ];
  });
}

/** `??5?????? c /etc/ssh/sshd_config` and `missing   /usr/share/x` of dpkg -V and rpm -Va, with the owners beside them. */
function changedFiles(bundle: Bundle): Guest['changedFiles'] {
  const text = [bundle.parts.get('verify-dpkg'), bundle.parts.get('verify-rpm')].filter((part) => part !== undefined);
  if (text.length === 0 && !bundle.commands.has('verify-dpkg') && !bundle.commands.has('verify-rpm')) return null;
  const owners = new Map<string, string>();
  for (const part of ['verify-dpkg-owners', 'verify-rpm-owners']) {
    for (const line of textLines(bundle.parts.get(part))) {
      const [owner, path] = line.split('\t');
      if (owner !== undefined && path !== undefined) owners.set(path, owner);
    }
  }
  return textLines(text.join('\n')).flatMap((line) => {
    const match = /^(missing|[.?SM5DLUGTPC]{8,9})\s+(?:([cdglr])\s+)?(\/\S.*?)(?: \(.*\))?$/.exec(line);
    if (match?.[3] === undefined) return [];
    // Changes of time, owner or mode alone leave the content as it was.
    const missing = match[1] === 'missing';
    if (!missing && !(match[1] ?? '').includes('5') && !(match[1] ?? '').includes('S')) return [];
    return [{ path: match[3], package: owners.get(match[3]) ?? null, configuration: match[2] === 'c', missing }];
  });
}

function unownedTrees(bundle: Bundle): Guest['unownedTrees'] {
  const text = bundle.parts.get('trees');
  if (text === undefined) return null;
  return textLines(text)
    .flatMap((line) => {
      const [kind, path, files, size] = line.split('\t');
      return (kind === 'tree' || kind === 'file') && path !== undefined && path.startsWith('/')
        ? [{ path, files: wholeNumber(files), sizeBytes: wholeNumber(size) }]
        : [];
    })
    .sort((a, b) => byCodePoint(a.path, b.path));
}

function guestOf(bundle: Bundle): Guest {
  const places = new SecretPlaces();
  for (const line of textLines(bundle.parts.get('secrets'))) {
    const [kind, place, key] = line.split('\t');
    if (kind !== undefined && place !== undefined) places.add(kind, place, orNull(key));
  }
  const groups = groupNames(fileOf(bundle, '/etc/group'));
  const users = accounts(fileOf(bundle, '/etc/passwd'), groups);
  const userNames = userNamesOf(users);
  const open = openFiles(bundle.parts.get('process-files'));
  const found = processes(bundle, userNames, open);
  const installed = packages(bundle);
  const about = { identity: identity(bundle), interfaces: interfaces(bundle) };
  const started = orNull(bundle.facts.get('started'));
  const asRoot = bundle.facts.get('asRoot');
  const finished = bundle.log.findLast(([word]) => word === 'finished')?.[1];
  const carried = configuration(bundle, groups, userNames, places);
  const guest: Guest = {
    ...blankGuest(guestId(about)),
    way: bundle.facts.get('way') === 'root' ? 'root' : 'script',
    asRoot: asRoot === undefined ? null : asRoot === 'true',
    observedFrom: started,
    observedTo: orNull(finished) ?? started,
    gaps: gapsOf(bundle),
    ...about,
    system: system(bundle),
    ...figures(bundle),
    fileSystems: fileSystems(bundle),
    processes: found?.map((process) => safeProcess(process, places)) ?? null,
    ...listenersAndConnections(bundle, open, found),
    packages: installed,
    changedFiles: changedFiles(bundle),
    unownedTrees: unownedTrees(bundle),
    units: units(bundle, found)?.map((unit) => safeUnit(unit, places)) ?? null,
    cron:
      cron(bundle)?.map((entry) => ({
        ...entry,
        command: redactText(entry.command, 'command', (kind, key) => places.add(kind, entry.place, key)),
      })) ?? null,
    configuration: carried,
    accounts: users,
    certificates: certificates(bundle),
    containers: containers(bundle),
    javaRuntimes: javaRuntimes(bundle),
    host: hostSettings(bundle, userNames, found, installed),
  };
  guest.secrets =
    bundle.log.length === 0 && places.all().length === 0
      ? null
      : places
          .all()
          .sort(
            (a, b) =>
              byCodePoint(a.place, b.place) || byCodePoint(a.kind, b.kind) || byCodePoint(a.key ?? '', b.key ?? ''),
          );
  return guest;
}
