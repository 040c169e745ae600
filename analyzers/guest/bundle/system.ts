import type { FileSystem, Guest } from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Bundle } from './bundle.ts';
import { clock, isoTime } from './processes.ts';
import { assignments, mountText, orNull, textLines, wholeNumber, words } from './text-lines.ts';

type Interfaces = NonNullable<Guest['interfaces']>;

const fileOf = (bundle: Bundle, ...paths: string[]): string | undefined =>
  paths.map((path) => bundle.files.find((file) => file.path === path)?.contents).find((text) => text !== undefined);

/** DMI fields that are no identity: what boards without one say. */
const noSerial = /^(?:0+|none|not specified|to be filled by o\.e\.m\.|default string|system serial number)$/i;

export function identity(bundle: Bundle): Guest['identity'] {
  const { facts } = bundle;
  const dmi = bundle.parts.get('dmi') ?? '';
  const ofDmi = (label: string): string | undefined => new RegExp(`^\\s*${label}:\\s*(.+?)\\s*$`, 'm').exec(dmi)?.[1];
  const known = (text: string | undefined): string | null =>
    text === undefined || noSerial.test(text.trim()) ? null : orNull(text.trim());
  const hostName = orNull(facts.get('hostName'));
  const full = orNull(facts.get('fullyQualifiedName'));
  const machineId = facts.get('machineId')?.toLowerCase();
  const uuid = (known(facts.get('product_uuid') ?? ofDmi('UUID')) ?? '').toLowerCase();
  return {
    machineId: machineId !== undefined && /^[0-9a-f]{32}$/.test(machineId) ? machineId : null,
    biosUuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) && !/^0{8}-|^f{8}-f/.test(uuid) ? uuid : null,
    serialNumber: known(facts.get('product_serial') ?? ofDmi('Serial Number')),
    manufacturer: known(facts.get('sys_vendor') ?? ofDmi('Manufacturer')),
    product: known(facts.get('product_name') ?? ofDmi('Product Name')),
    hostName,
    fullyQualifiedName: full !== null && full.includes('.') && !/^localhost\b/.test(full) ? full : null,
  };
}

/** "Red Hat Enterprise Linux Server release 6.10 (Santiago)", for releases before os-release. */
function oldRelease(text: string | undefined): { id: string; versionId: string | null; prettyName: string } | null {
  const line = textLines(text)[0];
  if (line === undefined) return null;
  const id = /^red hat/i.test(line)
    ? 'rhel'
    : /^oracle/i.test(line)
      ? 'ol'
      : /^suse/i.test(line)
        ? 'sles'
        : (/^[a-z]+/i.exec(line)?.[0].toLowerCase() ?? '');
  return id === '' ? null : { id, versionId: /\b(\d+(?:\.\d+)*)/.exec(line)?.[1] ?? null, prettyName: line };
}

export function system(bundle: Bundle): Guest['system'] {
  const { facts } = bundle;
  const release = assignments(fileOf(bundle, '/etc/os-release', '/usr/lib/os-release') ?? '');
  const old = release.has('ID')
    ? null
    : oldRelease(fileOf(bundle, '/etc/redhat-release', '/etc/centos-release', '/etc/SuSE-release'));
  const debian = textLines(fileOf(bundle, '/etc/debian_version'))[0];
  const zone = facts.get('timeZone')?.replace(/^.*\/zoneinfo\//, '') ?? textLines(fileOf(bundle, '/etc/timezone'))[0];
  const firmware = facts.get('firmware');
  const { bootSeconds } = clock(bundle);
  return {
    family: 'linux',
    id: orNull(release.get('ID')) ?? old?.id ?? (debian === undefined ? null : 'debian'),
    idLike: words(release.get('ID_LIKE') ?? ''),
    versionId: orNull(release.get('VERSION_ID')) ?? old?.versionId ?? orNull(debian),
    codename: orNull(release.get('VERSION_CODENAME')),
    prettyName: orNull(release.get('PRETTY_NAME')) ?? old?.prettyName ?? null,
    kernel: orNull(facts.get('kernel')),
    architecture: orNull(facts.get('architecture')),
    firmware: firmware === 'efi' || firmware === 'bios' ? firmware : null,
    timeZone: orNull(zone),
    init:
      orNull(facts.get('init')) ??
      (bundle.files.some(({ path }) => path.startsWith('/etc/systemd/')) ? 'systemd' : null),
    bootedAt: bootSeconds === null ? null : isoTime(bootSeconds),
  };
}

type Figures = Pick<Guest, 'cpus' | 'memoryMiB' | 'memoryUsedMiB' | 'swapUsedMiB' | 'cpuSeconds' | 'uptimeSeconds'>;

/** CPU, memory and time since boot. CPU seconds: user, nice, system, irq and softirq of /proc/stat (proc(5)). */
export function figures(bundle: Bundle): Figures {
  const memory = new Map(
    textLines(bundle.parts.get('proc/meminfo')).flatMap((line) => {
      const match = /^([A-Za-z()_]+):\s+(\d+) kB$/.exec(line);
      return match?.[1] === undefined ? [] : [[match[1], Number(match[2])]];
    }),
  );
  const total = memory.get('MemTotal');
  // Kernels before 3.14 do not estimate what is available; free, buffers and page cache come near it.
  const available = memory.get('MemAvailable') ?? sumOf(memory, ['MemFree', 'Buffers', 'Cached']);
  const swap = memory.get('SwapTotal');
  const swapFree = memory.get('SwapFree');
  const statistics = bundle.parts.get('proc/stat') ?? '';
  const { ticksPerSecond } = clock(bundle);
  const times = /^cpu +(.*)$/m.exec(statistics)?.[1];
  const [user, nice, kernel, , , interrupts, softInterrupts] = times === undefined ? [] : words(times).map(wholeNumber);
  const processors = statistics.match(/^cpu\d+ /gm)?.length ?? 0;
  const uptime = Number((bundle.parts.get('proc/uptime') ?? '').split(' ')[0]);
  return {
    cpus: processors === 0 ? null : processors,
    memoryMiB: total === undefined ? null : Math.floor(total / 1024),
    memoryUsedMiB:
      total === undefined || available === null ? null : Math.max(0, Math.floor((total - available) / 1024)),
    swapUsedMiB:
      swap === undefined || swapFree === undefined ? null : Math.max(0, Math.floor((swap - swapFree) / 1024)),
    cpuSeconds:
      user == null
        ? null
        : [user, nice, kernel, interrupts, softInterrupts].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) /
          ticksPerSecond,
    uptimeSeconds: Number.isFinite(uptime) && uptime > 0 ? uptime : null,
  };
}

function sumOf(memory: ReadonlyMap<string, number>, keys: readonly string[]): number | null {
  let sum = 0;
  for (const key of keys) {
    const value = memory.get(key);
    if (value === undefined) return null;
    sum += value;
  }
  return sum;
}

/** File systems that hold nothing on a disk. */
const virtual =
  /^(?:proc|sysfs|devtmpfs|devpts|tmpfs|cgroup2?|securityfs|pstore|bpf|debugfs|tracefs|configfs|fusectl|mqueue|hugetlbfs|autofs|binfmt_misc|efivarfs|ramfs|rpc_pipefs|nsfs|overlay|squashfs|selinuxfs|swap|fuse\.(?:lxcfs|gvfsd-fuse|portal))$/;

/** Mounts with their sizes, and what /etc/fstab holds beyond them; null where neither could be seen. */
export function fileSystems(bundle: Bundle): FileSystem[] | null {
  const mounts = bundle.parts.get('proc/mounts');
  const fstab = fileOf(bundle, '/etc/fstab');
  if (mounts === undefined && fstab === undefined) return null;
  const sizes = new Map<string, { sizeMiB: number | null; usedMiB: number | null }>();
  for (const line of textLines(bundle.parts.get('df')).slice(1)) {
    const match = /^.*\s(\d+)\s+(\d+)\s+-?\d+\s+\S+\s+(\/.*)$/.exec(line);
    if (match?.[3] === undefined) continue;
    sizes.set(match[3], { sizeMiB: Math.floor(Number(match[1]) / 1024), usedMiB: Math.floor(Number(match[2]) / 1024) });
  }
  const entries = (
    text: string | undefined,
  ): { device: string; mountPoint: string; type: string; options: string[] }[] =>
    textLines(text).flatMap((line) => {
      if (line.trimStart().startsWith('#')) return [];
      const [device, mountPoint, type, options] = words(line).map(mountText);
      if (
        device === undefined ||
        mountPoint === undefined ||
        type === undefined ||
        virtual.test(type) ||
        !mountPoint.startsWith('/')
      )
        return [];
      return [{ device, mountPoint, type, options: (options ?? '').split(',').filter((option) => option !== '') }];
    });
  const lasting = new Map(entries(fstab).map((entry) => [entry.mountPoint, entry]));
  const found = new Map<string, FileSystem>();
  for (const entry of entries(mounts)) {
    const size = sizes.get(entry.mountPoint);
    found.set(entry.mountPoint, {
      ...entry,
      sizeMiB: size?.sizeMiB ?? null,
      usedMiB: size?.usedMiB ?? null,
      inFstab: fstab === undefined ? null : lasting.has(entry.mountPoint),
    });
  }
  for (const [mountPoint, entry] of lasting) {
    if (!found.has(mountPoint)) found.set(mountPoint, { ...entry, sizeMiB: null, usedMiB: null, inFstab: true });
  }
  return [...found.values()].sort((a, b) => byCodePoint(a.mountPoint, b.mountPoint));
}

/** Network interfaces but the loopback; null where the collector could not look. */
export function interfaces(bundle: Bundle): Interfaces | null {
  const addresses = bundle.parts.get('addresses');
  const links = bundle.parts.get('links');
  const old = bundle.parts.get('ifconfig');
  if (addresses === undefined && links === undefined && old === undefined) return null;
  const found = new Map<string, Interfaces[number]>();
  const of = (name: string): Interfaces[number] => {
    const known = found.get(name) ?? { name, macAddress: null, addresses: [] };
    found.set(name, known);
    return known;
  };
  for (const line of textLines(links)) {
    const match = /^\d+: ([^:@\s]+)(?:@\S+)?: .*link\/ether ([0-9a-f:]{17})/.exec(line);
    if (match?.[1] !== undefined) of(match[1]).macAddress = match[2] ?? null;
  }
  for (const line of textLines(addresses)) {
    const match = /^\d+: (\S+)\s+inet6? ([0-9a-fA-F.:]+)/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && match[1] !== 'lo') of(match[1]).addresses.push(match[2]);
  }
  let name = '';
  for (const line of textLines(old)) {
    const start = /^(\S+?):?\s/.exec(line)?.[1];
    if (start !== undefined && /^\S/.test(line)) name = start;
    if (name === '' || name === 'lo') continue;
    const mac = /(?:HWaddr|ether) ([0-9A-Fa-f:]{17})/.exec(line)?.[1];
    const address = /inet6? (?:addr: ?)?([0-9a-fA-F.:]+)/.exec(line)?.[1];
    if (mac !== undefined) of(name).macAddress = mac.toLowerCase();
    if (address !== undefined) of(name).addresses.push(address);
  }
  return [...found.values()].sort((a, b) => byCodePoint(a.name, b.name));
}

export { fileOf };
