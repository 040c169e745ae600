import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import type { GuestApplication } from '../../../model/guest.ts';

export const rule: Rule = insideRule({
  id: 'guest.shared-sockets',
  text: {
    title: 'Services talk through a UNIX socket',
    why: 'A socket in the file system joins processes of one machine. In different Pods they cannot reach each other by it.',
    remedy:
      'Let them talk over TCP, or keep both in one Pod with the socket in a shared emptyDir (nginx and PHP-FPM, for one).',
  },
  guest: ['listeners', 'processes'],
  check: (guest, subject) => {
    const ownerOf = new Map(
      guest.applications.flatMap((each) => each.sockets.map((path): [string, GuestApplication] => [path, each])),
    );
    return hitAt(
      'work',
      guest.applications.flatMap((each) =>
        each.peers.flatMap(({ protocol, host, place }) => {
          const owner = ownerOf.get(host);
          if (!host.startsWith('/') || owner === each) return [];
          return subject.guestEvidence(
            clipped(place),
            clipped(`${each.instance} reaches ${owner?.instance ?? protocol} by ${host}`),
          );
        }),
      ),
    );
  },
});
