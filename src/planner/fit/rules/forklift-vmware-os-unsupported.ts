import { osLabel } from '../guest-os.ts';
import type { Rule } from '../rule.ts';

/** Guests that virt-v2v converts with support of its maker, as forklift's policy vm_os lists them (March 2026). */
const supported: ReadonlyMap<string, readonly string[]> = new Map([
  ['rhel', ['7', '8', '9', '10']],
  ['windows', ['10', '11']],
  ['windows-server', ['2016', '2019', '2022', '2025']],
]);

export const rule: Rule = {
  id: 'forklift.vmware.os.unsupported',
  text: {
    title: 'Conversion of this system is not supported',
    why: 'forklift converts guests with virt-v2v, which its maker supports for Red Hat Enterprise Linux 7 to 10, Windows 10 and 11 and Windows Server 2016 to 2025. Others often convert, but nobody vouches for it.',
    remedy:
      'Convert a clone first and see whether it starts with its disks and network. Linux guests with virtio drivers in their initrd usually do.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { guestOs } = subject;
    const { product, version, signs } = guestOs;
    if (signs.length === 0) return null;
    const evidence = signs.map((sign) => subject.evidence(sign.fact));
    const versions = product === null ? undefined : supported.get(product);
    if (versions !== undefined && version === null) {
      return { unknown: `The version of ${osLabel(guestOs)} is not told.`, evidence };
    }
    const major = version?.split('.')[0];
    if (major !== undefined && versions?.includes(major) === true) return null;
    return { severity: 'work', evidence };
  },
};
