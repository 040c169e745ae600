import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.snapshot.detected',
  text: {
    title: 'Snapshots',
    why: 'Only the present state of the VM is moved; its snapshots stay behind. They also slow the copy down, and old ones fill the datastore.',
    remedy:
      'Delete snapshots that are not needed before the migration, and keep a backup where one was meant as a way back.',
  },
  needs: ['snapshot.name'],
  check(subject) {
    const { snapshots } = subject.vm;
    if (snapshots.length === 0) return null;
    return {
      severity: 'note',
      evidence: snapshots.map((snapshot) => subject.rowEvidence('snapshot.name', snapshot.row, snapshot.name)),
    };
  },
};
