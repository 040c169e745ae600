import { osLabel } from '../guest-os.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'os.conflict',
  text: {
    title: 'Two answers about the operating system',
    why: 'The VM is configured for another operating system than VMware Tools report from inside. Devices and drivers are chosen by the configuration; the plan believes VMware Tools.',
    remedy: 'Correct the guest operating system in the VM settings when the VM is next switched off.',
  },
  needs: ['vm.guestFullNameConfig', ['vm.guestFullNameTools', 'vm.guestDetailedData']],
  poweredOn: true,
  check(subject) {
    const { conflict, signs } = subject.guestOs;
    if (conflict === null) return null;
    return {
      severity: 'note',
      evidence: [...signs, conflict].map((sign) => subject.evidence(sign.fact)),
      detail: `Configured for ${osLabel(conflict)}, running ${osLabel(subject.guestOs)}.`,
    };
  },
};
