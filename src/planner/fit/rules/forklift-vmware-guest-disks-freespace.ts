import type { Rule } from '../rule.ts';

/** Free space that the conversion needs on a file system, MiB: virt-v2v manual, section DISK SPACE. */
function neededMiB(path: string): number {
  if (path === '/' || /^c:[\\/]?$/i.test(path)) return 100;
  return path === '/boot' ? 50 : 10;
}

export const rule: Rule = {
  id: 'forklift.vmware.guestDisks.freespace',
  text: {
    title: 'Too little free space to convert',
    why: 'The conversion installs drivers and a new boot image in the guest and fails where a file system is full: it needs 100 MiB on / or C:, 50 on /boot, 10 elsewhere.',
    remedy: 'Free space on the file systems named, or grow them, before the migration.',
  },
  needs: ['partition.path', 'partition.freeMiB'],
  poweredOn: true,
  check(subject) {
    const full = subject.vm.partitions.filter(
      ({ path, freeMiB }) => path !== null && freeMiB !== null && freeMiB < neededMiB(path),
    );
    if (full.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: full.map(({ row, freeMiB }) => subject.rowEvidence('partition.freeMiB', row, freeMiB)),
      detail: `Full: ${full.map(({ path, freeMiB }) => `${path} (${freeMiB} MiB free)`).join(', ')}.`,
    };
  },
};
