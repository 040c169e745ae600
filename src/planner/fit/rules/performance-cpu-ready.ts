import type { Rule } from '../rule.ts';

/** Ready time per vCPU above which VMware's performance guides call a VM short of CPU: 5 %. */
const shortOfCpuPercent = 5;

export const rule: Rule = {
  id: 'performance.cpu-ready',
  text: {
    title: 'Waits for CPU today',
    why: `The VM was ready to run and got no CPU for more than ${shortOfCpuPercent} % of the time. Its CPU use is therefore lower than its demand, and a request made from it is too small.`,
    remedy: 'Give it a higher request than measured, and measure again on the target, where it does not have to wait.',
  },
  needs: ['vm.cpuReadyPercent'],
  poweredOn: true,
  check(subject) {
    const ready = subject.vm.cpuReadyPercent;
    if (ready === null || ready <= shortOfCpuPercent) return null;
    return { severity: 'note', evidence: [subject.evidence('vm.cpuReadyPercent')] };
  },
};
