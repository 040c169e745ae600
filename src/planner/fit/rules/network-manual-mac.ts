import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'network.manual-mac',
  text: {
    title: 'MAC address set by hand',
    why: 'Someone gave this adapter its address on purpose: a licence may be bound to it, or a DHCP reservation.',
    remedy:
      'Ask the owner. KubeVirt can keep the address (macAddress of the interface); a container gets a new one each time, so a licence bound to it needs another way.',
  },
  needs: ['nic.macType'],
  check(subject) {
    const adapters = subject.vm.nics.filter((nic) => nic.macType?.toLowerCase() === 'manual');
    if (adapters.length === 0) return null;
    return {
      severity: 'note',
      evidence: adapters.map((nic) => subject.rowEvidence('nic.macType', nic.row, nic.macType)),
    };
  },
};
