import { applicationsOf, argumentPlaces, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'jboss.not-standalone',
  text: {
    title: 'JBoss runs in a domain',
    why: 'In a managed domain a controller rules servers on several machines: it starts, stops and deploys, which on the target Kubernetes does.',
    remedy:
      'Turn each server group into a standalone server with the same profile, a Deployment each; the controller falls away.',
  },
  guest: ['processes'],
  applications: ['jboss'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      argumentPlaces(
        subject,
        processesOf(guest, applicationsOf(guest, 'jboss')),
        /^(?:-D?\[?(?:Process Controller|Host Controller|Server:.*)\]?|org\.jboss\.as\.(?:process-controller|host-controller)|-Djboss\.domain\..*)$/u,
      ),
    ),
});
