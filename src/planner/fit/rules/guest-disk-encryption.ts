import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.disk-encryption',
  text: {
    title: 'Encrypted disk in the guest',
    why: 'The key is asked for at boot, or sealed to a TPM of this VM: moved, the VM does not start by itself. Transfer tools copy the blocks, and can neither convert nor check what is in them.',
    remedy:
      'Have the passphrase or the recovery key (LUKS, BitLocker) at hand before the move. On the target the storage class or a volume’s own encryption takes over.',
  },
  guest: ['host.blockDevices'],
  check: (guest, subject) =>
    hitAt(
      'work',
      (guest.host.blockDevices ?? []).flatMap(({ name, type, fileSystem }) =>
        type === 'crypt' || /^(?:crypto_LUKS|BitLocker)$/iu.test(fileSystem ?? '')
          ? subject.guestEvidence(`block device ${clipped(name)}`, fileSystem ?? type)
          : [],
      ),
    ),
});
