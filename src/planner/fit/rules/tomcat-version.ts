import { applicationPlace, applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { lifecycleOf } from '../end-of-life.ts';

export const rule: Rule = insideRule({
  id: 'tomcat.version',
  text: {
    title: 'Tomcat past its end of life',
    why: 'The project mends no faults of this version any more, and its official images are no longer rebuilt.',
    remedy:
      'Move to a version that is maintained: 9 keeps the javax packages, 10 and later need the application converted to jakarta.',
  },
  guest: ['configuration'],
  applications: ['tomcat'],
  check: (guest, subject, { asOf }) => {
    const found = applicationsOf(guest, 'tomcat');
    const unknown = found.filter(({ version }) => version === null);
    if (asOf === null)
      return { unknown: 'The date of the assessment is not known: set asOf in devirt.yaml.', evidence: [] };
    const ended = found.flatMap((each) => {
      const lifecycle = each.version === null ? null : lifecycleOf('tomcat', each.version);
      return lifecycle === null || lifecycle.standardEnds >= asOf
        ? []
        : applicationPlace(subject, each, `${each.version}: ended on ${lifecycle.standardEnds} (${lifecycle.source})`);
    });
    if (ended.length > 0 || unknown.length === 0) return hitAt('obstacle', ended);
    return {
      unknown: 'The version of Tomcat is not told: no package brought it.',
      evidence: unknown.map((each) => applicationPlace(subject, each, null)),
    };
  },
});
