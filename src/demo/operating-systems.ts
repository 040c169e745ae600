/** A guest system as vCenter and VMware Tools name it. */
export interface GuestOs {
  readonly family: 'windows' | 'linux' | 'appliance';
  /** "OS according to the configuration file" */
  readonly configured: string;
  /** "OS according to the VMware Tools"; null where the guest runs none. */
  readonly tools: string | null;
  /** What VMware Tools 11.2 and later tell in detail; null for older ones. */
  readonly detailed: string | null;
  /** Virtual hardware that VMs of this kind are usually created with. */
  readonly hwVersion: number;
  readonly firmware: 'bios' | 'efi';
}

function detailedLinux(distribution: string, version: string, kernel: string, pretty: string): string {
  return `architecture='X86' bitness='64' distroName='${distribution}' distroVersion='${version}' familyName='Linux' kernelVersion='${kernel}' prettyName='${pretty}'`;
}

function detailedWindows(build: string, pretty: string): string {
  return `architecture='X86' bitness='64' buildNumber='${build}' distroName='Windows' distroVersion='10.0' familyName='Windows' kernelVersion='${build}.1' prettyName='${pretty}'`;
}

function linux(name: string, detailed: string | null, hwVersion: number): GuestOs {
  return {
    family: 'linux',
    configured: name,
    tools: name,
    detailed,
    hwVersion,
    firmware: hwVersion > 14 ? 'efi' : 'bios',
  };
}

function windows(name: string, detailed: string | null, hwVersion: number, configured = name): GuestOs {
  return { family: 'windows', configured, tools: name, detailed, hwVersion, firmware: hwVersion > 14 ? 'efi' : 'bios' };
}

function appliance(configured: string, tools: string | null, hwVersion: number): GuestOs {
  return { family: 'appliance', configured, tools, detailed: null, hwVersion, firmware: 'bios' };
}

/** The guest systems of the demo estate. vSphere tells 2012 R2 as 2012; its newest name before 2019 says "or later". */
export const guestOses = {
  'rhel-6': linux('Red Hat Enterprise Linux 6 (64-bit)', null, 10),
  'rhel-7': linux('Red Hat Enterprise Linux 7 (64-bit)', null, 13),
  'rhel-8': linux(
    'Red Hat Enterprise Linux 8 (64-bit)',
    detailedLinux(
      'Red Hat Enterprise Linux',
      '8.10',
      '4.18.0-553.16.1.el8_10.x86_64',
      'Red Hat Enterprise Linux 8.10 (Ootpa)',
    ),
    15,
  ),
  'rhel-9': linux(
    'Red Hat Enterprise Linux 9 (64-bit)',
    detailedLinux(
      'Red Hat Enterprise Linux',
      '9.4',
      '5.14.0-427.13.1.el9_4.x86_64',
      'Red Hat Enterprise Linux 9.4 (Plow)',
    ),
    19,
  ),
  'centos-7': linux(
    'CentOS 7 (64-bit)',
    detailedLinux('CentOS Linux', '7', '3.10.0-1160.118.1.el7.x86_64', 'CentOS Linux 7 (Core)'),
    13,
  ),
  'oracle-8': linux(
    'Oracle Linux 8 (64-bit)',
    detailedLinux('Oracle Linux Server', '8.9', '5.15.0-200.131.27.el8uek.x86_64', 'Oracle Linux Server 8.9'),
    15,
  ),
  'sles-12': linux('SUSE Linux Enterprise 12 (64-bit)', null, 11),
  'sles-15': linux(
    'SUSE Linux Enterprise 15 (64-bit)',
    detailedLinux('SLES', '15.5', '5.14.21-150500.55.68-default', 'SUSE Linux Enterprise Server 15 SP5'),
    17,
  ),
  'ubuntu-18.04': linux(
    'Ubuntu Linux (64-bit)',
    detailedLinux('Ubuntu', '18.04', '4.15.0-213-generic', 'Ubuntu 18.04.6 LTS'),
    13,
  ),
  'ubuntu-22.04': linux(
    'Ubuntu Linux (64-bit)',
    detailedLinux('Ubuntu', '22.04', '5.15.0-119-generic', 'Ubuntu 22.04.4 LTS'),
    19,
  ),
  'debian-12': linux(
    'Debian GNU/Linux 12 (64-bit)',
    detailedLinux('Debian GNU/Linux', '12', '6.1.0-25-amd64', 'Debian GNU/Linux 12 (bookworm)'),
    19,
  ),
  'rhcos-4': linux(
    'Red Hat Enterprise Linux 8 (64-bit)',
    detailedLinux(
      'Red Hat Enterprise Linux CoreOS',
      '4.14',
      '5.14.0-284.73.1.el9_2.x86_64',
      'Red Hat Enterprise Linux CoreOS 414.92',
    ),
    15,
  ),
  'windows-2008r2': windows('Microsoft Windows Server 2008 R2 (64-bit)', null, 8),
  'windows-2012r2': windows('Microsoft Windows Server 2012 (64-bit)', null, 10),
  'windows-2016': windows(
    'Microsoft Windows Server 2016 (64-bit)',
    detailedWindows('14393', 'Windows Server 2016 Standard'),
    13,
    'Microsoft Windows Server 2016 or later (64-bit)',
  ),
  'windows-2019': windows(
    'Microsoft Windows Server 2019 (64-bit)',
    detailedWindows('17763', 'Windows Server 2019 Standard'),
    15,
    'Microsoft Windows Server 2016 or later (64-bit)',
  ),
  'windows-2022': windows(
    'Microsoft Windows Server 2022 (64-bit)',
    detailedWindows('20348', 'Windows Server 2022 Standard'),
    19,
  ),
  'photon-3': appliance('VMware Photon OS (64-bit)', 'VMware Photon OS (64-bit)', 13),
  'nsx-ubuntu': appliance('Ubuntu Linux (64-bit)', 'Ubuntu Linux (64-bit)', 13),
  vcls: appliance('Other 3.x or later Linux (64-bit)', null, 21),
  'network-appliance': appliance('CentOS 4/5 or later (64-bit)', null, 13),
} as const satisfies Readonly<Record<string, GuestOs>>;

export type GuestOsId = keyof typeof guestOses;
