import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.huge-pages',
  text: {
    title: 'Huge pages reserved',
    why: 'Huge pages are reserved on the node and asked for by each container as a resource (hugepages-2Mi): without it the application falls back or does not start.',
    remedy:
      'Reserve them on nodes of their own, and ask for them in the workload’s limits. See first whether the application still needs them.',
  },
  guest: ['host.hugePages'],
  check: (guest, subject) => {
    const { hugePages } = guest.host;
    return hugePages === null || hugePages === 0
      ? null
      : hitAt('work', [subject.guestEvidence('HugePages_Total', hugePages)]);
  },
});
