import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.secrets-in-files',
  text: {
    title: 'Secrets in plain files',
    why: 'Passwords and keys lie in files, units or command lines here. Copied into an image or a ConfigMap they would be there for everyone who may read those.',
    remedy:
      'Make Secrets of them, better ExternalSecrets from a vault, and change each value that many could read. Devirt kept the kind and the place, never the value.',
  },
  guest: ['secrets'],
  check: (guest, subject) =>
    hitAt(
      'work',
      (guest.secrets ?? []).map(({ kind, place, key }) =>
        subject.guestEvidence(clipped(place), key === null ? kind : `${kind}: ${clipped(key)}`),
      ),
    ),
});
