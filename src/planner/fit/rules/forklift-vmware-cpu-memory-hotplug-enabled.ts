import type { Rule, VmFact } from '../rule.ts';

const hotPlug: readonly VmFact[] = ['vm.cpuHotAdd', 'vm.cpuHotRemove', 'vm.memoryHotAdd'];

export const rule: Rule = {
  id: 'forklift.vmware.cpu_memory.hotplug.enabled',
  text: {
    title: 'Hot-plug of CPU or memory is on',
    why: 'The setting is not carried over, and the VM starts with the size that it has. On vSphere hot-add of CPUs also hides the NUMA topology from the guest.',
    remedy:
      'Usually nothing: the setting is often a default that nobody uses. Where a VM is really grown while it runs, set maxSockets and maxGuest on KubeVirt.',
  },
  needs: ['vm.cpuHotAdd', 'vm.memoryHotAdd'],
  check(subject) {
    const evidence = hotPlug.map((fact) => subject.evidence(fact)).filter(({ value }) => value === true);
    return evidence.length === 0 ? null : { severity: 'work', evidence };
  },
};
