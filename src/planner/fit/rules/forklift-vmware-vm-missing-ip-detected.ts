import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.vm_missing_ip.detected',
  text: {
    title: 'No address known',
    why: 'VMware Tools report no address of the running VM, so a fixed address cannot be kept by the migration.',
    remedy: 'Start VMware Tools and repeat the export, or note the addresses and set them again after the move.',
  },
  needs: [['vm.ipAddress', 'nic.ipv4Addresses']],
  poweredOn: true,
  check(subject) {
    const { vm, source } = subject;
    if (vm.powerState !== 'poweredOn' || source.facts['vm.ipAddress'] === undefined) return null;
    const hasAddress =
      (vm.ipAddress ?? '').trim() !== '' ||
      vm.nics.some((nic) => nic.ipv4Addresses.length > 0 || nic.ipv6Addresses.length > 0);
    return hasAddress ? null : { severity: 'work', evidence: [subject.evidence('vm.ipAddress')] };
  },
};
