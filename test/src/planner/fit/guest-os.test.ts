import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guestOs, osLabel, readOsName } from '../../../../src/planner/fit/guest-os.ts';
import { anyText } from './any-text.ts';
import { aFitVm } from './fit-estate.ts';

/** Every name of a system in the shared RVTools exports. */
const seenInExports: readonly (readonly [text: string, label: string])[] = [
  ['Amazon Linux 2 (64-bit)', 'linux amazon-linux 2'],
  ['CentOS 4/5 or later (32-bit)', 'linux centos'],
  ['CentOS 4/5 or later (64-bit)', 'linux centos'],
  ['CentOS 4/5/6/7 (64-bit)', 'linux centos'],
  ['CentOS 6 (64-bit)', 'linux centos 6'],
  ['CentOS 7 (64-bit)', 'linux centos 7'],
  ['Debian GNU/Linux 11 (64-bit)', 'linux debian 11'],
  ['Debian GNU/Linux 5 (32-bit)', 'linux debian 5'],
  ['Debian GNU/Linux 7 (64-bit)', 'linux debian 7'],
  ['Debian GNU/Linux 8 (32-bit)', 'linux debian 8'],
  ['Debian GNU/Linux 9 (64-bit)', 'linux debian 9'],
  ['FreeBSD (64-bit)', 'bsd freebsd'],
  ['Microsoft Windows 10 (64-bit)', 'windows windows 10'],
  ['Microsoft Windows 7 (64-bit)', 'windows windows 7'],
  ['Microsoft Windows 8 (64-bit)', 'windows windows 8'],
  ['Microsoft Windows Server 2003 (32-bit)', 'windows windows-server 2003'],
  ['Microsoft Windows Server 2003 (64-bit)', 'windows windows-server 2003'],
  ['Microsoft Windows Server 2003 Standard (32-bit)', 'windows windows-server 2003'],
  ['Microsoft Windows Server 2003 Standard (64-bit)', 'windows windows-server 2003'],
  ['Microsoft Windows Server 2008 (32-bit)', 'windows windows-server 2008'],
  ['Microsoft Windows Server 2008 (64-bit)', 'windows windows-server 2008'],
  ['Microsoft Windows Server 2008 R2 (64-bit)', 'windows windows-server 2008-r2'],
  ['Microsoft Windows Server 2012 (64-bit)', 'windows windows-server 2012'],
  ['Microsoft Windows Server 2016 (64-bit)', 'windows windows-server 2016'],
  ['Microsoft Windows Server 2019 (64-bit)', 'windows windows-server 2019'],
  ['Microsoft Windows XP Professional (32-bit)', 'windows windows xp'],
  ['Microsoft Windows XP Professional (64-bit)', 'windows windows xp'],
  ['Oracle Linux 4/5 or later (64-bit)', 'linux oracle-linux'],
  ['Oracle Solaris 10 (64-bit)', 'solaris solaris 10'],
  ['Other 2.6.x Linux (64-bit)', 'linux linux'],
  ['Other 3.x or later Linux (64-bit)', 'linux linux'],
  ['Other Linux (64-bit)', 'linux linux'],
  ['Red Hat Enterprise Linux 5 (32-bit)', 'linux rhel 5'],
  ['Red Hat Enterprise Linux 5 (64-bit)', 'linux rhel 5'],
  ['Red Hat Enterprise Linux 6 (32-bit)', 'linux rhel 6'],
  ['Red Hat Enterprise Linux 6 (64-bit)', 'linux rhel 6'],
  ['Red Hat Enterprise Linux 7 (64-bit)', 'linux rhel 7'],
  ['Red Hat Enterprise Linux 8 (64-bit)', 'linux rhel 8'],
  ['Red Hat Enterprise Linux 9 (64-bit)', 'linux rhel 9'],
  ['Red Hat Fedora (32-bit)', 'linux fedora'],
  ['SUSE Linux Enterprise 11 (64-bit)', 'linux sles 11'],
  ['SUSE Linux Enterprise 12 (64-bit)', 'linux sles 12'],
  ['Ubuntu Linux (64-bit)', 'linux ubuntu'],
  ['VMware Photon OS (64-bit)', 'linux photon'],
];

/** Full names of vSphere's guest identifiers, and what guests call themselves, that no shared export happens to hold. */
const documented: readonly (readonly [text: string, label: string])[] = [
  ['AlmaLinux (64-bit)', 'linux almalinux'],
  ['Amazon Linux 3 (64-bit)', 'linux amazon-linux 3'],
  ['Apple macOS 11 (64-bit)', 'macos macos 11'],
  ['Apple Mac OS X 10.7 (64-bit)', 'macos macos 10.7'],
  ['Asianux Server 7 (64-bit)', 'linux asianux 7'],
  ['CentOS 8 (64-bit)', 'linux centos 8'],
  ['CentOS 9 (64-bit)', 'linux centos-stream 9'],
  ['CentOS Linux release 7.9.2009 (Core)', 'linux centos 7.9'],
  ['CentOS Stream 8', 'linux centos-stream 8'],
  ['Container Linux by CoreOS 2512.3.0 (Oklo)', 'linux coreos-container-linux'],
  ['CoreOS Linux (64-bit)', 'linux coreos'],
  ['CRX Pod 1 (64-bit)', 'linux vmware-crx'],
  ['Debian GNU/Linux 12 (bookworm)', 'linux debian 12'],
  ['FreeBSD 12 or later versions (64-bit)', 'bsd freebsd'],
  ['FreeBSD 13 (64-bit)', 'bsd freebsd 13'],
  ['FreeBSD Pre-11 versions (64-bit)', 'bsd freebsd'],
  ['IBM OS/2', 'other os2'],
  ['Microsoft MS-DOS', 'other ms-dos'],
  ['Microsoft Small Business Server 2003', 'windows windows-server 2003'],
  ['Microsoft Windows 2000 Professional', 'windows windows'],
  ['Microsoft Windows 2000 Server', 'windows windows-server'],
  ['Microsoft Windows 8.x (64-bit)', 'windows windows 8'],
  ['Microsoft Windows 11 (64-bit)', 'windows windows 11'],
  ['Microsoft Windows NT', 'windows windows-server'],
  ['Microsoft Windows Server 2016 or later (64-bit)', 'windows windows-server'],
  ['Microsoft Windows Server 2022 (64-bit)', 'windows windows-server 2022'],
  ['Microsoft Windows Server 2025 (64-bit)', 'windows windows-server 2025'],
  ['Novell NetWare 6.x', 'other netware 6'],
  ['Novell Open Enterprise Server', 'linux linux'],
  ['Oracle Linux 8 (64-bit)', 'linux oracle-linux 8'],
  ['Oracle Linux Server 8.6', 'linux oracle-linux 8.6'],
  ['Oracle Solaris 11 (64-bit)', 'solaris solaris 11'],
  ['Other (32-bit)', 'other other'],
  ['Other (64-bit)', 'other other'],
  ['Other 6.x or later Linux (64-bit)', 'linux linux'],
  ['Red Hat Enterprise Linux 10 (64-bit)', 'linux rhel 10'],
  ['Red Hat Enterprise Linux 8.10 (Ootpa)', 'linux rhel 8.10'],
  ['Red Hat Enterprise Linux CoreOS 414.92.202401 (Plow)', 'linux rhcos 414.92'],
  ['Red Hat Enterprise Linux Server release 7.9 (Maipo)', 'linux rhel 7.9'],
  ['Rocky Linux (64-bit)', 'linux rocky'],
  ['Rocky Linux 9.4 (Blue Onyx)', 'linux rocky 9.4'],
  ['SCO OpenServer 6', 'other sco-unix'],
  ['SUSE Linux Enterprise 15 (64-bit)', 'linux sles 15'],
  ['SUSE Linux Enterprise 8/9 (64-bit)', 'linux sles'],
  ['SUSE Linux Enterprise Server 15 SP4', 'linux sles 15.4'],
  ['SUSE Linux Enterprise Server 12.5', 'linux sles 12.5'],
  ['SUSE openSUSE (64-bit)', 'linux opensuse'],
  ['Sun Microsystems Solaris 9', 'solaris solaris 9'],
  ['Ubuntu 22.04.3 LTS', 'linux ubuntu 22.04'],
  ['VMware ESXi 6.5 or later', 'other esxi'],
  ['VMware Photon OS 4.0', 'linux photon 4.0'],
  ['Windows Server 2019 Standard, 64-bit (Build 17763.1935)', 'windows windows-server 2019'],
];

describe('readOsName', () => {
  test.each([...seenInExports, ...documented])('%s: %s', (text, label) => {
    const name = readOsName(text);
    expect(name === null ? null : `${name.family} ${osLabel(name)}`).toBe(label);
  });

  test('says nothing of an empty text', () => {
    expect(readOsName('')).toBeNull();
    expect(readOsName('  ')).toBeNull();
  });

  test('takes any text', () => {
    fc.assert(fc.property(anyText(60), (text) => readOsName(text) !== undefined));
  });
});

describe('guestOs', () => {
  test('believes VMware Tools before the configuration and shows the conflict', () => {
    const os = guestOs(
      aFitVm({
        guestFullNameTools: 'Microsoft Windows Server 2012 (64-bit)',
        guestFullNameConfig: 'Microsoft Windows 7 (64-bit)',
      }),
    );
    expect(osLabel(os)).toBe('windows-server 2012');
    expect(os.signs.map(({ fact }) => fact)).toEqual(['vm.guestFullNameTools']);
    expect(os.conflict?.fact).toBe('vm.guestFullNameConfig');
  });

  test('takes the version from the detailed data, where Tools name only the product', () => {
    const os = guestOs(
      aFitVm({
        guestFullNameTools: 'Ubuntu Linux (64-bit)',
        guestDetailedData:
          "architecture='X86' bitness='64' distroName='Ubuntu' distroVersion='22.04' familyName='Linux' kernelVersion='5.15.0-91-generic' prettyName='Ubuntu 22.04.3 LTS'",
        guestFullNameConfig: 'Ubuntu Linux (64-bit)',
      }),
    );
    expect(osLabel(os)).toBe('ubuntu 22.04');
    expect(os.signs.map(({ fact }) => fact)).toEqual(['vm.guestFullNameTools', 'vm.guestDetailedData']);
    expect(os.conflict).toBeNull();
  });

  test('takes the finer of two versions that agree', () => {
    const os = guestOs(
      aFitVm({
        guestFullNameTools: 'SUSE Linux Enterprise 15 (64-bit)',
        guestDetailedData: "distroName='SLES' prettyName='SUSE Linux Enterprise Server 15 SP4'",
      }),
    );
    expect(osLabel(os)).toBe('sles 15.4');
  });

  test('takes the product from the configuration, where Tools know only that it is Linux', () => {
    const os = guestOs(
      aFitVm({ guestFullNameTools: 'Other 4.x Linux (64-bit)', guestFullNameConfig: 'Debian GNU/Linux 11 (64-bit)' }),
    );
    expect(osLabel(os)).toBe('debian 11');
    expect(os.conflict).toBeNull();
  });

  test('reads the family of a distribution that is in no list', () => {
    expect(guestOs(aFitVm({ guestDetailedData: "distroName='Frobnix' familyName='Linux'" }))).toMatchObject({
      family: 'linux',
      product: null,
    });
  });

  test('is unknown where nothing is told', () => {
    expect(guestOs(aFitVm({}))).toEqual({ family: 'unknown', product: null, version: null, signs: [], conflict: null });
  });

  test('lets anything overrule "Other"', () => {
    const os = guestOs(aFitVm({ guestFullNameTools: 'Other (64-bit)', guestFullNameConfig: 'Rocky Linux (64-bit)' }));
    expect(os.family).toBe('linux');
  });
});
