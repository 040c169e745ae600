import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'apache.tls-certificates',
  text: {
    title: 'Apache holds TLS certificates',
    why: 'Certificate and private key lie on the disk of this VM, and belong into neither an image nor a ConfigMap.',
    remedy:
      'Let the Gateway or Ingress end TLS, with certificates of cert-manager; where Apache must do it, mount a Secret of type kubernetes.io/tls.',
  },
  guest: ['configuration'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'apache-httpd')),
        /^\s*SSLCertificateFile\s+(\S.*)$/iu,
      ),
    ),
});
