import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isLoopback } from '../addresses.ts';

export const rule: Rule = insideRule({
  id: 'guest.host-aliases',
  text: {
    title: 'Names in /etc/hosts',
    why: 'A Pod has a hosts file of its own: names that only this file knows are not found there.',
    remedy: 'Put the names into DNS; where that is not possible, into hostAliases of the Pod.',
  },
  guest: ['host.hosts'],
  check: (guest, subject) => {
    const { hostName, fullyQualifiedName } = guest.identity;
    const own = new Set([hostName, fullyQualifiedName]);
    const addresses = new Set((guest.interfaces ?? []).flatMap((each) => each.addresses));
    return hitAt(
      'work',
      (guest.host.hosts ?? []).flatMap(({ address, names }) => {
        const others = names.filter((name) => !own.has(name));
        const isUsual = isLoopback(address) || addresses.has(address) || /^(?:ff0|fe0)/iu.test(address);
        return isUsual || others.length === 0
          ? []
          : subject.guestEvidence('/etc/hosts', `${address} ${others.join(' ')}`);
      }),
    );
  },
});
