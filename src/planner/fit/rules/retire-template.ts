import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'retire.template',
  text: {
    title: 'Template',
    why: 'A template never runs. On the target its place is taken by a golden image (a KubeVirt DataSource) or a base image for containers.',
    remedy:
      'Keep the templates that are still used to make VMs: import their disk once as a golden image. Delete the others with the platform.',
  },
  needs: ['vm.template'],
  templates: true,
  check(subject) {
    if (subject.vm.template !== true) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.template')],
      vote: { by: 'retire', disposition: 'retire', reason: 'A template: it becomes a golden image, not a workload.' },
    };
  },
};
