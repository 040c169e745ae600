import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.vm_powered_off.detected',
  text: {
    title: 'forklift: powered off',
    why: 'A fixed address can be kept only if the VM runs when the migration is planned, because VMware Tools report it.',
    remedy: 'Start the VM before its migration is planned, or set its addresses again afterwards.',
  },
  needs: ['vm.powerState'],
  check(subject) {
    if (subject.vm.powerState !== 'poweredOff') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.powerState')] };
  },
};
