import { byCodePoint } from '../lib/order.ts';
import type { Vm } from '../model/estate.ts';
import type { OperatingSystem } from '../model/operating-systems.ts';
import { everyVersion, lifecycleOf } from './fit/end-of-life.ts';
import { guestOs, type OsFamily, type OsName } from './fit/guest-os.ts';

/** Names of products as their makers write them; guest-os.ts knows them by short ids. */
const productNames: Readonly<Record<string, string>> = {
  rhcos: 'Red Hat Enterprise Linux CoreOS',
  'fedora-coreos': 'Fedora CoreOS',
  'coreos-container-linux': 'CoreOS Container Linux',
  flatcar: 'Flatcar Container Linux',
  talos: 'Talos Linux',
  bottlerocket: 'Bottlerocket',
  coreos: 'CoreOS',
  'vmware-crx': 'VMware CRX',
  rhel: 'Red Hat Enterprise Linux',
  fedora: 'Fedora',
  'red-hat-linux': 'Red Hat Linux',
  'centos-stream': 'CentOS Stream',
  centos: 'CentOS',
  rocky: 'Rocky Linux',
  almalinux: 'AlmaLinux',
  'scientific-linux': 'Scientific Linux',
  'oracle-linux': 'Oracle Linux',
  'amazon-linux': 'Amazon Linux',
  photon: 'VMware Photon OS',
  opensuse: 'openSUSE',
  sles: 'SUSE Linux Enterprise',
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  asianux: 'Asianux',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  netbsd: 'NetBSD',
  solaris: 'Solaris',
  macos: 'macOS',
  esxi: 'VMware ESXi',
  netware: 'NetWare',
  'ms-dos': 'MS-DOS',
  os2: 'OS/2',
  'sco-unix': 'SCO UNIX',
  windows: 'Windows',
  'windows-server': 'Windows Server',
};

/** What is said of a VM whose product is not named. */
const familyNames: Readonly<Record<OsFamily, string>> = {
  linux: 'Linux, which one is not told',
  windows: 'Windows, which one is not told',
  bsd: 'BSD, which one is not told',
  solaris: 'Solaris',
  macos: 'macOS',
  other: 'Another system',
  unknown: 'unknown',
};

/** "8" -> "8", "2012-r2" -> "2012 R2", "xp" -> "XP" */
const versionName = (version: string): string =>
  version.replace('-r2', ' R2').replace(/^(xp|vista)$/, (word) => (word === 'xp' ? 'XP' : 'Vista'));

/**
 * The systems that VMs run, each release once; those that the most VMs run first. Releases are as fine as the table of
 * their support: 7.9 is 7 where 7 has one end, and as the facts name them where the table does not know them.
 */
export function operatingSystems(vms: readonly Vm[]): OperatingSystem[] {
  const systems = new Map<string, OperatingSystem>();
  for (const vm of vms) {
    const system = systemOf(guestOs(vm));
    const known = systems.get(system.name);
    if (known === undefined) systems.set(system.name, { ...system, vms: [vm.id] });
    else known.vms.push(vm.id);
  }
  for (const system of systems.values()) system.vms.sort(byCodePoint);
  return [...systems.values()].sort((a, b) => b.vms.length - a.vms.length || byCodePoint(a.name, b.name));
}

function systemOf({ family, product, version }: OsName): Omit<OperatingSystem, 'vms'> {
  const title = product === null ? familyNames[family] : (productNames[product] ?? product);
  const lifecycle = product === null ? null : lifecycleOf(product, version);
  const release = lifecycle === null || lifecycle.version === everyVersion ? version : lifecycle.version;
  return {
    name: release === null ? title : `${title} ${versionName(release)}`,
    product: title,
    standardEnds: lifecycle?.standardEnds ?? null,
    extendedEnds: lifecycle?.extendedEnds ?? null,
    extension: lifecycle?.extension ?? null,
    source: lifecycle?.source ?? null,
  };
}
