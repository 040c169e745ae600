import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.changed_block_tracking.disabled',
  text: {
    title: 'Changed block tracking is off',
    why: 'A warm migration copies the disks while the VM runs and then only what changed. Without changed block tracking the VM is down for the whole copy.',
    remedy:
      'Switch changed block tracking on for the VM and its disks (ctkEnabled) some days before; it takes effect after a snapshot is made and deleted. Else plan the downtime of a full copy.',
  },
  needs: ['vm.cbt'],
  check(subject) {
    const { vm, source } = subject;
    if (vm.cbt === true) return null;
    // RVTools show the VM's own setting, which is empty until someone switches tracking on; off is vSphere's default.
    const isUnset = vm.cbt === null && source.kind === 'rvtools' && source.facts['vm.cbt'] !== undefined;
    if (vm.cbt === null && !isUnset) return null;
    return isUnset
      ? {
          severity: 'work',
          evidence: [subject.evidence('vm.cbt')],
          detail: 'Never set on this VM, and off by default.',
        }
      : { severity: 'work', evidence: [subject.evidence('vm.cbt')] };
  },
};
