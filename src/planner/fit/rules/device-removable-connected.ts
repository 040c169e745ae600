import { placedEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'device.removable-connected',
  text: {
    title: 'CD-ROM or floppy connected',
    why: 'A connected image ties the VM to a datastore or a client, hinders moving it, and is sometimes needed: a licence disk, a driver disk.',
    remedy: 'Ask what the medium is for and disconnect it before the move; import an image that is needed as a volume.',
  },
  needs: [['removable.cdrom', 'removable.floppy'], 'removable.connected'],
  check(subject) {
    const connected = subject.vm.removables.filter((device) => device.kind !== 'usb' && device.connected === true);
    if (connected.length === 0) return null;
    return {
      severity: 'work',
      evidence: connected.map(({ kind, row }) =>
        placedEvidence(subject.source, 'removable.connected', kind === 'cdrom' ? 'vCD' : 'vFloppy', row, true),
      ),
      detail: `Connected: ${connected.map((device) => device.label ?? device.kind).join(', ')}.`,
    };
  },
};
