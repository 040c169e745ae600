import { applicationsOf, argumentPlaces, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.endorsed-dirs',
  text: {
    title: 'Tomcat overrides classes of Java (endorsed directories)',
    why: 'Java 9 removed this mechanism, and refuses to start with it.',
    remedy:
      'See which libraries lie there. With a newer Java they go into the application, or onto the upgrade module path.',
  },
  guest: ['processes'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      argumentPlaces(subject, processesOf(guest, applicationsOf(guest, 'tomcat')), /^-Djava\.endorsed\.dirs=./u),
    ),
});
