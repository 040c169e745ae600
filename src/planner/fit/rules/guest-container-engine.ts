import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.container-engine',
  text: {
    title: 'Containers run in the guest',
    why: 'Its applications are images already, or a part of them is. To pack this VM into one more container would put an engine into a container.',
    remedy:
      'Take the images and their compose files, and write manifests from these. What runs beside the engine is judged by itself.',
  },
  guest: ['containers'],
  check: (guest, subject) =>
    hitAt(
      'note',
      (guest.containers ?? []).map(({ runtime, name, image }) =>
        subject.guestEvidence(
          `${runtime} container ${clipped(name ?? 'without a name')}`,
          image === null ? null : clipped(image),
        ),
      ),
    ),
});
