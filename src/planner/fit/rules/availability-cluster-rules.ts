import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'availability.cluster-rules',
  text: {
    title: 'Affinity rules of DRS',
    why: 'A rule of the cluster keeps this VM together with others, or apart from them. It does not move along with the VM.',
    remedy:
      'Apart: podAntiAffinity or topologySpreadConstraints. Together: podAffinity. Bound to hosts: labelled and tainted nodes with nodeAffinity; where a licence is the reason, also limit which nodes may pull the image.',
  },
  needs: ['vm.clusterRules'],
  check(subject) {
    const { vm } = subject;
    if (vm.clusterRules === null || vm.clusterRules.trim() === '') return null;
    const evidence = [subject.evidence('vm.clusterRules')];
    if (vm.clusterRuleNames !== null) evidence.push(subject.evidence('vm.clusterRuleNames'));
    return { severity: 'work', evidence };
  },
};
