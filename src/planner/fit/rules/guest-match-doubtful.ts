import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'guest.match-doubtful',
  text: {
    title: 'A guest that may be this VM',
    why: 'A guest was collected that looks like this VM, and like others or too little: clones with one UUID, or a name without an address. What was seen in it counts for none of them.',
    remedy:
      'Compare UUID, MAC addresses and name. Give clones a UUID of their own, refresh the export, or collect the guest again.',
  },
  needs: [['vm.biosUuid', 'nic.macAddress', 'vm.hostName']],
  // Without guests there is nothing to doubt.
  applies: ({ estate }) => estate.guests.length > 0,
  check(subject, context) {
    const doubtful = context.doubtfulGuestsOf(subject.vm);
    if (doubtful.length === 0) return null;
    const guests = new Map(context.estate.guests.map((guest) => [guest.id, guest]));
    return {
      unknown: doubtful.map(({ explanation }) => explanation).join(' '),
      evidence: doubtful.map(({ guest }) => ({
        source: context.estate.sources[guests.get(guest)?.source ?? -1]?.name ?? 'guest',
        path: `guest ${guest}`,
        value: guests.get(guest)?.identity.hostName ?? null,
      })),
    };
  },
};
