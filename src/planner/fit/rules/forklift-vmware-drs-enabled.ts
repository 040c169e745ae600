import { recordEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.drs.enabled',
  text: {
    title: 'DRS balances the cluster',
    why: 'vSphere moves running VMs to balance the load. Kubernetes places a VM once and does not move it by itself.',
    remedy: 'Set requests from measured demand, and use the descheduler with live migration where balance matters.',
  },
  needs: ['vm.cluster', 'cluster.drsEnabled'],
  check(subject, context) {
    const cluster = context.clusterOf(subject.vm);
    if (cluster?.drsEnabled !== true) return null;
    return {
      severity: 'note',
      evidence: [
        subject.evidence('vm.cluster'),
        recordEvidence(context.estate.sources, cluster, 'cluster.drsEnabled', true),
      ],
    };
  },
};
