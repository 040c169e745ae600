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
  check: (guest, subject) => {
    if (guest.configuration === null) return null;
    const files = applicationsOf(guest, 'tomcat').map((each) => ({
      each,
      found: configurationOf(guest, [each]).filter(({ path }) => path.endsWith('/server.xml')),
    }));
    const missing = files
      .filter(({ found }) => found.length === 0)
      .map(({ each }) => applicationPlace(subject, each, 'server.xml was not carried'));
    const broken = files.flatMap(({ found }) =>
      found.flatMap(({ path, contents, truncated }) => {
        const isWhole = /<Server\b/u.test(contents) && (truncated || contents.includes('</Server>'));
        return isWhole ? [] : subject.guestEvidence(path, 'no whole <Server> element');
      }),
    );
    // Without root the file is there, as a rule, and may not be read.
    if (missing.length > 0 && broken.length === 0 && guest.asRoot !== true) {
      return { unknown: 'server.xml was not carried: the collector did not run as root.', evidence: missing };
    }
    return hitAt('obstacle', [...broken, ...missing]);
  },
});
