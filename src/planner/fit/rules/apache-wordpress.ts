import { applicationPlace, applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'apache.wordpress',
  text: {
    title: 'Apache serves WordPress',
    why: 'WordPress is an application of its own: code, extensions that were installed through the browser, uploads and a database. Read-only images and several replicas go against how it installs and updates itself.',
    remedy:
      'Take the official image of WordPress, put uploads on a volume and extensions into the image, and switch off updates through the browser.',
  },
  guest: ['configuration'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'work',
      applicationsOf(guest, 'wordpress').map((each) => applicationPlace(subject, each, each.version)),
    ),
});
