import { applicationPlace, applicationsOf, configurationOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.server-xml',
  text: {
    title: 'Tomcat’s server.xml is missing or broken',
    why: 'Ports, connectors and hosts stand in it. Without it nobody knows what this Tomcat answers, and the image cannot be built from what was seen.',
    remedy: 'Run the collector as root, or fetch the file by hand; see whether Tomcat starts at all.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      applicationsOf(guest, 'tomcat').flatMap((each) => {
        const files = configurationOf(guest, [each]).filter(({ path }) => path.endsWith('/server.xml'));
        if (guest.configuration === null) return [];
        if (files.length === 0) return applicationPlace(subject, each, 'server.xml was not carried');
        return files.flatMap(({ path, contents, truncated }) => {
          const isWhole = /<Server\b/u.test(contents) && (truncated || contents.includes('</Server>'));
          return isWhole ? [] : subject.guestEvidence(path, 'no whole <Server> element');
        });
      }),
    ),
});
