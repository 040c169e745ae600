import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.reverse-proxy',
  text: {
    title: 'Tomcat stands behind a reverse proxy',
    why: 'Names, ports and addresses of the proxy are written into its connectors and valves, or it is spoken to by AJP. On the target the proxy is another.',
    remedy:
      'Let the Gateway or Ingress be the proxy: HTTP in place of AJP, and a RemoteIpValve that believes the Pods’ network. Then proxyName and proxyPort fall away.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'tomcat')).filter(({ path }) => path.endsWith('.xml')),
        /\b(proxyName|proxyPort|RemoteIpValve|protocol\s*=\s*"AJP\/1\.3")/u,
      ),
    ),
});
