import { clipped, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isOtherDevice, unseenFiles } from '../open-files.ts';

export const rule: Rule = insideRule({
  id: 'guest.device-files',
  text: {
    title: 'Uses devices directly',
    why: 'A container sees no devices of the node but null, zero, random and terminals. Serial and parallel ports, USB, KVM, TUN and the like must be given to it, and tie it to a node.',
    remedy:
      'See what the device is for. A device plugin offers USB, GPUs and TUN to Pods; serial lines go over the network (a terminal server); dongles keep the VM where it is.',
  },
  guest: ['processes'],
  check: (guest, subject) => {
    const places = processesOf(guest, guest.applications).flatMap(({ pid, openFiles }) =>
      openFiles.filter(isOtherDevice).map((path) => subject.guestEvidence(`process ${pid}`, clipped(path))),
    );
    return hitAt('obstacle', places) ?? unseenFiles(guest);
  },
});
