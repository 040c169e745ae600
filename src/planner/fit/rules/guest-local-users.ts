import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.local-users',
  text: {
    title: 'Accounts of people',
    why: 'Accounts of this system, and what their owners do in it by hand, have no place in a container.',
    remedy:
      'Ask what they do here: deploy (a pipeline does it), look at logs (a log store), run things by hand (a Job, or kubectl exec for the few who may).',
  },
  guest: ['accounts', 'host.logins'],
  check: (guest, subject) => {
    const people = new Set(
      (guest.accounts ?? [])
        .filter(
          ({ uid, shell }) => uid >= 1000 && uid < 65_534 && shell !== null && !/(?:nologin|false|sync)$/u.test(shell),
        )
        .map(({ name }) => name),
    );
    const logins = Object.entries(guest.host.logins ?? {}).filter(([user]) => user === 'root' || people.has(user));
    return hitAt('note', [
      ...logins.map(([user, count]) => subject.guestEvidence(`logins of ${clipped(user)} within 90 days`, count)),
      ...[...people]
        .filter((name) => guest.host.logins?.[name] === undefined)
        .map((name) => subject.guestEvidence('/etc/passwd', name)),
    ]);
  },
});
