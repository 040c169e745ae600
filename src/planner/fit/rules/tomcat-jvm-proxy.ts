import { applicationsOf, argumentPlaces, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.jvm-proxy',
  text: {
    title: 'Tomcat’s JVM goes out through a proxy',
    why: 'The proxy’s address stands in the command line. From the target another way leads out, or none.',
    remedy:
      'Set the proxy by the environment of the workload, and list the cluster’s own names in nonProxyHosts; open the egress in a NetworkPolicy.',
  },
  guest: ['processes'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      argumentPlaces(
        subject,
        processesOf(guest, applicationsOf(guest, 'tomcat')),
        /^-D(?:https?|ftp|socks)\.?(?:proxy|nonProxy)(?:Host|Port|Hosts)=/iu,
      ),
    ),
});
