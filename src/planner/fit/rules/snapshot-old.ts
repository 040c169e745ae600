import { daysBetween } from '../days.ts';
import type { Rule } from '../rule.ts';

/** Hours that a snapshot should live at most (VMware KB 1025279, best practices for snapshots): 72, so 3 days. */
const mostDays = 3;

export const rule: Rule = {
  id: 'snapshot.old',
  text: {
    title: 'Snapshot older than three days',
    why: 'VMware advises against keeping a snapshot for more than 72 hours: it grows with every write, slows the disk down, and merging it takes the longer the older it is. A copy of the VM reads through all of them.',
    remedy:
      'Ask who still wants to go back. Delete the snapshot, in a quiet hour if it is large, and take a backup where the old state must be kept.',
  },
  needs: ['snapshot.name', 'snapshot.createdAt'],
  check(subject, { asOf }) {
    const { snapshots } = subject.vm;
    const [first] = snapshots;
    if (first === undefined) return null;
    if (asOf === null) {
      return {
        unknown: 'The date of the assessment is not known: set asOf in devirt.yaml.',
        evidence: [subject.rowEvidence('snapshot.createdAt', first.row, first.createdAt)],
      };
    }
    let oldest = 0;
    const old = snapshots.filter(({ createdAt }) => {
      const days = createdAt === null ? 0 : daysBetween(createdAt, asOf);
      oldest = Math.max(oldest, days);
      return days > mostDays;
    });
    if (old.length === 0) return null;
    return {
      severity: 'work',
      evidence: old.map(({ row, createdAt }) => subject.rowEvidence('snapshot.createdAt', row, createdAt)),
      detail: `The oldest is ${oldest} days old on ${asOf}.`,
    };
  },
};
