import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'apache.magento',
  text: {
    title: 'Apache serves Magento',
    why: 'Magento is an application of several parts: PHP, a database, a search engine, a cache, a queue and cron jobs. It writes generated code and media beside its own.',
    remedy:
      'Plan the parts as workloads of their own; build the image with generated code in it, media on a volume, and its cron as a CronJob.',
  },
  guest: ['configuration'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'work',
      (guest.configuration ?? []).flatMap(({ path, contents }) =>
        path.endsWith('/app/etc/config.php') && contents.includes('Magento_')
          ? subject.guestEvidence(path, 'modules of Magento')
          : path.endsWith('/composer.json') && /"magento\/(?:product|project|magento2)/u.test(contents)
            ? subject.guestEvidence(path, 'a project of Magento')
            : [],
      ),
    ),
});
