import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.numa_affinity.detected',
  text: {
    title: 'Bound to a NUMA node',
    why: 'The memory of the VM is held on certain NUMA nodes. It is moved without that binding.',
    remedy:
      'Where the application needs it, use the topology manager and, on KubeVirt, NUMA passthrough with huge pages.',
  },
  needs: ['vm.numaNodeAffinity'],
  check(subject) {
    if ((subject.vm.numaNodeAffinity ?? '').trim() === '') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.numaNodeAffinity')] };
  },
};
