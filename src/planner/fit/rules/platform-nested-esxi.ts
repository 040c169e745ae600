import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'platform.nested-esxi',
  text: {
    title: 'ESXi inside a VM',
    why: 'The guest is ESXi: a laboratory, a vSAN witness, or a host for VMs that this export does not show. KVM does not run ESXi with support of its maker.',
    remedy:
      'Find out what runs inside and read it as a source of its own. A witness goes with vSAN; a laboratory is given up or built on KubeVirt.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestFullNameConfig']],
  check(subject) {
    const { product, signs } = subject.guestOs;
    if (product !== 'esxi') return null;
    return {
      severity: 'obstacle',
      evidence: signs.map((sign) => subject.evidence(sign.fact)),
      candidate: 'replace',
    };
  },
};
