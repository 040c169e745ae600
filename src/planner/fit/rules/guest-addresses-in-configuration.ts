import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { addressPlaces } from '../addresses.ts';

export const rule: Rule = insideRule({
  id: 'guest.addresses-in-configuration',
  text: {
    title: 'IP addresses written into configuration',
    why: 'The addresses of VMs that become containers change, and a Pod’s address is never fixed. Each address written down here breaks when the other side moves.',
    remedy:
      'Put names in their place (a Service, a DNS record) before the move, while everything still runs where it is.',
  },
  guest: ['configuration'],
  check: (guest, subject) => hitAt('work', addressPlaces(guest, subject)),
});
