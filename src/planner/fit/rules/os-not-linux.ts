import { osLabel } from '../guest-os.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'os.not-linux',
  text: {
    title: 'Neither Linux nor Windows',
    why: 'A container shares the kernel of its node, which is Linux. Programs of another system need their own kernel, and KVM runs few of these systems with support of their makers.',
    remedy:
      'Rebuild the application on Linux where its maker offers it. Else try the VM on KVM early and ask the maker about support; if there is none, it stays where it is.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { family, product, signs } = subject.guestOs;
    const isOther = family === 'other' && product !== null && product !== 'esxi';
    if (family !== 'bsd' && family !== 'solaris' && family !== 'macos' && !isOther) return null;
    return {
      severity: 'blocker',
      evidence: signs.map((sign) => subject.evidence(sign.fact)),
      detail: `The guest is ${osLabel(subject.guestOs)}.`,
    };
  },
};
