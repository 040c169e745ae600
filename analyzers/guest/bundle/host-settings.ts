import { byCodePoint } from '../../../src/lib/order.ts';
import type { Guest, GuestPackage, GuestProcess } from '../../../src/model/guest.ts';
import type { Bundle } from './bundle.ts';
import { fileOf } from './system.ts';
import { assignments, orNull, textLines, wholeNumber, words } from './text-lines.ts';

const daysOfLogins = 90;

/** Text of files of a folder whose names end so, in their order; null where the collector read no system files. */
function filesIn(bundle: Bundle, pattern: RegExp): string[] | null {
  const found = bundle.files.filter(({ path }) => pattern.test(path)).sort((a, b) => byCodePoint(a.path, b.path));
  return found.length === 0 && !bundle.commands.has('system') ? null : found.map(({ contents }) => contents);
}

/** Lines that say something. */
const stated = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    textLines(text)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^[#;]/.test(line)),
  );

function seLinux(bundle: Bundle): string | null {
  const enforce = bundle.parts.get('selinux')?.trim();
  if (enforce === '1') return 'enforcing';
  if (enforce === '0') return 'permissive';
  if (bundle.facts.get('way') === 'root')
    return orNull(assignments(fileOf(bundle, '/etc/selinux/config') ?? '').get('SELINUX'));
  // Without its file system the kernel runs without it.
  return bundle.parts.has('proc/stat') ? 'disabled' : null;
}

function sharedMemory(
  text: string | undefined,
  userNames: ReadonlyMap<number, string>,
): Guest['host']['sharedMemorySegments'] {
  if (text === undefined) return null;
  return textLines(text)
    .slice(1)
    .flatMap((line) => {
      // key shmid perms size cpid lpid nattch uid …
      const [key, , , size, , , , uid] = words(line);
      if (key === undefined) return [];
      const number = wholeNumber(uid);
      return [
        {
          key,
          sizeBytes: wholeNumber(size),
          owner: number === null ? null : (userNames.get(number) ?? String(number)),
        },
      ];
    });
}

/** Groups other than those that hosts join by themselves (224.0.0.x, IPv4 of RFC 5771's local network block). */
function multicastGroups(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const groups = new Set<string>();
  for (const line of textLines(text)) {
    const hex = /^\s+([0-9A-F]{8})\s+\d+ /.exec(line)?.[1];
    if (hex === undefined) continue;
    const address = [6, 4, 2, 0].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)).join('.');
    if (!address.startsWith('224.0.0.')) groups.add(address);
  }
  return [...groups].sort(byCodePoint);
}

/** Where users come from beside /etc/passwd. */
function directoryServices(bundle: Bundle): string[] | null {
  if (!bundle.commands.has('system') && fileOf(bundle, '/etc/nsswitch.conf') === undefined) return null;
  const found = new Set<string>();
  for (const line of stated(filesIn(bundle, /^\/etc\/sssd\//) ?? [])) {
    const match = /^(?:id_provider|ad_domain|ldap_uri|ipa_domain|krb5_realm)\s*=\s*(.+)$/.exec(line);
    if (match !== null) found.add(`sssd: ${line.replaceAll(/\s*=\s*/g, '=')}`);
  }
  const realm = /^\s*default_realm\s*=\s*(\S+)/m.exec(fileOf(bundle, '/etc/krb5.conf') ?? '')?.[1];
  if (realm !== undefined) found.add(`krb5: default_realm=${realm}`);
  for (const path of ['/etc/nslcd.conf', '/etc/ldap.conf']) {
    const uri = /^\s*uri\s+(\S+)/im.exec(fileOf(bundle, path) ?? '')?.[1];
    if (uri !== undefined) found.add(`ldap: ${uri}`);
  }
  const passwd = /^\s*passwd:\s*(.*)$/m.exec(fileOf(bundle, '/etc/nsswitch.conf') ?? '')?.[1] ?? '';
  for (const source of words(passwd))
    if (/^(?:ldap|sss|winbind|nis|nisplus)$/.test(source)) found.add(`nsswitch: passwd ${source}`);
  return [...found].sort(byCodePoint);
}

/** `NAME="sda1" TYPE="part" SIZE="…"` of lsblk -P. */
function blockDevices(text: string | undefined): Guest['host']['blockDevices'] {
  if (text === undefined) return null;
  return textLines(text).flatMap((line) => {
    const values = new Map([...line.matchAll(/([A-Z]+)="([^"]*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
    const name = values.get('NAME');
    if (name === undefined || name === '') return [];
    const size = wholeNumber(values.get('SIZE'));
    return [
      {
        name,
        type: orNull(values.get('TYPE')),
        sizeMiB: size === null ? null : Math.floor(size / 1024 ** 2),
        fileSystem: orNull(values.get('FSTYPE')),
        mountPoint: orNull(values.get('MOUNTPOINT')),
      },
    ];
  });
}

/** Logins within 90 days before the run, by user, from `last -F`, whose times are in UTC there. */
function logins(bundle: Bundle): Record<string, number> | null {
  const text = bundle.parts.get('logins');
  const until = Date.parse(bundle.facts.get('started') ?? '');
  if (text === undefined || bundle.commands.get('logins')?.exitCode !== 0 || Number.isNaN(until)) return null;
  const counts = new Map<string, number>();
  for (const line of textLines(text)) {
    const match = /^(\S+)\s+(\S+).*?\b([A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4})/.exec(line);
    const [, user, terminal, at] = match ?? [];
    if (
      user === undefined ||
      at === undefined ||
      /^(?:reboot|shutdown|runlevel|wtmp)$/.test(user) ||
      terminal === 'system'
    )
      continue;
    const time = Date.parse(`${at} UTC`);
    if (Number.isNaN(time) || until - time > daysOfLogins * 86_400_000) continue;
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => byCodePoint(a, b)));
}

/** Rules that someone made: of nft all but tables and chains, of iptables-save those that append. */
function firewallRules(bundle: Bundle): number | null {
  const nft = bundle.parts.get('nft');
  if (nft !== undefined && bundle.commands.get('nft')?.exitCode === 0) {
    return textLines(nft).filter(
      (line) =>
        /\b(?:accept|drop|reject|masquerade|snat|dnat|redirect|jump|goto|queue|log|counter)\b/.test(line) &&
        !/^\s*(?:table|chain|type|set|map)\b/.test(line),
    ).length;
  }
  const iptables = bundle.parts.get('iptables');
  if (iptables === undefined || bundle.commands.get('iptables')?.exitCode !== 0) return null;
  return textLines(iptables).filter((line) => line.startsWith('-A ')).length;
}

/** Sessions of a desktop, by packages and processes: login managers and X servers. */
const desktopNames = /^(?:gdm3?|sddm|lightdm|xdm|kdm|Xorg|Xwayland|gnome-shell|plasmashell|xrdp)$/;

function desktop(processes: readonly GuestProcess[] | null, packages: readonly GuestPackage[] | null): boolean | null {
  if (processes === null && packages === null) return null;
  return (
    (processes ?? []).some(({ name }) => name !== null && desktopNames.test(name)) ||
    (packages ?? []).some(
      ({ name, manager }) =>
        (manager === 'dpkg' || manager === 'rpm') && /^(?:gdm3?|sddm|lightdm|xdm|kdm|gnome-shell|xrdp)$/.test(name),
    )
  );
}

/** What the guest's settings say of whether a service can be a container. */
export function hostSettings(
  bundle: Bundle,
  userNames: ReadonlyMap<number, string>,
  processes: readonly GuestProcess[] | null,
  packages: readonly GuestPackage[] | null,
): Guest['host'] {
  const modules = bundle.parts.get('proc/modules');
  const loaded =
    modules === undefined
      ? null
      : textLines(modules)
          .flatMap((line) => words(line)[0] ?? [])
          .sort(byCodePoint);
  const foreign = bundle.parts.get('kernel-modules');
  const foreignNames = new Set(
    textLines(foreign).map((path) => (path.split('/').at(-1) ?? '').replace(/\.ko.*$/, '').replaceAll('-', '_')),
  );
  const profiles = bundle.parts.get('apparmor');
  const sysctl = filesIn(bundle, /^\/etc\/sysctl(?:\.conf|\.d\/[^/]+\.conf)$/);
  const limits = filesIn(bundle, /^\/etc\/security\/limits(?:\.conf|\.d\/[^/]+\.conf)$/);
  const exports = filesIn(bundle, /^\/etc\/exports(?:\.d\/[^/]+)?$/);
  const hosts = fileOf(bundle, '/etc/hosts');
  const resolvers = fileOf(bundle, '/etc/resolv.conf');
  const resolverLines = stated(resolvers === undefined ? [] : [resolvers]);
  const routes = bundle.parts.get('routes');
  const setuid = bundle.parts.get('setuid');
  const capabilities = bundle.parts.get('capabilities');
  return {
    seLinux: seLinux(bundle),
    appArmorProfiles: profiles === undefined ? null : textLines(profiles),
    foreignModules: foreign === undefined ? null : (loaded ?? []).filter((name) => foreignNames.has(name)),
    modules: loaded,
    sysctl:
      sysctl === null
        ? null
        : Object.fromEntries(
            stated(sysctl).flatMap((line) => {
              const match = /^-?([\w./*-]+)\s*=\s*(.*)$/.exec(line);
              return match?.[1] === undefined || match[2] === undefined
                ? []
                : [[match[1].replaceAll('/', '.'), match[2]]];
            }),
          ),
    limits: limits === null ? null : stated(limits),
    hugePages: wholeNumber(bundle.parts.get('hugepages')?.trim()),
    sharedMemorySegments: sharedMemory(bundle.parts.get('proc/shm'), userNames),
    privilegedFiles:
      setuid === undefined && capabilities === undefined
        ? null
        : [...textLines(setuid), ...textLines(capabilities).map((line) => line.replace(/ = /, ' '))].sort(byCodePoint),
    firewallRules: firewallRules(bundle),
    exports: exports === null ? null : stated(exports),
    hosts:
      hosts === undefined
        ? null
        : stated([hosts]).flatMap((line) => {
            const [address, ...names] = words(line.replace(/#.*$/, ''));
            return address === undefined ? [] : [{ address, names }];
          }),
    resolvers:
      resolvers === undefined ? null : resolverLines.flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? []),
    searchDomains:
      resolvers === undefined
        ? null
        : resolverLines.flatMap((line) => words(/^(?:search|domain)\s+(.*)$/.exec(line)?.[1] ?? '')),
    routes: routes === undefined ? null : textLines(routes).map((line) => line.trim()),
    multicastGroups: multicastGroups(bundle.parts.get('net/igmp')),
    directoryServices: directoryServices(bundle),
    blockDevices: bundle.commands.get('lsblk')?.exitCode === 0 ? blockDevices(bundle.parts.get('lsblk')) : null,
    logins: logins(bundle),
    desktop: desktop(processes, packages),
  };
}
