import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'wordpress.site-url',
  text: {
    title: 'Address of the WordPress site',
    why: 'WordPress redirects every request to the address that it has stored. Under another name on the target it sends people back to the old one.',
    remedy: 'Keep the name and move its DNS record; for tests set WP_HOME and WP_SITEURL from the environment.',
  },
  guest: ['configuration'],
  applications: ['wordpress'],
  check: (guest, subject) => {
    const files = configurationOf(guest, applicationsOf(guest, 'wordpress'));
    const defined = linePlaces(subject, files, /define\s*\(\s*['"](?:WP_HOME|WP_SITEURL)['"]\s*,\s*['"]([^'"]*)['"]/u);
    if (defined.length > 0) return hitAt('note', defined);
    if (!files.some(({ contents }) => contents.includes('DB_HOST'))) return null;
    return {
      unknown:
        'The address of the site stands in the database (wp_options: siteurl, home), which the collector does not read.',
      evidence: files.map(({ path }) => subject.guestEvidence(path, null)),
    };
  },
});
