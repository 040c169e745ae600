import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.time-zone',
  text: {
    title: 'Time zone other than UTC',
    why: 'Containers run in UTC unless told: times in logs and reports shift, and jobs of the night run at another hour.',
    remedy:
      'Set TZ in the workload (the image must hold tzdata) and timeZone in CronJobs, or let the application keep UTC.',
  },
  guest: ['system.timeZone'],
  check: (guest, subject) => {
    const { timeZone } = guest.system;
    const isUtc = timeZone === null || /(?:^|\/)(?:UTC|UTC0|Universal|Zulu|GMT|UCT|Etc\/UTC)$/u.test(timeZone);
    return isUtc ? null : hitAt('note', [subject.guestEvidence('/etc/localtime', clipped(timeZone))]);
  },
});
