import type { Rule } from '../rule.ts';

/** Names of SCSI controllers: "SCSI controller 0" of RVTools, ParaVirtualSCSIController, LsiLogicSASController of the API. */
const scsi = /scsi|lsi.?logic|bus.?logic/i;

export const rule: Rule = {
  id: 'forklift.vmware.disk_serial.truncated',
  text: {
    title: 'Guest sees serial numbers of its disks',
    why: 'disk.EnableUUID is set, so that programs may find disks by their serial numbers: multipathing, cluster software, udev rules. After the migration these are cut short.',
    remedy:
      'Look into the guest for /dev/disk/by-id, multipath.conf and ASM labels. Name disks by the UUID of their file system or by label instead.',
  },
  needs: ['vm.diskEnableUuid', 'disk.controller'],
  check(subject) {
    const { diskEnableUuid, disks } = subject.vm;
    const disk = disks.find(({ controller }) => scsi.test(controller ?? ''));
    if (diskEnableUuid !== true || disk === undefined) return null;
    return {
      severity: 'note',
      evidence: [
        subject.evidence('vm.diskEnableUuid'),
        subject.rowEvidence('disk.controller', disk.row, disk.controller),
      ],
    };
  },
};
