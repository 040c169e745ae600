import { applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { connectionPlaces } from '../connections.ts';

export const rule: Rule = insideRule({
  id: 'apache.database-connections',
  text: {
    title: 'Database connections of what Apache serves',
    why: 'The applications that it serves name their database in their configuration: it moves with them, or must be reached from the target.',
    remedy: 'Write the database as the name of a Service and the credentials as a Secret; move both in one wave.',
  },
  guest: ['configuration'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'work',
      connectionPlaces(
        subject,
        applicationsOf(guest, 'apache-httpd', 'wordpress', 'drupal', 'mediawiki', 'nextcloud'),
        /^(?:mysql|postgresql|oracle|sqlserver|db2|mongodb)$/u,
      ),
    ),
});
