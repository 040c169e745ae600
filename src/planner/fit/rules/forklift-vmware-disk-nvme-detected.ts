import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.disk.nvme.detected',
  text: {
    title: 'Disk on an NVMe controller',
    why: 'forklift does not move disks that are attached to a virtual NVMe controller.',
    remedy: 'Switch the VM off and attach the disk to a SCSI or SATA controller before the migration.',
  },
  needs: [['disk.controller', 'disk.label']],
  check(subject) {
    const disks = subject.vm.disks.filter((disk) => /nvme/i.test(disk.controller ?? ''));
    if (disks.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: disks.map((disk) => subject.rowEvidence('disk.controller', disk.row, disk.controller)),
    };
  },
};
