import { applicationPlace, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.database',
  text: {
    title: 'Runs a database',
    why: 'It keeps state, wants storage with low latency, and must be copied while nothing writes. How it is replicated and backed up decides more than how it is packed.',
    remedy:
      'Choose with its owner: an operator on Kubernetes, a managed service, or the VM as it is. Plan the copy of its data (a dump, a replica) for the wave.',
  },
  guest: ['processes', 'units'],
  check: (guest, subject) =>
    hitAt(
      'work',
      guest.applications
        .filter(({ role }) => role === 'database')
        .map((each) =>
          applicationPlace(subject, each, each.version === null ? each.title : `${each.title} ${each.version}`),
        ),
    ),
});
