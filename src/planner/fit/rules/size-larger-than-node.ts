import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'size.larger-than-node',
  text: {
    title: 'Larger than the largest node',
    why: 'A VM or pod lives on one node. This VM is configured with more CPUs or memory than any planned node can give to a single pod.',
    remedy:
      'Add a node type that is large enough under nodes.catalogue, or reduce the VM to what it uses before the plan is made. Until then it stays where it is.',
  },
  needs: ['vm.cpus', 'vm.memoryMiB'],
  check(subject, context) {
    const { vm } = subject;
    const { largestNode } = context;
    const parts: string[] = [];
    const evidence = [];
    if (vm.cpus !== null && vm.cpus > largestNode.cpus) {
      parts.push(`${vm.cpus} CPUs against ${largestNode.cpus}`);
      evidence.push(subject.evidence('vm.cpus'));
    }
    if (vm.memoryMiB !== null && vm.memoryMiB > largestNode.memoryMiB) {
      parts.push(`${vm.memoryMiB} MiB of memory against ${largestNode.memoryMiB} MiB`);
      evidence.push(subject.evidence('vm.memoryMiB'));
    }
    if (parts.length === 0) return null;
    return {
      severity: 'blocker',
      evidence,
      detail: `Larger than a node of type ${largestNode.type} allows one pod: ${parts.join(', ')}.`,
      vote: { by: 'blocker', disposition: 'retain', reason: 'It fits on no planned node: add a larger node type.' },
    };
  },
};
