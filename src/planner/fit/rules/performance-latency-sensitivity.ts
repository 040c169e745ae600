import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'performance.latency-sensitivity',
  text: {
    title: 'Latency sensitivity high',
    why: 'ESXi gives this VM cores of its own. On a node that shares its cores it would be slower or less even than today.',
    remedy:
      'Use the Guaranteed quality of service with whole CPUs, the static CPU manager and the topology manager; on KubeVirt dedicatedCpuPlacement. These cores then count fully in the plan.',
  },
  needs: ['vm.latencySensitivity'],
  check(subject) {
    if (subject.vm.latencySensitivity?.toLowerCase() !== 'high') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.latencySensitivity')] };
  },
};
