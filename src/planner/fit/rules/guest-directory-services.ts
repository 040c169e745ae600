import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.directory-services',
  text: {
    title: 'Users come from a directory',
    why: 'Users and groups of sssd, LDAP, NIS or a joined Active Directory exist on this VM alone: a container knows user numbers and no names, and has no machine account for Kerberos.',
    remedy:
      'Find out which application asks for these users (PAM, Kerberos, file owners). Give it a keytab as a Secret, LDAP of its own, or OpenID Connect; fix user numbers by runAsUser and fsGroup.',
  },
  guest: ['host.directoryServices'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      (guest.host.directoryServices ?? []).map((line) => subject.guestEvidence('identity', clipped(line))),
    ),
});
