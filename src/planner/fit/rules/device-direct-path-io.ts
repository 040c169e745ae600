import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'device.direct-path-io',
  text: {
    title: 'DirectPath I/O allowed on a network adapter',
    why: 'The adapter may bypass the hypervisor. Whether it does is not told; if the application needs the latency, an ordinary pod network is too slow for it.',
    remedy: 'Ask the owner. Where it is needed, plan SR-IOV with its device plug-in and nodes that have such adapters.',
  },
  needs: ['nic.directPathIo'],
  check(subject) {
    const adapters = subject.vm.nics.filter((nic) => nic.directPathIo === true);
    if (adapters.length === 0) return null;
    return {
      severity: 'note',
      evidence: adapters.map((nic) => subject.rowEvidence('nic.directPathIo', nic.row, true)),
    };
  },
};
