import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'os.windows',
  text: {
    title: 'Windows',
    why: 'Windows containers need Windows nodes of the same build, and most Windows applications are not made for them. On Linux nodes Windows runs as a virtual machine only.',
    remedy:
      'Plan it as a virtual machine on KubeVirt with the virtio drivers, and count its licence on the target. Applications that also run on Linux (.NET 6 or later, Java) may be moved there.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { family, signs } = subject.guestOs;
    if (family !== 'windows') return null;
    return { severity: 'blocker', evidence: signs.map((sign) => subject.evidence(sign.fact)) };
  },
};
