import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.guestDisks.key.not_found',
  text: {
    title: 'Drive letters that belong to no disk',
    why: 'VMware Tools do not tell which virtual disk a Windows drive lies on, so a volume cannot be named after its drive letter.',
    remedy: 'Update VMware Tools, or name the volumes by disk number in the migration plan.',
  },
  needs: ['partition.diskKey', ['vm.guestFullNameTools', 'vm.guestFullNameConfig']],
  poweredOn: true,
  check(subject) {
    if (subject.guestOs.family !== 'windows' || subject.source.facts['partition.diskKey'] === undefined) return null;
    const drives = subject.vm.partitions.filter(({ diskKey }) => diskKey === null || diskKey === '' || diskKey === '0');
    if (drives.length === 0) return null;
    return {
      severity: 'note',
      evidence: drives.map(({ row, diskKey }) => subject.rowEvidence('partition.diskKey', row, diskKey)),
    };
  },
};
