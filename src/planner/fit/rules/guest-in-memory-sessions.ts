import {
  applicationPlace,
  applicationsOf,
  configurationOf,
  hitAt,
  insideRule,
  linePlaces,
  withoutXmlComments,
} from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.in-memory-sessions',
  text: {
    title: 'Sessions in memory or in local files',
    why: 'Sessions that live in one process or on one disk are lost with it, and bind a user to one replica.',
    remedy:
      'Keep them in Redis or a database, or replicate them; until then one replica, or a session affinity of the Service, and users log in again after the move.',
  },
  guest: ['configuration'],
  applications: ['tomcat', 'php-fpm', 'apache-httpd'],
  check: (guest, subject) => {
    const tomcats = applicationsOf(guest, 'tomcat').filter((each) => {
      const files = configurationOf(guest, [each]).filter(({ path }) => /\/(?:context|server)\.xml$/u.test(path));
      return (
        files.length > 0 &&
        !files.some(({ contents }) =>
          /<(?:Manager|Cluster|Store)\b[^>]{0,2000}className/u.test(withoutXmlComments(contents)),
        )
      );
    });
    const php = applicationsOf(guest, 'php-fpm', 'apache-httpd');
    return hitAt('work', [
      ...tomcats.map((each) =>
        applicationPlace(subject, each, 'no Manager, Store or Cluster: StandardManager, in memory'),
      ),
      ...linePlaces(
        subject,
        configurationOf(guest, php).filter(({ path }) => path.endsWith('/php.ini')),
        /^\s*(session\.save_handler\s*=\s*"?files)/u,
      ),
    ]);
  },
});
