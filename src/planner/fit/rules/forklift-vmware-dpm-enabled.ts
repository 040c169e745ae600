import { recordEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.dpm.enabled',
  text: {
    title: 'Distributed Power Management in the cluster',
    why: 'The cluster switches hosts off when they are not needed. The target has no such function of its own.',
    remedy:
      'Nothing for the VM. Where power matters, use a cluster autoscaler with bare-metal machines (Cluster API, Metal3).',
  },
  needs: ['vm.cluster', 'cluster.dpmEnabled'],
  check(subject, context) {
    const cluster = context.clusterOf(subject.vm);
    if (cluster?.dpmEnabled !== true) return null;
    return {
      severity: 'note',
      evidence: [
        subject.evidence('vm.cluster'),
        recordEvidence(context.estate.sources, cluster, 'cluster.dpmEnabled', true),
      ],
    };
  },
};
