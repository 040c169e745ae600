import { gzipSync } from 'node:zlib';
import { byCodePoint } from '../../lib/order.ts';
import { seededRandom } from '../random.ts';
import type { DemoVm } from '../virtual-machine.ts';
import { addressOf, type Call } from './connections.ts';
import { distributionOf, systemUsers } from './distribution.ts';
import type { FileSpec, GuestSpec } from './guest-spec.ts';
import { RunningGuest, ticksPerSecond } from './running.ts';
import { ustar, type TarEntry } from './ustar.ts';

/** When the guests were looked into: on the day of the exports. */
const startedAt = '2026-11-20T10:30:00Z';
const finishedAt = '2026-11-20T10:30:40Z';
const startedSeconds = Date.parse(startedAt) / 1000;
/** As `ls -l` writes it. */
const day = 'Nov 20 10:30';

const domain = 'nordhafen.example';

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** The first three fields of a UUID with the low byte first, as SMBIOS before 2.6 has them (DMTF DSP0134, 7.2.1). */
const swapped = (uuid: string): string => uuid.replace(/^(..)(..)(..)(..)-(..)(..)-(..)(..)/, '$4$3$2$1-$6$5-$8$7');

/** "VMware-42 0c 2e 0f …-…", as vSphere forms the serial number of a VM. */
function serialNumber(uuid: string): string {
  const bytes = uuid.replaceAll('-', '').match(/../g) ?? [];
  return `VMware-${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`;
}

function firmwareFacts({ uuid = 'straight' }: GuestSpec, { biosUuid }: DemoVm): string[] {
  const shown = {
    straight: [`product_uuid\t${biosUuid}`, `product_serial\t${serialNumber(biosUuid)}`],
    swapped: [`product_uuid\t${swapped(biosUuid)}`],
    missing: [],
  };
  return [...shown[uuid], 'sys_vendor\tVMware, Inc.', 'product_name\tVMware7,1'];
}

interface Mount {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly capacityMiB: number;
  readonly usedMiB: number;
}

/** File systems as VMware Tools report them; of guests that do not tell, one on each disk, half full. */
function mountsOf(spec: GuestSpec, vm: DemoVm): Mount[] {
  const partitions =
    vm.partitions.length > 0
      ? vm.partitions
      : vm.disks.map(({ key, capacityMiB, spec: { mount } }) => ({
          diskKey: key,
          mount,
          capacityMiB,
          consumedMiB: Math.floor(capacityMiB / 2),
        }));
  const counts = new Map<number, number>();
  return partitions.map(({ diskKey, mount, capacityMiB, consumedMiB }) => {
    const number = (counts.get(diskKey) ?? 0) + 1;
    counts.set(diskKey, number);
    const disk = String.fromCharCode(97 + vm.disks.findIndex(({ key }) => key === diskKey));
    return {
      mountPoint: mount,
      capacityMiB,
      usedMiB: consumedMiB,
      device: `/dev/sd${disk}${number}`,
      type: 'ext4',
      ...spec.fileSystems?.[mount],
    };
  });
}

function systemFiles(spec: GuestSpec, vm: DemoVm, mounts: readonly Mount[]): FileSpec[] {
  const users = [...systemUsers, ...spec.users].toSorted((a, b) => a.id - b.id);
  const { release } = distributionOf(vm.spec.os);
  const packaged = (path: string, lines: readonly string[]): FileSpec => ({ path, state: 'packaged', lines });
  return [
    packaged(
      '/etc/passwd',
      users.map(
        ({ name, id, home }) => `${name}:x:${id}:${id}::${home}:${id === 0 ? '/bin/bash' : '/usr/sbin/nologin'}`,
      ),
    ),
    packaged(
      '/etc/group',
      users.map(({ name, id }) => `${name}:x:${id}:`),
    ),
    packaged('/etc/nsswitch.conf', ['passwd: files', 'group: files', 'hosts: files dns']),
    packaged('/etc/hosts', ['127.0.0.1 localhost', `127.0.1.1 ${spec.vm}.${domain} ${spec.vm}`]),
    packaged('/etc/resolv.conf', [`search ${domain}`, 'nameserver 10.20.1.10']),
    packaged(
      '/etc/fstab',
      // ZFS mounts by itself.
      mounts
        .filter(({ type }) => type !== 'zfs')
        .map(({ device, mountPoint, type }) => `${device} ${mountPoint} ${type} defaults 0 2`),
    ),
    packaged(
      '/etc/os-release',
      Object.entries(release).map(([name, value]) => `${name}="${value}"`),
    ),
  ];
}

/** Where values were replaced, as the collector lists them: kind, place and key. */
function secretsOf({ files, secretFiles = [] }: GuestSpec): string[] {
  return [
    ...files.flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => {
        const key = /([\w.-]+)(?:\s*=\s*"?|\s+)<redacted>/.exec(line)?.[1];
        return key === undefined ? [] : [`password\t${path}:${index + 1}\t${key}`];
      }),
    ),
    ...secretFiles.map((path) => `private-key\t${path}\t`),
  ];
}

function modulesOf({ foreignModules = [] }: GuestSpec, kernel: string): { loaded: string; foreign: string } {
  const loaded = ['ext4', 'nf_tables', 'vmw_balloon', 'vmw_pvscsi', 'vmxnet3', ...foreignModules];
  return {
    loaded: text(loaded.map((name) => `${name} 65536 0 - Live 0x0000000000000000`)),
    foreign: text(foreignModules.map((name) => `/lib/modules/${kernel}/updates/dkms/${name}.ko`)),
  };
}

/** Output of the collector's commands by name, in its order. */
function partsOf(spec: GuestSpec, vm: DemoVm, calls: readonly Call[], mounts: readonly Mount[]): [string, string][] {
  const { kernel, packages } = distributionOf(vm.spec.os);
  const installed = [...packages, ...spec.packages].toSorted((a, b) => byCodePoint(a.name, b.name));
  const bootSeconds = Math.floor(startedSeconds - uptimeDays(spec) * 86_400);
  const uptime = startedSeconds - bootSeconds;
  const running = new RunningGuest(spec, calls, uptime);
  const ticks = running.cpuTicks;
  const memoryKiB = Math.floor((vm.memoryMiB * 1024 * 97) / 100);
  // Kernel, slabs and what no process holds.
  const availableKiB = memoryKiB - running.memoryKiB - 220 * 1024;
  const idleTicks = vm.spec.cpus * uptime * ticksPerSecond - ticks;
  const modules = modulesOf(spec, kernel);
  const nic = vm.nics[0];
  const changed = spec.files.flatMap(({ path, state }) => (typeof state === 'object' ? [[path, state.changed]] : []));
  const own = spec.files.filter(({ state }) => state === 'own');
  return [
    ['processes', running.processes()],
    ['process-links', running.processLinks(day)],
    ['process-files', running.processFiles(day)],
    [
      'proc/meminfo',
      text([
        `MemTotal: ${memoryKiB} kB`,
        `MemFree: ${Math.floor(availableKiB / 3)} kB`,
        `MemAvailable: ${availableKiB} kB`,
        'SwapTotal: 0 kB',
        'SwapFree: 0 kB',
      ]),
    ],
    [
      'proc/stat',
      text([
        `cpu  ${ticks - Math.floor(ticks / 4)} 0 ${Math.floor(ticks / 4)} ${idleTicks} 0 0 0 0 0 0`,
        ...Array.from({ length: vm.spec.cpus }, (_, index) => `cpu${index} 0 0 0 0 0 0 0 0 0 0`),
        `btime ${bootSeconds}`,
      ]),
    ],
    ['proc/uptime', `${uptime}.00 ${Math.floor(idleTicks / ticksPerSecond)}.00\n`],
    [
      'proc/mounts',
      text(mounts.map(({ device, mountPoint, type }) => `${device} ${mountPoint} ${type} rw,relatime 0 0`)),
    ],
    ['proc/modules', modules.loaded],
    ['proc/shm', '       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid\n'],
    [
      'lsblk',
      text(
        vm.disks.map(
          ({ capacityMiB }, index) =>
            `NAME="sd${String.fromCharCode(97 + index)}" TYPE="disk" SIZE="${capacityMiB * 1024 ** 2}" FSTYPE="" MOUNTPOINT=""`,
        ),
      ),
    ],
    [
      'df',
      text([
        'Filesystem     1024-blocks    Used Available Capacity Mounted on',
        ...mounts.map(({ device, mountPoint, capacityMiB, usedMiB }) => {
          const percent = Math.ceil((usedMiB * 100) / capacityMiB);
          return `${device} ${capacityMiB * 1024} ${usedMiB * 1024} ${(capacityMiB - usedMiB) * 1024} ${percent}% ${mountPoint}`;
        }),
      ]),
    ],
    ['kernel-modules', modules.foreign],
    ['hugepages', '0\n'],
    ['net/tcp', running.tcp()],
    [
      'net/tcp6',
      '  sl  local_address                         remote_address                        st tx_queue rx_queue\n',
    ],
    ['net/udp', '   sl  local_address rem_address   st tx_queue rx_queue\n'],
    ['net/unix', 'Num       RefCount Protocol Flags    Type St Inode Path\n'],
    ['net/igmp', 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n'],
    ['addresses', `2: ens192    inet ${addressOf(vm)}/24 brd + scope global ens192\\       valid_lft forever\n`],
    [
      'links',
      `2: ens192: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\    link/ether ${nic?.macAddress ?? ''} brd ff:ff:ff:ff:ff:ff\n`,
    ],
    ['routes', `default via ${addressOf(vm).replace(/\d+$/, '1')} dev ens192 onlink\n`],
    ['nft', ''],
    ['logins', 'wtmp begins Sun Nov  1 00:00:01 2026\n'],
    ['units', running.units()],
    ['packages/dpkg', text(installed.map(({ name, version }) => `${name}\t${version}\tamd64\tinstall ok installed`))],
    ['packages/apt-automatic', text(installed.flatMap(({ name, automatic }) => (automatic === true ? [name] : [])))],
    ['verify-dpkg', text(changed.map(([path]) => `??5?????? c ${path}`))],
    ['verify-dpkg-owners', text(changed.map(([path, owner]) => `${owner}\t${path}`))],
    [
      'trees',
      text([
        ...own.map(({ path, lines }) => `file\t${path}\t1\t${Buffer.byteLength(text(lines))}`),
        ...spec.trees.map(({ path, files, sizeBytes }) => `tree\t${path}\t${files}\t${sizeBytes}`),
      ]),
    ],
    ['setuid', text(['/usr/bin/passwd', '/usr/bin/su'])],
    ['capabilities', ''],
    [
      'certificates',
      text(
        (spec.certificates ?? []).flatMap(({ path, subject, notAfter }) => [
          `path=${path}`,
          `subject=${subject}`,
          `notAfter=${notAfter}`,
        ]),
      ),
    ],
    ['secrets', text(secretsOf(spec))],
  ];
}

/** Since when a guest runs: since an evening of the last weeks, when its system was patched. */
const uptimeDays = ({ vm }: GuestSpec): number => seededRandom(`${vm}/uptime`).integer(9, 60) + 0.5;

/**
 * The bundle of a guest in the collector's own format (analyzers/guest/README.md): a gzip of a ustar, the manifest first
 * and its end last. `calls` are those of all guests. The same guest on the same VM gives the same bytes.
 */
export function guestBundle(
  spec: GuestSpec,
  vm: DemoVm,
  calls: readonly Call[],
): { fileName: string; content: Buffer[] } {
  const { kernel } = distributionOf(vm.spec.os);
  const mounts = mountsOf(spec, vm);
  const ids = new Map([...systemUsers, ...spec.users].map(({ name, id }) => [name, id]));
  const parts = partsOf(spec, vm, calls, mounts);
  const files = [...systemFiles(spec, vm, mounts), ...spec.files].map(
    ({ path, lines, owner = 'root', mode = 0o644 }): TarEntry => {
      const id = ids.get(owner) ?? 0;
      return { name: `files${path}`, contents: text(lines), uid: id, gid: id, mode };
    },
  );
  const entries: TarEntry[] = [
    {
      name: 'manifest',
      contents: text([
        'format\tdevirt-guest\t1',
        `started\t${startedAt}`,
        'way\tscript',
        'asRoot\ttrue',
        `machineId\t${seededRandom(`${spec.vm}/machine-id`).hex(32)}`,
        `hostName\t${spec.vm}`,
        `fullyQualifiedName\t${spec.vm}.${domain}`,
        `kernel\t${kernel}`,
        'architecture\tx86_64',
        ...firmwareFacts(spec, vm),
        `clockTicks\t${ticksPerSecond}`,
        'pageSize\t4096',
        `firmware\t${vm.os.firmware}`,
        'init\tsystemd',
        'timeZone\t/usr/share/zoneinfo/Europe/Berlin',
      ]),
    },
    ...parts.map(([name, contents]): TarEntry => ({ name, contents })),
    ...files,
    {
      name: 'manifest-end',
      contents: text([
        ...parts.map(([name]) => `command\t${name}\t0\t0.10`),
        ...['system', 'crontabs', 'cron-scripts', 'configuration', 'configuration-of-applications', 'java'].map(
          (name) => `command\t${name}\t0\t0.10`,
        ),
        `finished\t${finishedAt}`,
      ]),
    },
  ];
  return {
    fileName: `devirt-guest-${spec.vm}-${startedAt.replaceAll(/[-:]/g, '')}.tar.gz`,
    content: [gzipSync(ustar(entries, startedSeconds), { level: 9 })],
  };
}
