import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.passthrough_device.detected',
  text: {
    title: 'Passthrough device',
    why: 'A PCI device of the host is passed through to the VM. forklift refuses to move it with such a device.',
    remedy: 'Remove the device from the VM before the move, and attach one on the target through its device plug-in.',
  },
  needs: ['vm.pciDevices'],
  check(subject) {
    const { pciDevices } = subject.vm;
    if (pciDevices.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: pciDevices.map(({ label }) => subject.evidence('vm.pciDevices', label)),
    };
  },
};
