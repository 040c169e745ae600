import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.host_affinity.detected',
  text: {
    title: 'Bound to hosts by a rule',
    why: 'A rule of DRS binds the VM to certain hosts or keeps it away from them. It is moved without it.',
    remedy:
      'Ask for the reason: a licence, a device, a fire compartment. Where it still holds, label the nodes and give the VM a node affinity after the move.',
  },
  needs: ['vm.clusterRules'],
  check(subject) {
    // RVTools and the API call it ClusterVmHostRuleInfo, the vSphere Client VM-Host.
    if (!/vm.?host/i.test(subject.vm.clusterRules ?? '')) return null;
    const evidence = [subject.evidence('vm.clusterRules')];
    if (subject.vm.clusterRuleNames !== null) evidence.push(subject.evidence('vm.clusterRuleNames'));
    return { severity: 'work', evidence };
  },
};
