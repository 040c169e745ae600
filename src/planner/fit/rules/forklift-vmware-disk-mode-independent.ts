import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.disk_mode.independent',
  text: {
    title: 'Independent disk',
    why: 'An independent disk is left out of snapshots, and a migration reads the disks of a VM from a snapshot. The VM is not moved as long as it has one.',
    remedy:
      'Switch the VM off and set the disk to dependent before the migration. A non-persistent disk forgets its changes at each start: ask whether that is wanted.',
  },
  needs: ['disk.mode'],
  check(subject) {
    const disks = subject.vm.disks.filter((disk) => disk.mode?.toLowerCase().startsWith('independent') === true);
    if (disks.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: disks.map((disk) => subject.rowEvidence('disk.mode', disk.row, disk.mode)),
    };
  },
};
