import { applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { runtimesInUse } from '../runtimes-in-use.ts';

export const rule: Rule = insideRule({
  id: 'apache.php-version',
  text: {
    title: 'Apache runs PHP',
    why: 'The PHP of the image must be the one that the application was written for, with the same extensions.',
    remedy:
      'Take the official php image with Apache of this version, or PHP-FPM in a container of its own; install the extensions that the packages here show.',
  },
  guest: ['processes', 'packages'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'note',
      runtimesInUse(guest, applicationsOf(guest, 'apache-httpd', 'php-fpm')).flatMap(({ product, version, place }) =>
        product === 'php' ? subject.guestEvidence(place, `PHP ${version}`) : [],
      ),
    ),
});
