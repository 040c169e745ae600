import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.datastore.missing',
  text: {
    title: 'Disk on no datastore',
    why: 'The path of the disk names no datastore, so there is nothing to read it from.',
    remedy: 'Move the disk to a datastore (Storage vMotion), or remove it from the VM if its file is gone.',
  },
  needs: ['disk.path'],
  check(subject) {
    const lost = subject.vm.disks.filter((disk) => disk.path !== null && !disk.path.startsWith('['));
    if (lost.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: lost.map((disk) => subject.rowEvidence('disk.path', disk.row, disk.path)),
    };
  },
};
