import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.consolidation_needed',
  text: {
    title: 'Disks need consolidation',
    why: 'Delta disks of deleted snapshots are still in use. Copying takes longer, and each precopy of a warm migration makes a snapshot on top.',
    remedy: 'Run "Consolidate" on the VM before the migration.',
  },
  needs: ['vm.consolidationNeeded'],
  check(subject) {
    if (subject.vm.consolidationNeeded !== true) return null;
    return { severity: 'note', evidence: [subject.evidence('vm.consolidationNeeded')] };
  },
};
