import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'performance.limits',
  text: {
    title: 'Limited below its size',
    why: 'A limit of vSphere keeps the VM below the CPU or memory that it shows to its guest. What it uses today is what the limit allows, not what it wants.',
    remedy:
      'Find out whether the limit is meant. If so, carry it over as a smaller VM or as a limit of the pod; if it was forgotten, measure without it before sizing.',
  },
  needs: ['vm.cpuLimitMHz', 'vm.memoryLimitMiB', 'vm.memoryMiB'],
  check(subject, context) {
    const { cpuLimitMHz, cpus, memoryLimitMiB, memoryMiB } = subject.vm;
    const evidence = [];
    if (memoryLimitMiB !== null && memoryLimitMiB >= 0 && memoryMiB !== null && memoryLimitMiB < memoryMiB) {
      evidence.push(subject.evidence('vm.memoryLimitMiB'));
    }
    if (cpuLimitMHz !== null && cpuLimitMHz >= 0 && cpus !== null) {
      const hostMHz = context.hostOf(subject.vm)?.cpuMHz ?? null;
      if (hostMHz === null && evidence.length === 0) {
        return {
          unknown:
            'A CPU limit is set, but the speed of the host is not known, so that it cannot be compared with the size.',
          evidence: [subject.evidence('vm.cpuLimitMHz')],
        };
      }
      if (hostMHz !== null && cpuLimitMHz < cpus * hostMHz) evidence.push(subject.evidence('vm.cpuLimitMHz'));
    }
    return evidence.length === 0 ? null : { severity: 'note', evidence };
  },
};
