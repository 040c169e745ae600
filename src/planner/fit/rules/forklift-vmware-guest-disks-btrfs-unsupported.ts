import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'forklift.vmware.guestDisks.btrfs.unsupported',
  text: {
    title: 'Btrfs in the guest',
    why: 'forklift warns of it: the conversion of the guest does not support Btrfs, and may fail on it.',
    remedy:
      'Try one such VM first. Where the conversion fails, move the data to ext4 or XFS before, or rebuild the system.',
  },
  guest: ['fileSystems'],
  check: (guest, subject) =>
    hitAt(
      'work',
      (guest.fileSystems ?? []).flatMap(({ device, mountPoint, type }) =>
        type === 'btrfs' ? subject.guestEvidence(`mount ${mountPoint}`, device) : [],
      ),
    ),
});
