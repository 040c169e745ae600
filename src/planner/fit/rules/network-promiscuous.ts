import { portGroupEvidence } from '../../network/evidence.ts';
import type { Rule } from '../rule.ts';
import { networksOf, unlistedNetwork } from '../vm-networks.ts';

export const rule: Rule = {
  id: 'network.promiscuous',
  text: {
    title: 'Port group in promiscuous mode',
    why: 'The VM can see the frames of all others on the port group, which somebody allowed on purpose: intrusion detection, port mirroring, nested virtualization, a virtual switch of its own. A bridge port shows a VM its own frames alone.',
    remedy:
      'Ask whether the VM uses it. A sensor gets its mirror from the physical switches through a NIC of the node (SR-IOV or a host device); otherwise the setting falls away.',
  },
  needs: ['nic.network', 'portGroup.promiscuous'],
  check(subject, context) {
    const open = networksOf(subject.vm, context).filter(({ group }) => group.promiscuous === true);
    if (open.length === 0) return unlistedNetwork(subject, context);
    return {
      severity: 'work',
      evidence: open.flatMap(({ nic, group }) => [
        subject.rowEvidence('nic.network', nic.row, nic.network),
        portGroupEvidence(context.estate, group, 'portGroup.promiscuous', true),
      ]),
    };
  },
};
