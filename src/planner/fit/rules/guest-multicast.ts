import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.multicast',
  text: {
    title: 'Listens to multicast groups',
    why: 'Most networks of Pods carry no multicast. Discovery and clustering that rest on it find nobody.',
    remedy:
      'Configure the members by name (a headless Service), as most clusters can; else a second interface on the VLAN (Multus), or a VM.',
  },
  guest: ['host.multicastGroups'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      (guest.host.multicastGroups ?? []).map((group) => subject.guestEvidence('/proc/net/igmp', group)),
    ),
});
