import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.clustering',
  text: {
    title: 'Tomcat replicates sessions between members',
    why: 'Its cluster finds members by multicast, which networks of Pods seldom carry, and each member by its own address.',
    remedy:
      'Take the CloudMembershipService with a headless Service, or keep sessions in Redis. Plan all members as one thing.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'tomcat')).filter(({ path }) => path.endsWith('.xml')),
        /(<Cluster\b)/u,
      ),
    ),
});
