import { applicationPlace, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isOwnAddress } from '../addresses.ts';

export const rule: Rule = insideRule({
  id: 'guest.listener-several-addresses',
  text: {
    title: 'Listens on several addresses',
    why: 'Different addresses of one server usually stand for different sites, networks or certificates. A Pod has one address.',
    remedy:
      'Tell the sites apart by host name (Gateway API, Ingress) or by port; what stands for another network becomes a second interface (Multus).',
  },
  guest: ['listeners'],
  check: (guest, subject) =>
    hitAt(
      'work',
      guest.applications.flatMap((each) => {
        const addresses = [...new Set(each.endpoints.map(({ address }) => address).filter(isOwnAddress))];
        return addresses.length < 2 ? [] : applicationPlace(subject, each, addresses.join(', '));
      }),
    ),
});
