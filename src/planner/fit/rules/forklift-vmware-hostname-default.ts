import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.hostname.default',
  text: {
    title: 'Default host name',
    why: 'The guest calls itself localhost.localdomain. After the migration it may get another name from DHCP or the platform.',
    remedy: 'Set a host name in the guest.',
  },
  needs: ['vm.hostName'],
  poweredOn: true,
  check(subject) {
    if (!/^localhost(?:\.localdomain)?$/i.test(subject.vm.hostName?.trim() ?? '')) return null;
    return { severity: 'work', evidence: [subject.evidence('vm.hostName')] };
  },
};
