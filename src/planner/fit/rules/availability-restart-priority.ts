import type { Rule } from '../rule.ts';

/** What HA does where nothing particular is set; the cluster's own default stands for itself. */
const ordinary: ReadonlySet<string> = new Set(['medium', 'clusterrestartpriority']);

export const rule: Rule = {
  id: 'availability.restart-priority',
  text: {
    title: 'Restart priority of its own',
    why: 'After the loss of a host vSphere HA restarts this VM before or after others, or not at all. Kubernetes starts what was lost in no order, 300 seconds after it lost the node by default, unless pods have priorities.',
    remedy:
      'First ones get a PriorityClass above the others; one that HA does not restart gets the run strategy Manual or RerunOnFailure. Order among services belongs into readiness checks, not into a sequence of starts.',
  },
  needs: ['vm.haRestartPriority'],
  check(subject) {
    const priority = subject.vm.haRestartPriority?.trim().toLowerCase() ?? '';
    if (priority === '' || ordinary.has(priority)) return null;
    return { severity: 'note', evidence: [subject.evidence('vm.haRestartPriority')] };
  },
};
