import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.clock',
  text: {
    title: 'Depends on the clock',
    why: 'A container has the clock of its node: it cannot set it, nor have another. Precision time, GPS receivers and shifted clocks stay with a machine.',
    remedy:
      'PTP and GPS belong on the nodes, or on machines of their own. A shifted clock (faketime) comes along as a library, for tests only.',
  },
  guest: ['processes'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      (guest.processes ?? []).flatMap(({ pid, name, environment }) => {
        if (name !== null && /^(?:ptp4l|phc2sys|timemaster|gpsd|ts2phc)$/u.test(name))
          return subject.guestEvidence(`process ${pid}`, name);
        const preload = environment?.['LD_PRELOAD'];
        return preload !== undefined && preload.includes('faketime')
          ? subject.guestEvidence(`process ${pid} environment LD_PRELOAD`, clipped(preload))
          : [];
      }),
    ),
});
