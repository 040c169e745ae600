import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'disk.raw-device-mapping',
  text: {
    title: 'Raw device mapping',
    why: 'The disk is a LUN of the storage array itself. Its data is not in the datastore, so a copy of the VM does not contain it, and the array, its snapshots or a cluster may depend on it.',
    remedy:
      'Present the LUN to the nodes and give it to the VM as a raw block volume (PersistentVolume, volumeMode Block), or copy it into a VMDK while still on vSphere. In physical mode also move what sends SCSI commands to it: cluster software, array snapshots, backup.',
  },
  needs: ['disk.raw'],
  check(subject) {
    const disks = subject.vm.disks.filter((disk) => disk.raw === true);
    if (disks.length === 0) return null;
    const physical = disks.filter((disk) => disk.rawCompatibility?.toLowerCase() === 'physicalmode').length;
    return {
      severity: 'obstacle',
      evidence: disks.map((disk) => subject.rowEvidence('disk.raw', disk.row, true)),
      detail: `Disks mapped: ${disks.length}, of them in physical mode: ${physical}.`,
      voidsContainerize: true,
    };
  },
};
