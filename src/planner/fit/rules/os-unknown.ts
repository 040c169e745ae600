import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'os.unknown',
  text: {
    title: 'Operating system not recognised',
    why: 'Without the operating system neither containers nor its support can be judged, and the conversion of the VM may fail.',
    remedy:
      'Install or start VMware Tools and repeat the export, correct the guest operating system in the VM settings, or collect a bundle inside the guest.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { family, product, signs } = subject.guestOs;
    if (family !== 'other' || product !== null) return null;
    return { severity: 'note', evidence: signs.map((sign) => subject.evidence(sign.fact)) };
  },
};
