import { recordEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'size.memory-beyond-numa-node',
  text: {
    title: 'More memory than a socket has',
    why: 'The VM has more memory than one NUMA node of its host, taken as a socket each with an equal share. A part of its memory is remote to its CPUs today, and ESXi shows it that topology; the target does not by itself.',
    remedy:
      'Reduce the VM to what it uses, or give it a NUMA topology on KubeVirt (dedicated CPUs, huge pages, guestMappingPassthrough). For a container use the memory manager with the static policy.',
  },
  needs: ['vm.memoryMiB', 'vm.host', 'host.memoryMiB', 'host.cpuSockets'],
  check(subject, context) {
    const { vm } = subject;
    if (vm.memoryMiB === null || vm.host === null) return null;
    const host = context.hostOf(vm);
    if (host === null || host.memoryMiB === null || host.cpuSockets === null || host.cpuSockets === 0) {
      return {
        unknown:
          host === null
            ? 'Its host is not among the hosts that were read.'
            : 'The memory or sockets of its host are not known.',
        evidence: [subject.evidence('vm.host')],
      };
    }
    if (host.cpuSockets < 2 || vm.memoryMiB * host.cpuSockets <= host.memoryMiB) return null;
    return {
      severity: 'work',
      evidence: [
        subject.evidence('vm.memoryMiB'),
        recordEvidence(context.estate.sources, host, 'host.memoryMiB', host.memoryMiB),
        recordEvidence(context.estate.sources, host, 'host.cpuSockets', host.cpuSockets),
      ],
    };
  },
};
