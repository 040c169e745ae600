import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'retire.orphaned',
  text: {
    title: 'Orphaned',
    why: 'vCenter still lists this VM, but no host has it registered. It does not run, and vSphere cannot start it as it is.',
    remedy:
      'Find out whether its files still exist. If they do and someone needs them, register the VM again and repeat the export; else remove it from the inventory.',
  },
  needs: ['vm.connectionState'],
  templates: true,
  check(subject) {
    if (subject.vm.connectionState?.toLowerCase() !== 'orphaned') return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.connectionState')],
      vote: { by: 'retire', disposition: 'retire', reason: 'Orphaned: no host has this VM registered.' },
    };
  },
};
