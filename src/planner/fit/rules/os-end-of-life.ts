import { relativeTo } from '../days.ts';
import { type Lifecycle, lifecycleOf, lifecyclesWritten } from '../end-of-life.ts';
import { osLabel } from '../guest-os.ts';
import type { Hit, Rule } from '../rule.ts';

/** The same day a year later, as text; 29 February gives a day that does not exist, which compares correctly. */
function yearAfter(date: string): string {
  return `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
}

/** How grave an end is on a day; null where standard support lasts for another year. */
function severityOn(asOf: string, { standardEnds, extendedEnds }: Lifecycle): Hit['severity'] | null {
  if (standardEnds >= yearAfter(asOf)) return null;
  if (standardEnds >= asOf) return 'note';
  return extendedEnds !== null && extendedEnds >= asOf ? 'work' : 'obstacle';
}

export const rule: Rule = {
  id: 'os.end-of-life',
  text: {
    title: 'Operating system past its end of support',
    why: 'No more security updates come, and neither base images of containers nor the makers of the target support it. Moving it as it is moves the risk along.',
    remedy:
      'Upgrade before the move, or rebuild the application on a supported release: for containers that is a supported base image. Where it must stay, buy the extended support that the finding names and isolate it.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject, { asOf }) {
    const { guestOs } = subject;
    const evidence = guestOs.signs.map((sign) => subject.evidence(sign.fact));
    // What is not recognised at all has its own rule.
    if (guestOs.product === null && guestOs.family !== 'linux') return null;
    if (guestOs.product === null) return { unknown: 'Linux, but the distribution is not told.', evidence };
    const lifecycle = lifecycleOf(guestOs.product, guestOs.version);
    if (lifecycle === null) {
      const label = osLabel(guestOs);
      const unknown =
        guestOs.version === null ? `The version of ${label} is not told.` : `No date in the table for ${label}.`;
      return { unknown, evidence };
    }
    if (asOf === null)
      return { unknown: 'The date of the assessment is not known: set asOf in devirt.yaml.', evidence };
    const severity = severityOn(asOf, lifecycle);
    if (severity === null) return null;
    const { product, version, standardEnds, extendedEnds, extension, source } = lifecycle;
    const ended = standardEnds < asOf ? 'ended' : 'ends';
    const extended = extendedEnds === null ? '' : `, ${extension ?? 'extended support'} until ${extendedEnds}`;
    return {
      severity,
      evidence: [...evidence, { source, path: `end of support of ${product} ${version}`, value: standardEnds }],
      detail: `Support of ${osLabel(guestOs)} ${ended} on ${standardEnds}, ${relativeTo(asOf, standardEnds)}${extended} (${source}, as of ${lifecyclesWritten}).`,
    };
  },
};
