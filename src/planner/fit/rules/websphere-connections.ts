import { applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { connectionPlaces } from '../connections.ts';

export const rule: Rule = insideRule({
  id: 'websphere.connections',
  text: {
    title: 'WebSphere’s connections',
    why: 'Data sources, queues and other servers stand in its resources. Each peer either moves too, or must be reached from the target.',
    remedy:
      'Write the peers as names of Services, the credentials as Secrets, in a server.xml of Liberty that reads variables.',
  },
  guest: ['configuration'],
  applications: ['websphere-liberty'],
  check: (guest, subject) => hitAt('work', connectionPlaces(subject, applicationsOf(guest, 'websphere-liberty'))),
});
