import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import type { Evidence } from '../../../model/finding.ts';
import type { SecretPlace } from '../../../model/guest.ts';

/** What people deploy, and what runs: an application's, also where none was recognised. */
const deployed = /^(?:\/(?:opt|srv|home|root|var\/www|usr\/local)\/|unit |process )/u;

export const rule: Rule = insideRule({
  id: 'guest.secrets-in-files',
  text: {
    title: 'Secrets in plain files',
    why: 'Passwords and keys lie in files, units or command lines here. Copied into an image or a ConfigMap they would be there for everyone who may read those.',
    remedy:
      'Make Secrets of them, better ExternalSecrets from a vault, and change each value that many could read. Devirt kept the kind and the place, never the value.',
  },
  guest: ['secrets'],
  check: (guest, subject) => {
    const places = new Map(guest.applications.flatMap((each) => each.secrets.map((secret) => [secret.place, secret])));
    for (const secret of guest.secrets ?? []) if (deployed.test(secret.place)) places.set(secret.place, secret);
    const others = (guest.secrets ?? []).filter(({ place }) => !places.has(place));
    const shown = (secrets: Iterable<SecretPlace>): Evidence[] =>
      [...secrets].map(({ kind, place, key }) =>
        subject.guestEvidence(clipped(place), key === null ? kind : `${kind}: ${clipped(key)}`),
      );
    if (places.size === 0)
      return hitAt('note', shown(others), { detail: 'In files of the system that no application was seen to read.' });
    return hitAt(
      'work',
      shown(places.values()),
      others.length === 0
        ? {}
        : {
            detail: `What looks like secrets stands at ${others.length} other places, in files of the system that no application was seen to read.`,
          },
    );
  },
});
