import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** PostgreSQL keeps a segment of a few bytes as a lock, and others do likewise: that is no data. */
const smallestBytes = 65_536;

export const rule: Rule = insideRule({
  id: 'guest.shared-memory',
  text: {
    title: 'Shared memory of System V',
    why: 'Segments belong to the IPC namespace of a Pod: containers of one Pod share them, different Pods do not. POSIX shared memory (/dev/shm) is 64 MiB unless a volume in memory is mounted.',
    remedy:
      'Keep processes that share a segment in one Pod. Where they are large, mount an emptyDir with medium Memory at /dev/shm, and count it in the memory limit.',
  },
  guest: ['host.sharedMemorySegments'],
  check: (guest, subject) =>
    hitAt(
      'note',
      (guest.host.sharedMemorySegments ?? []).flatMap(({ key, sizeBytes, owner }) =>
        sizeBytes !== null && sizeBytes < smallestBytes
          ? []
          : subject.guestEvidence(`segment ${key}${owner === null ? '' : ` of ${clipped(owner)}`}`, sizeBytes),
      ),
    ),
});
