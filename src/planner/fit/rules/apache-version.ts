import { applicationPlace, applicationsOf, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'apache.version',
  text: {
    title: 'Apache before 2.4',
    why: 'Faults of 2.2 are mended no more since 2018, there is no image of it, and access rules (Order, Allow, Deny) are written otherwise in 2.4.',
    remedy: 'Move to 2.4 and rewrite access rules as Require; mod_access_compat bridges the time until then.',
  },
  guest: ['packages'],
  applications: ['apache-httpd'],
  check: (guest, subject) => {
    const found = applicationsOf(guest, 'apache-httpd');
    const old = found.flatMap((each) => {
      const version = each.version === null ? null : /^(\d+)\.(\d+)/u.exec(each.version);
      return version === null || Number(version[1]) * 100 + Number(version[2]) >= 204
        ? []
        : applicationPlace(subject, each, each.version);
    });
    const unknown = found.filter(({ version }) => version === null);
    if (old.length > 0 || unknown.length === 0) return hitAt('obstacle', old);
    return {
      unknown: 'The version of Apache is not told: no package brought it.',
      evidence: unknown.map((each) => applicationPlace(subject, each, null)),
    };
  },
});
