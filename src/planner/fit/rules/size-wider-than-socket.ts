import { recordEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'size.wider-than-socket',
  text: {
    title: 'More CPUs than a socket has cores',
    why: 'The VM spans several NUMA nodes of its host today. ESXi shows it a matching topology; on the target its memory is remote for a part of its CPUs unless the topology is set there too.',
    remedy:
      'Reduce the VM to what it uses, or give it a NUMA topology on KubeVirt (dedicated CPUs, huge pages, guestMappingPassthrough). A container that size needs the topology manager.',
  },
  needs: ['vm.cpus', 'vm.host', 'host.coresPerSocket'],
  check(subject, context) {
    const { vm } = subject;
    if (vm.cpus === null || vm.host === null) return null;
    const host = context.hostOf(vm);
    if (host === null || host.coresPerSocket === null) {
      return {
        unknown:
          host === null ? 'Its host is not among the hosts that were read.' : 'The sockets of its host are not known.',
        evidence: [subject.evidence('vm.host')],
      };
    }
    if (vm.cpus <= host.coresPerSocket) return null;
    return {
      severity: 'work',
      evidence: [
        subject.evidence('vm.cpus'),
        recordEvidence(context.estate.sources, host, 'host.coresPerSocket', host.coresPerSocket),
      ],
    };
  },
};
