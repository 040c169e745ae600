import { enterpriseLinux } from '../../license-terms.ts';
import { osLabel } from '../guest-os.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'licence.enterprise-linux',
  text: {
    title: 'Linux subscription on the target',
    why: 'Subscriptions of Red Hat and SUSE are counted by node or pair of sockets, or by pair of guests. One that was bought for the data centre of vSphere hosts goes by these hosts, and a VM on other nodes needs its own.',
    remedy:
      'Which subscription covers it (by host, by pair of guests, unlimited guests of a node), and until when? On OpenShift its subscription includes RHEL guests. Set licenses.target.linuxSocketPair for its price.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { product, signs } = subject.guestOs;
    if (product === null || !enterpriseLinux.has(product)) return null;
    return {
      severity: 'note',
      evidence: signs.map((sign) => subject.evidence(sign.fact)),
      detail: `The guest is ${osLabel(subject.guestOs)}.`,
    };
  },
};
