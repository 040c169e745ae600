import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'network.several-nics',
  text: {
    title: 'Several network adapters',
    why: 'A pod has one network by default. More than one usually means that traffic is kept apart: management, backup, storage, a security zone.',
    remedy:
      'Ask what each network is for. What must stay apart becomes a NetworkAttachmentDefinition (Multus) for its VLAN; a backup or storage network often falls away.',
  },
  needs: ['nic.network'],
  check(subject) {
    const networks = new Map<string, number | null>();
    for (const nic of subject.vm.nics) {
      if (nic.network !== null && !networks.has(nic.network)) networks.set(nic.network, nic.row);
    }
    if (networks.size < 2) return null;
    return {
      severity: 'work',
      evidence: [...networks].map(([network, row]) => subject.rowEvidence('nic.network', row, network)),
    };
  },
};
