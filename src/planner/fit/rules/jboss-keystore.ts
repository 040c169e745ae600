import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'jboss.keystore',
  text: {
    title: 'JBoss holds a keystore',
    why: 'Private keys lie in a keystore on the disk, its password in the configuration. Neither belongs into an image.',
    remedy: 'Let the Gateway end TLS, or mount the keystore and its password as Secrets.',
  },
  guest: ['configuration'],
  applications: ['jboss'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'jboss')).filter(({ path }) => path.endsWith('.xml')),
        /(<keystore\b|<key-store\b|keystore-path\s*=\s*"[^"]*")/u,
      ),
    ),
});
