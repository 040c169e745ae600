import { portGroupEvidence } from '../../network/evidence.ts';
import type { Rule } from '../rule.ts';
import { networksOf, unlistedNetwork } from '../vm-networks.ts';

export const rule: Rule = {
  id: 'network.vlan-by-host',
  text: {
    title: 'Port group with another VLAN on another host',
    why: 'Standard switches are set up host by host, and this port group does not have the same VLAN on all of them: after a vMotion the VM would be on another network. One of the settings is probably wrong.',
    remedy:
      'Find out which VLAN is right and correct the hosts before the migration. The attachment is generated only where the hosts that run its VMs agree.',
  },
  needs: ['nic.network', 'portGroup.vlan'],
  check(subject, context) {
    const torn = networksOf(subject.vm, context).filter(({ network }) => network.byVlan.size > 1);
    if (torn.length === 0) return unlistedNetwork(subject, context);
    return {
      severity: 'work',
      evidence: torn.flatMap(({ network }) =>
        [...network.byVlan.values()].flatMap(([group]) =>
          group === undefined ? [] : portGroupEvidence(context.estate, group, 'portGroup.vlan', group.vlan),
        ),
      ),
      detail: torn
        .map(({ network }) => `${network.portGroup}: ${[...network.byVlan.keys()].sort().join(', ')}.`)
        .join(' '),
    };
  },
};
