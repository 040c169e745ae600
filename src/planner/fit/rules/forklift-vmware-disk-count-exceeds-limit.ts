import type { Rule } from '../rule.ts';

/** Disks that one VM may have on the target: forklift, validation policy disk_count (CNV-91554). */
const mostDisks = 165;

export const rule: Rule = {
  id: 'forklift.vmware.disk.count.exceeds.limit',
  text: {
    title: 'Too many disks',
    why: `A VM can have at most ${mostDisks} disks on the target.`,
    remedy: 'Join disks inside the guest (LVM, Storage Spaces) before the migration.',
  },
  needs: [['vm.diskCount', 'disk.label']],
  check(subject) {
    const { vm } = subject;
    const count = Math.max(vm.diskCount ?? 0, vm.disks.length);
    if (count <= mostDisks) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.diskCount', count)] };
  },
};
