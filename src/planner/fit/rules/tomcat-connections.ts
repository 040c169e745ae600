import { applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { connectionPlaces } from '../connections.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.connections',
  text: {
    title: 'Tomcat’s connections to databases and web servers',
    why: 'What it connects to stands in its resources (JDBC) and connectors. Each peer either moves too, or must be reached from the target.',
    remedy:
      'Write the peers as names of Services, the credentials as Secrets; move it in the wave of its database, or see what the way between costs.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject) => hitAt('work', connectionPlaces(subject, applicationsOf(guest, 'tomcat'))),
});
