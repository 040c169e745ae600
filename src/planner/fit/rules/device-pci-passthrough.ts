import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'device.pci-passthrough',
  text: {
    title: 'Passed-through device or vGPU',
    why: 'A card of the host belongs to this VM, whole or in part: a GPU, a network or cryptographic card. The target needs such cards in some nodes, and their drivers there.',
    remedy:
      'Plan nodes with the card. Containers and KubeVirt VMs ask for it through its device plug-in (for NVIDIA the GPU operator, whose vGPU needs a licence); without it the workload stays.',
  },
  needs: ['vm.pciDevices'],
  check(subject) {
    const { pciDevices } = subject.vm;
    if (pciDevices.length === 0) return null;
    return {
      severity: 'obstacle',
      evidence: pciDevices.map(({ label, device }) =>
        subject.evidence('vm.pciDevices', [label, device].filter((text) => text !== null).join(': ')),
      ),
    };
  },
};
