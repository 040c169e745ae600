import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'retire.powered-off',
  text: {
    title: 'Powered off',
    why: 'Nothing uses a VM that is switched off, but one export is one moment: it does not tell since when, and some VMs run once a month.',
    remedy:
      'Ask the owner, or compare with an export some weeks apart. If nobody needs it, retire it with an override; until then it is planned for as if it ran.',
  },
  needs: ['vm.powerState'],
  check(subject) {
    if (subject.vm.powerState !== 'poweredOff') return null;
    return { severity: 'note', evidence: [subject.evidence('vm.powerState')], candidate: 'retire' };
  },
};
