import { clipped, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isBlockDevice, unseenFiles } from '../open-files.ts';

export const rule: Rule = insideRule({
  id: 'guest.block-device-open',
  text: {
    title: 'A process holds a block device open',
    why: 'It reads and writes a disk without a file system (Oracle ASM, raw MySQL tablespaces, cluster heartbeats). Nothing that copies files moves such data, and a container needs the device itself.',
    remedy:
      'Keep it as a VM. Or redesign: data in files, or a volume with volumeMode Block that the application’s own tools copy into.',
  },
  guest: ['processes'],
  check: (guest, subject) => {
    const places = processesOf(guest, guest.applications).flatMap(({ pid, openFiles }) =>
      openFiles.filter(isBlockDevice).map((path) => subject.guestEvidence(`process ${pid}`, clipped(path))),
    );
    return hitAt('blocker', places) ?? unseenFiles(guest);
  },
});
