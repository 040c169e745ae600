import { applicationPlace, applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'wordpress.version',
  text: {
    title: 'Version of WordPress',
    why: 'The image must hold the version that the database was last updated by, or a later one.',
    remedy: 'Take the official image of this version first, and update after the move.',
  },
  guest: ['packages'],
  applications: ['wordpress'],
  check: (guest, subject) => {
    const found = applicationsOf(guest, 'wordpress');
    const known = found.filter(({ version }) => version !== null);
    if (known.length > 0)
      return hitAt(
        'note',
        known.map((each) => applicationPlace(subject, each, each.version)),
      );
    // What lies stopped and packaged needs no image.
    if (!found.some(({ running }) => running)) return null;
    return {
      unknown:
        'The version of WordPress is not told: it stands in wp-includes/version.php, which the collector does not carry.',
      evidence: found.map((each) => applicationPlace(subject, each, null)),
    };
  },
});
