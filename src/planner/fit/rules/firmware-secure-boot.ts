import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'firmware.secure-boot',
  text: {
    title: 'EFI secure boot',
    why: 'The keys and boot entries in the NVRAM of the VM do not move along. A guest whose boot chain relies on its own keys does not start.',
    remedy:
      'On KubeVirt set efi.secureBoot with SMM enabled, and test the start. Where a guest has keys of its own, enrol them again or switch secure boot off for the move.',
  },
  needs: ['vm.secureBoot'],
  check(subject) {
    if (subject.vm.secureBoot !== true) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.secureBoot')] };
  },
};
