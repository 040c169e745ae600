import { applicationPlace, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isOwnAddress } from '../addresses.ts';

export const rule: Rule = insideRule({
  id: 'guest.listener-bound-address',
  text: {
    title: 'Listens on one address alone',
    why: 'A Pod gets an address of its own, and another after each restart: a server that binds to the address of this VM does not start.',
    remedy:
      'Let it listen on all addresses (0.0.0.0 or ::) in the container; a NetworkPolicy keeps out who was kept out by the address.',
  },
  guest: ['listeners'],
  check: (guest, subject) =>
    hitAt(
      'work',
      guest.applications.flatMap((each) =>
        each.endpoints.flatMap(({ protocol, address, port }) =>
          isOwnAddress(address) ? applicationPlace(subject, each, `${protocol} ${address}:${port}`) : [],
        ),
      ),
    ),
});
