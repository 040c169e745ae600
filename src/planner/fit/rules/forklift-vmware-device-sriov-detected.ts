import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.device.sriov.detected',
  text: {
    title: 'SR-IOV network adapter',
    why: 'The VM uses a virtual function of a physical network card. It is moved without it.',
    remedy:
      'Ask whether the application needs it. If so, plan nodes with such cards, the SR-IOV network operator and its device plug-in, and attach the network after the move.',
  },
  needs: ['nic.adapter'],
  check(subject) {
    const adapters = subject.vm.nics.filter((nic) => /sr-?iov/i.test(nic.adapter ?? ''));
    if (adapters.length === 0) return null;
    return {
      severity: 'work',
      evidence: adapters.map((nic) => subject.rowEvidence('nic.adapter', nic.row, nic.adapter)),
    };
  },
};
