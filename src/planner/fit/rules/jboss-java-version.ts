import { applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { runtimesInUse } from '../runtimes-in-use.ts';

/** Java 8 (from update 191 on) is the oldest that keeps to a container's memory and CPU limits. */
const oldest = 8;

export const rule: Rule = insideRule({
  id: 'jboss.java-version',
  text: {
    title: 'JBoss runs on a Java before 8',
    why: 'A JVM before 8 does not see the limits of its container: it takes the node’s memory for its own, and is killed.',
    remedy:
      'Move to Java 17 or 21 together with the application server. On Java 8 see that the update is 191 or later.',
  },
  guest: ['processes', 'javaRuntimes'],
  applications: ['jboss'],
  check: (guest, subject) => {
    const runtimes = runtimesInUse(guest, applicationsOf(guest, 'jboss')).filter(({ product }) => product === 'java');
    return hitAt(
      'obstacle',
      runtimes.flatMap(({ version, place }) =>
        Number.parseInt(version, 10) < oldest ? subject.guestEvidence(place, `Java ${version}`) : [],
      ),
    );
  },
});
