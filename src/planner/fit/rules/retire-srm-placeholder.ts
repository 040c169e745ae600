import type { Rule } from '../rule.ts';

/** Extension key that Site Recovery Manager sets on the placeholders that it creates (config.managedBy). */
const srmExtension = 'com.vmware.vcDr';

export const rule: Rule = {
  id: 'retire.srm-placeholder',
  text: {
    title: 'Placeholder of Site Recovery Manager',
    why: 'A placeholder has no disks of its own: it reserves a place for a VM that is protected at another site, and goes when Site Recovery Manager goes.',
    remedy:
      'Plan disaster recovery on the target for the protected VM itself. The placeholder needs no capacity; nothing is migrated.',
  },
  needs: [['vm.srmPlaceholder', 'vm.managedBy']],
  templates: true,
  check(subject) {
    const { vm } = subject;
    const byExtension = vm.managedBy?.startsWith(srmExtension) === true && vm.powerState !== 'poweredOn';
    if (vm.srmPlaceholder !== true && !byExtension) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence(vm.srmPlaceholder === true ? 'vm.srmPlaceholder' : 'vm.managedBy')],
      vote: {
        by: 'retire',
        disposition: 'retire',
        reason: 'A placeholder of Site Recovery Manager: the VM that it stands for runs elsewhere.',
      },
    };
  },
};
