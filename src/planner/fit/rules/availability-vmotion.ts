import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'availability.vmotion',
  text: {
    title: 'Moved between hosts',
    why: 'vSphere moved this VM to other hosts while the events were kept, and vMotion does so without an interruption: for balance, or to empty a host for maintenance. Kubernetes does not move a pod, it starts another and ends the first. KubeVirt moves a running VM only where its volumes are ReadWriteMany, and nothing balances by load unless a descheduler is installed.',
    remedy:
      'Containers: two replicas or more, a PodDisruptionBudget and readiness probes, so that a node can be drained. VMs on KubeVirt: ReadWriteMany volumes and evictionStrategy LiveMigrate. What may not be interrupted and has one instance needs an agreed window for each drain.',
  },
  needs: ['vm.events'],
  check(subject) {
    const { events } = subject.vm;
    if (events === null || events.migrations === 0) return null;
    const { from, migrations, drsMigrations } = events;
    return {
      severity: 'note',
      evidence: [
        subject.evidence(
          'vm.events',
          `${migrations} ${migrations === 1 ? 'migration' : 'migrations'}, ${drsMigrations} by DRS, since ${from}`,
        ),
      ],
    };
  },
};
