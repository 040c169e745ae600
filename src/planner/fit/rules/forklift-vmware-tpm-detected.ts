import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.tpm.detected',
  text: {
    title: 'Virtual TPM',
    why: 'The keys in the TPM of the VM are not moved: what was sealed with them, such as a BitLocker volume, cannot be opened afterwards.',
    remedy:
      'Keep the recovery keys at hand or suspend BitLocker before the move. On KubeVirt give the VM a persistent TPM and seal anew.',
  },
  needs: ['vm.tpmPresent'],
  check(subject) {
    if (subject.vm.tpmPresent !== true) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.tpmPresent')] };
  },
};
