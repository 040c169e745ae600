import { portGroupEvidence } from '../../network/evidence.ts';
import { readVlan } from '../../network/port-groups.ts';
import type { Rule } from '../rule.ts';
import { networksOf, unlistedNetwork } from '../vm-networks.ts';

export const rule: Rule = {
  id: 'network.trunk',
  text: {
    title: 'Port group passes VLAN tags to the guest',
    why: 'The port group carries several VLANs (4095 on a standard switch, a range on a distributed one) and the guest tags its frames itself: a router, a firewall, a virtual switch or a load balancer.',
    remedy:
      'Ask which VLANs the guest uses. Each becomes a NetworkAttachmentDefinition and a NIC of its own, or one attachment on a bridge port that passes all of them, which has to be set up by hand; none is generated.',
  },
  needs: ['nic.network', 'portGroup.vlan'],
  check(subject, context) {
    const trunks = networksOf(subject.vm, context).filter(({ group }) => readVlan(group.vlan).kind === 'trunk');
    if (trunks.length === 0) return unlistedNetwork(subject, context);
    return {
      severity: 'obstacle',
      evidence: trunks.flatMap(({ nic, group }) => [
        subject.rowEvidence('nic.network', nic.row, nic.network),
        portGroupEvidence(context.estate, group, 'portGroup.vlan', group.vlan),
      ]),
    };
  },
};
