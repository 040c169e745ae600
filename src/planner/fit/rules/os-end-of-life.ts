import { relativeTo } from '../days.ts';
import { lifecycleOf, lifecyclesWritten, severityOn } from '../end-of-life.ts';
import { osLabel } from '../guest-os.ts';
import type { Rule } from '../rule.ts';

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
