import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.nfs-exports',
  text: {
    title: 'Exports NFS',
    why: 'The NFS server of Linux is in the kernel: in a container it needs a privileged Pod, and its clients hold an address that must not change.',
    remedy:
      'Let storage of the target serve the files (ReadWriteMany), and move the clients to it; else keep this as a VM.',
  },
  guest: ['host.exports'],
  check: (guest, subject) =>
    hitAt(
      'obstacle',
      (guest.host.exports ?? []).map((line) => subject.guestEvidence('/etc/exports', clipped(line))),
    ),
});
