import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.nfs-mounts',
  text: {
    title: 'NFS or CIFS mounts',
    why: 'Data that lies on a file server is no part of the VM’s disks, and does not move with them. A container mounts it as a volume, or not at all.',
    remedy:
      'Make a PersistentVolume (ReadWriteMany) of the share, by the CSI driver of NFS or SMB. Mind user numbers, Kerberos (sec=krb5) and locks.',
  },
  guest: ['fileSystems'],
  check: (guest, subject) =>
    hitAt(
      'work',
      (guest.fileSystems ?? []).flatMap(({ device, mountPoint, type }) =>
        /^(?:nfs|nfs4|cifs|smb\d?|smbfs)$/u.test(type)
          ? subject.guestEvidence(`mount ${mountPoint}`, `${device} (${type})`)
          : [],
      ),
    ),
});
