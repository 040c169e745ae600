import { applicationPlace, clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.scheduled-jobs',
  text: {
    title: 'Jobs of cron and timers',
    why: 'In a container no cron runs beside the application. Each job is a workload of its own, with an image, a schedule and a time zone.',
    remedy:
      'Make a CronJob of each that is still needed, with concurrencyPolicy and a deadline. What only looks after the VM (rotation, updates, backups) falls away.',
  },
  guest: ['cron', 'units'],
  check: (guest, subject) =>
    hitAt(
      'work',
      guest.applications.flatMap((each) =>
        each.schedule === null ? [] : applicationPlace(subject, each, clipped(each.schedule.expressions.join(', '))),
      ),
    ),
});
