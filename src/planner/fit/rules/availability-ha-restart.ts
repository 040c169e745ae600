import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'availability.ha-restart',
  text: {
    title: 'Restarted by vSphere HA',
    why: 'A host failed and vSphere HA started this VM on another within minutes. Kubernetes waits 300 seconds by default before it takes pods from a lost node, and neither a StatefulSet nor a volume that one node alone may hold is given to another node before the lost one is fenced.',
    remedy:
      'Ask the owner for the recovery time that is needed. Where it is short: replicas, tolerationSeconds below 300 for the two node taints, and fencing (node health checks with remediation, the non-graceful shutdown taint) for StatefulSets and KubeVirt VMs.',
  },
  needs: ['vm.events'],
  check(subject) {
    const { events } = subject.vm;
    if (events === null || events.haRestarts === 0) return null;
    const { from, haRestarts } = events;
    return {
      severity: 'work',
      evidence: [
        subject.evidence('vm.events', `${haRestarts} ${haRestarts === 1 ? 'restart' : 'restarts'} by HA since ${from}`),
      ],
    };
  },
};
