import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.ulimits',
  text: {
    title: 'Limits of its own',
    why: 'Containers get their limits from the runtime, for all alike: what /etc/security/limits.conf and the units raise here does not come along.',
    remedy:
      'See what the runtime of the nodes gives (open files are usually plenty). Locked memory and core files need the runtime’s configuration, or the capability IPC_LOCK.',
  },
  guest: ['host.limits'],
  check: (guest, subject) =>
    hitAt(
      'note',
      (guest.host.limits ?? [])
        .filter((line) => !/\s(?:rtprio|nice|priority)\s/u.test(line))
        .map((line) => subject.guestEvidence('/etc/security/limits', clipped(line))),
    ),
});
