import type { GuestOsId } from '../operating-systems.ts';
import type { PackageSpec, ServiceSpec, UserSpec } from './guest-spec.ts';

/** A distribution as it is installed on a VM, before anything is put on it. */
export interface Distribution {
  readonly kernel: string;
  /** Of /etc/os-release. */
  readonly release: Readonly<Record<string, string>>;
  readonly packages: readonly PackageSpec[];
}

const installed = (versions: Readonly<Record<string, string>>): PackageSpec[] =>
  Object.entries(versions).map(([name, version]) => ({ name, version, automatic: true }));

/** The distributions of the guests that somebody looked into. Kernels are those that VMware Tools report. */
const distributions: ReadonlyMap<GuestOsId, Distribution> = new Map([
  [
    'debian-12',
    {
      kernel: '6.1.0-25-amd64',
      release: {
        PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
        NAME: 'Debian GNU/Linux',
        VERSION_ID: '12',
        VERSION_CODENAME: 'bookworm',
        ID: 'debian',
      },
      packages: installed({
        'base-files': '12.4+deb12u7',
        bash: '5.2.15-2+b7',
        'ca-certificates': '20230311',
        coreutils: '9.1-1',
        cron: '3.0pl1-162',
        dbus: '1.14.10-1~deb12u1',
        libc6: '2.36-9+deb12u8',
        'linux-image-6.1.0-25-amd64': '6.1.106-3',
        'open-vm-tools': '2:12.2.0-1+deb12u2',
        'openssh-server': '1:9.2p1-2+deb12u3',
        systemd: '252.30-1~deb12u2',
        tzdata: '2024a-0+deb12u1',
      }),
    },
  ],
  [
    'ubuntu-22.04',
    {
      kernel: '5.15.0-119-generic',
      release: {
        PRETTY_NAME: 'Ubuntu 22.04.4 LTS',
        NAME: 'Ubuntu',
        VERSION_ID: '22.04',
        VERSION_CODENAME: 'jammy',
        ID: 'ubuntu',
        ID_LIKE: 'debian',
      },
      packages: installed({
        'base-files': '12ubuntu4.6',
        bash: '5.1-6ubuntu1.1',
        'ca-certificates': '20230311ubuntu0.22.04.1',
        coreutils: '8.32-4.1ubuntu1.2',
        cron: '3.0pl1-137ubuntu3',
        dbus: '1.12.20-2ubuntu4.1',
        libc6: '2.35-0ubuntu3.8',
        'linux-image-5.15.0-119-generic': '5.15.0-119.129',
        'open-vm-tools': '2:12.3.5-3~ubuntu0.22.04.1',
        'openssh-server': '1:8.9p1-3ubuntu0.10',
        systemd: '249.11-0ubuntu3.12',
        tzdata: '2024a-0ubuntu0.22.04.1',
      }),
    },
  ],
]);

export function distributionOf(os: GuestOsId): Distribution {
  const found = distributions.get(os);
  if (found === undefined) throw new RangeError(`no guest of the demo estate runs ${os}`);
  return found;
}

/** Accounts of every guest; www-data is the base system's (base-passwd) whether a web server is there or not. */
export const systemUsers: readonly UserSpec[] = [
  { name: 'root', id: 0, home: '/root' },
  { name: 'www-data', id: 33, home: '/var/www' },
  { name: 'messagebus', id: 100, home: '/nonexistent' },
];

/** What the system itself runs: it goes with the VM. */
export const systemServices: readonly ServiceSpec[] = [
  {
    unit: 'systemd-journald.service',
    description: 'Journal Service',
    type: 'notify',
    start: ['/lib/systemd/systemd-journald'],
    processes: [
      {
        name: 'systemd-journal',
        executable: '/usr/lib/systemd/systemd-journald',
        arguments: ['/lib/systemd/systemd-journald'],
        user: 'root',
        residentMiB: 48,
        cpuMilli: 1,
      },
    ],
  },
  {
    unit: 'dbus.service',
    description: 'D-Bus System Message Bus',
    type: 'notify',
    start: ['/usr/bin/dbus-daemon', '--system', '--address=systemd:', '--nofork', '--nopidfile'],
    processes: [
      {
        name: 'dbus-daemon',
        executable: '/usr/bin/dbus-daemon',
        arguments: ['/usr/bin/dbus-daemon', '--system', '--address=systemd:', '--nofork', '--nopidfile'],
        user: 'messagebus',
        residentMiB: 5,
        cpuMilli: 1,
      },
    ],
  },
  {
    unit: 'cron.service',
    description: 'Regular background program processing daemon',
    type: 'simple',
    start: ['/usr/sbin/cron', '-f'],
    processes: [
      {
        name: 'cron',
        executable: '/usr/sbin/cron',
        arguments: ['/usr/sbin/cron', '-f'],
        user: 'root',
        residentMiB: 3,
        cpuMilli: 1,
      },
    ],
  },
  {
    unit: 'open-vm-tools.service',
    description: 'Service for virtual machines hosted on VMware',
    type: 'simple',
    start: ['/usr/bin/vmtoolsd'],
    processes: [
      {
        name: 'vmtoolsd',
        executable: '/usr/bin/vmtoolsd',
        arguments: ['/usr/bin/vmtoolsd'],
        user: 'root',
        residentMiB: 12,
        cpuMilli: 3,
      },
    ],
  },
  {
    unit: 'ssh.service',
    description: 'OpenBSD Secure Shell server',
    type: 'notify',
    start: ['/usr/sbin/sshd', '-D'],
    processes: [
      {
        name: 'sshd',
        executable: '/usr/sbin/sshd',
        arguments: ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
        user: 'root',
        residentMiB: 9,
        cpuMilli: 1,
      },
    ],
    listens: [22],
  },
];
