import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.disk.capacity.invalid',
  text: {
    title: 'Disk without capacity',
    why: 'The disk is listed with a capacity of 0, and no volume can be made for it.',
    remedy: 'Look at the disk in vSphere: remove it if it is a leftover, repair it if its descriptor is damaged.',
  },
  needs: ['disk.capacityMiB'],
  check(subject) {
    const empty = subject.vm.disks.filter((disk) => disk.capacityMiB === 0);
    if (empty.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: empty.map((disk) => subject.rowEvidence('disk.capacityMiB', disk.row, 0)),
    };
  },
};
