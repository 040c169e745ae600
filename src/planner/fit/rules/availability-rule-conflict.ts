import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'availability.rule-conflict',
  text: {
    title: 'A rule of DRS that cannot be carried over',
    why: 'A rule that names this VM contradicts another, is switched off, names too few VMs, names no host, or has no equal. Nothing is generated from it, because the scheduler could then start a VM nowhere, or would do what nobody wants.',
    remedy:
      'Ask what the rule is for, and mend or delete it on vSphere before the next reading; the plan lists each rule and what became of it.',
  },
  needs: ['vm.clusterRules'],
  check(subject, context) {
    const problems = context.drsRules.of(subject.vm).filter(({ problem }) => problem !== null);
    if (problems.length === 0) return null;
    const shown = problems.map(({ name, problem }) => `${JSON.stringify(name)}: ${problem ?? ''}`);
    return {
      severity: problems.every(({ switchedOff }) => switchedOff) ? 'note' : 'work',
      // A rule that is switched off is not in the VM's own record.
      evidence: [subject.evidence('vm.clusterRuleNames', problems.map(({ name }) => name).join(', '))],
      detail: `${shown.join('; ')}.`,
    };
  },
};
