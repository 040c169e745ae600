import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { daysBetween, relativeTo } from '../days.ts';

/** No setting says how long the migration takes: a year, as most estates of some size take. */
const migrationDays = 365;

export const rule: Rule = insideRule({
  id: 'guest.certificate-expiry',
  text: {
    title: 'Certificates that end during the migration',
    why: 'A certificate that ends while its server moves looks like a fault of the move. One that has ended already shows that nobody renews it.',
    remedy: 'Renew before its wave, and let the target renew by itself (cert-manager).',
  },
  guest: ['certificates'],
  check: (guest, subject, { asOf }) => {
    const dated = (guest.certificates ?? []).flatMap(({ path, notAfter }) =>
      notAfter === null ? [] : { path, notAfter: notAfter.slice(0, 10) },
    );
    if (dated.length === 0) return null;
    if (asOf === null)
      return { unknown: 'The date of the assessment is not known: set asOf in devirt.yaml.', evidence: [] };
    return hitAt(
      'work',
      dated
        .filter(({ notAfter }) => daysBetween(asOf, notAfter) <= migrationDays)
        .map(({ path, notAfter }) => subject.guestEvidence(path, `${notAfter}, ${relativeTo(asOf, notAfter)}`)),
    );
  },
});
