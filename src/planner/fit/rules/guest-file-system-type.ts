import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

const clustered = /^(?:gfs2?|ocfs2|gpfs|lustre|vxfs|ceph|fuse\.(?:glusterfs|ceph-fuse|beegfs)|beegfs|acfs|afs)$/u;
const unusual =
  /^(?:zfs|reiserfs|jfs|ecryptfs|f2fs|bcachefs|nilfs2|hfsplus|ntfs3?|fuse\.(?:sshfs|s3fs|encfs|gocryptfs|rclone|goofys|mergerfs|bindfs)|fuseblk|davfs|9p)$/u;

export const rule: Rule = insideRule({
  id: 'guest.file-system-type',
  text: {
    title: 'File system that is not carried over as it is',
    why: 'Cluster file systems are shared between machines, and ZFS, stacked encryption and FUSE need modules or rights on the node that a container does not have. The transfer of a VM copies their blocks, and does not convert them.',
    remedy:
      'Copy the files into a volume of the target. For a file system that several machines mount, take ReadWriteMany storage, or leave these VMs together as VMs.',
  },
  guest: ['fileSystems'],
  check: (guest, subject) => {
    const found = (guest.fileSystems ?? []).filter(({ type }) => clustered.test(type) || unusual.test(type));
    return hitAt(
      found.some(({ type }) => clustered.test(type)) ? 'obstacle' : 'work',
      found.map(({ device, mountPoint, type }) => subject.guestEvidence(`mount ${mountPoint}`, `${device} (${type})`)),
    );
  },
});
