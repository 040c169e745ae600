import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.jvm-route',
  text: {
    title: 'Tomcat marks sessions with a jvmRoute',
    why: 'The load balancer in front finds the member of a session by this name. On the target each replica would have the same.',
    remedy:
      'Drop it, and let the Service or the Gateway keep sessions together; or set it from the name of the Pod in a StatefulSet.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'tomcat')).filter(({ path }) => path.endsWith('.xml')),
        /\b(jvmRoute\s*=\s*"[^"]*")/u,
      ),
    ),
});
