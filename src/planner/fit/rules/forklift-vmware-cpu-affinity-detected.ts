import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.cpu_affinity.detected',
  text: {
    title: 'Bound to certain CPUs',
    why: 'The VM may run on certain physical CPUs only. It is moved without that binding.',
    remedy:
      'Ask why. Where it is meant for latency or a licence, use dedicatedCpuPlacement with the static CPU manager, on nodes that are labelled for it.',
  },
  needs: ['vm.cpuAffinity'],
  check(subject) {
    if ((subject.vm.cpuAffinity ?? '').trim() === '') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.cpuAffinity')] };
  },
};
