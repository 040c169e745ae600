import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.hostname.empty',
  text: {
    title: 'No host name',
    why: 'VMware Tools report no host name of the running guest. After the migration it may get another name from DHCP or the platform.',
    remedy: 'Set a host name in the guest, or start VMware Tools so that it is known.',
  },
  needs: ['vm.hostName'],
  poweredOn: true,
  check(subject) {
    const { vm, source } = subject;
    if (vm.powerState !== 'poweredOn' || source.facts['vm.hostName'] === undefined) return null;
    if ((vm.hostName ?? '').trim() !== '') return null;
    return { severity: 'work', evidence: [subject.evidence('vm.hostName')] };
  },
};
