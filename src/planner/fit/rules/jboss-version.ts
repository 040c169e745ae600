import { applicationPlace, applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'jboss.version',
  text: {
    title: 'JBoss from before WildFly 8',
    why: 'JBoss AS 7, EAP 6 and older get no fixes any more, and have no image that is still built.',
    remedy:
      'Migrate configuration and application to a WildFly or EAP that is supported, then pack that. EAP’s images need a subscription.',
  },
  guest: ['configuration'],
  applications: ['jboss'],
  check: (guest, subject) => {
    const found = applicationsOf(guest, 'jboss');
    const files = configurationOf(guest, found).filter(({ path }) => path.endsWith('.xml'));
    const schemas = linePlaces(subject, files, /xmlns="urn:jboss:domain:(?:[a-z]+:)?(\d+(?:\.\d+)?)"/u);
    // WildFly 8 wrote version 2.0 of its management schema; JBoss AS 7 and EAP 6 wrote 1.x.
    if (schemas.length > 0)
      return hitAt(
        'obstacle',
        schemas.filter(({ value }) => Number.parseFloat(String(value)) < 2),
      );
    if (guest.configuration === null) return null;
    return {
      unknown: 'Its version is not told: no configuration of it was carried.',
      evidence: found.map((each) => applicationPlace(subject, each, null)),
    };
  },
});
