import type { Rule } from '../rule.ts';

/** A name of a Kubernetes object, save that case does not matter: forklift lowers it. */
const objectName = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const longestName = 63;

export const rule: Rule = {
  id: 'forklift.vmware.vm.name.invalid',
  text: {
    title: 'Name changes on the target',
    why: 'The name is no name for a Kubernetes object (letters, digits, hyphens and dots, at most 63 characters), so the VM gets another one.',
    remedy: 'Nothing is required. Tell those who look for the VM by its name: monitoring, backup jobs, scripts.',
  },
  needs: ['vm.name'],
  check(subject) {
    const { name } = subject.vm;
    if (name.length <= longestName && objectName.test(name)) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.name')] };
  },
};
