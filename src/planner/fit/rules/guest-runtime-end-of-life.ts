import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { lifecycleOf, severityOn } from '../end-of-life.ts';
import { runtimesInUse } from '../runtimes-in-use.ts';

export const rule: Rule = insideRule({
  id: 'guest.runtime-end-of-life',
  text: {
    title: 'Runtime past its end of support',
    why: 'Nobody mends faults of this version of the language any more. Its official images are no longer rebuilt either, so that a container starts with known holes.',
    remedy:
      'Move the application to a supported version while it is rebuilt as an image. What the distribution packages it also mends, as long as the release lives: then it can wait for the next release.',
  },
  guest: ['processes', 'packages'],
  check: (guest, subject, { asOf }) => {
    const dated = runtimesInUse(guest, guest.applications).flatMap((each) => {
      const lifecycle = lifecycleOf(each.product, each.version);
      return lifecycle === null ? [] : [{ ...each, lifecycle }];
    });
    if (dated.length === 0) return null;
    if (asOf === null)
      return { unknown: 'The date of the assessment is not known: set asOf in devirt.yaml.', evidence: [] };
    const ending = dated.flatMap((each) => {
      const severity = severityOn(asOf, each.lifecycle);
      return severity === null ? [] : [{ ...each, severity: each.ofDistribution ? ('note' as const) : severity }];
    });
    const gravest = (['obstacle', 'work', 'note'] as const).find((severity) =>
      ending.some((each) => each.severity === severity),
    );
    return hitAt(
      gravest ?? 'note',
      ending.map(({ place, seen }) => subject.guestEvidence(place, clipped(seen))),
      {
        detail: ending
          .map(
            ({ product, version, lifecycle, ofDistribution }) =>
              `${product} ${version}: ${lifecycle.standardEnds} (${lifecycle.source})${ofDistribution ? ', packaged by the distribution' : ''}.`,
          )
          .join(' '),
      },
    );
  },
});
