import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'state.suspended',
  text: {
    title: 'Suspended',
    why: 'The memory of a suspended VM lies in a file of ESXi that no other hypervisor reads: what was in memory is lost on the way.',
    remedy:
      'Resume the VM and shut it down from inside before it is moved, or discard the suspended state with its owner.',
  },
  needs: ['vm.powerState'],
  check(subject) {
    if (subject.vm.powerState !== 'suspended') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.powerState')] };
  },
};
