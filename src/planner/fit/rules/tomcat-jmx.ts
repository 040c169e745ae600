import { applicationsOf, argumentPlaces, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.jmx',
  text: {
    title: 'Tomcat is watched or ruled by JMX',
    why: 'Remote JMX (RMI) tells its clients an address and a second port: neither passes a Service without settings of its own.',
    remedy:
      'Read the same figures by the JMX exporter for Prometheus inside the container. Where JMX must stay: one fixed port for both, and port-forward.',
  },
  guest: ['processes'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      argumentPlaces(
        subject,
        processesOf(guest, applicationsOf(guest, 'tomcat')),
        /^-Dcom\.sun\.management\.jmxremote(?:\.|=|$)/u,
      ),
    ),
});
