import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.disk.rdm.detected',
  text: {
    title: 'forklift: raw device mapping',
    why: 'forklift does not copy raw device mappings over the network; only a copy by the storage array itself (storage offload) can move them.',
    remedy:
      'Detach the mapping before the migration and give the LUN to the VM afterwards, or convert it to a VMDK, or use storage offload.',
  },
  needs: ['disk.raw'],
  check(subject) {
    const disks = subject.vm.disks.filter((disk) => disk.raw === true);
    if (disks.length === 0) return null;
    return {
      severity: 'work',
      evidence: disks.map((disk) => subject.rowEvidence('disk.raw', disk.row, true)),
    };
  },
};
