import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.selinux-enforcing',
  text: {
    title: 'SELinux enforces',
    why: 'Labels and modules of a policy made for this VM do not come along: on the node containers run in a domain of their own (container_t), or without SELinux where its distribution has none.',
    remedy:
      'See whether the policy was changed for the applications (semanage, local modules). Volumes get their labels by the runtime; keep seLinuxOptions for what needs another type.',
  },
  guest: ['host.seLinux'],
  check: (guest, subject) =>
    guest.host.seLinux === 'enforcing' ? hitAt('note', [subject.guestEvidence('SELinux', 'enforcing')]) : null,
});
