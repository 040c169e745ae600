import type { Disk } from '../../../model/estate.ts';
import type { Evidence } from '../../../model/finding.ts';
import type { Rule, Subject } from '../rule.ts';
import { type SharedDiskKey, sharedDiskKeys } from '../shared-disks.ts';

function isBusShared(disk: Disk): boolean {
  return disk.controllerSharing !== null && disk.controllerSharing.toLowerCase() !== 'nosharing';
}

function isMultiWriter(disk: Disk): boolean {
  return disk.sharingMode?.toLowerCase() === 'sharingmultiwriter';
}

/** What shows that a disk is shared: how it is set up, else the file or LUN that another VM holds too. */
function evidenceOf(subject: Subject, disk: Disk, held: SharedDiskKey | undefined): Evidence | null {
  if (isMultiWriter(disk)) return subject.rowEvidence('disk.sharingMode', disk.row, disk.sharingMode);
  if (isBusShared(disk)) return subject.rowEvidence('disk.controllerSharing', disk.row, disk.controllerSharing);
  if (held === undefined) return null;
  return subject.rowEvidence(held.fact, disk.row, held.fact === 'disk.path' ? disk.path : disk.rawLunId);
}

/** How many of the other VMs are named; the rest is counted. */
const namedPartners = 5;

export const rule: Rule = {
  id: 'disk.shared',
  text: {
    title: 'Disk shared between VMs',
    why: 'Several VMs write to one disk: a cluster with its own locking (Oracle RAC, Windows failover cluster, a cluster file system). They must move together, and the volume must allow it.',
    remedy:
      'Treat the VMs as one. On KubeVirt use a ReadWriteMany block volume with the shareable flag, from a storage class that supports SCSI persistent reservations where the cluster needs them; or let the application replicate its data instead.',
  },
  needs: ['disk.path', ['disk.sharingMode', 'disk.controllerSharing']],
  check(subject, context) {
    const { vm } = subject;
    const evidence: Evidence[] = [];
    const partners = new Set<string>();
    for (const disk of vm.disks) {
      const held = sharedDiskKeys(vm, disk).filter(({ key }) => context.sharedDisks.has(key));
      const found = evidenceOf(subject, disk, held[0]);
      if (found === null) continue;
      evidence.push(found);
      for (const holder of held.flatMap(({ key }) => context.sharedDisks.get(key) ?? [])) {
        if (holder.id !== vm.id) partners.add(holder.name);
      }
    }
    if (evidence.length === 0) return null;
    const names = [...partners];
    const more = names.length > namedPartners ? ` and ${names.length - namedPartners} more` : '';
    return {
      severity: 'obstacle',
      evidence,
      detail:
        names.length === 0
          ? 'Set up for sharing, but no other VM that was read holds the same disk.'
          : `Shared with ${names.slice(0, namedPartners).join(', ')}${more}.`,
      voidsContainerize: true,
    };
  },
};
