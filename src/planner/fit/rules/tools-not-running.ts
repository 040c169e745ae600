import type { Rule } from '../rule.ts';

const silent: ReadonlySet<string> = new Set(['toolsnotrunning', 'toolsnotinstalled']);

export const rule: Rule = {
  id: 'tools.not-running',
  text: {
    title: 'VMware Tools do not run',
    why: 'Without VMware Tools the operating system, addresses, file systems and memory use of a running VM are guesses, it cannot be shut down cleanly for the move, and fixed addresses cannot be kept.',
    remedy: 'Install or start VMware Tools (open-vm-tools on Linux) and repeat the export.',
  },
  needs: ['vm.toolsStatus'],
  poweredOn: true,
  check(subject) {
    const { vm } = subject;
    if (vm.powerState !== 'poweredOn' || !silent.has(vm.toolsStatus?.toLowerCase() ?? '')) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.toolsStatus')] };
  },
};
