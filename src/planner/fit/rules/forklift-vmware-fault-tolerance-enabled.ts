import type { Rule } from '../rule.ts';
import { rule as faultTolerance } from './availability-fault-tolerance.ts';

export const rule: Rule = {
  id: 'forklift.vmware.fault_tolerance.enabled',
  text: {
    title: 'forklift: Fault Tolerance',
    why: 'The VM can be moved, but runs without Fault Tolerance afterwards.',
    remedy:
      'Switch Fault Tolerance off before the migration, once the owner has agreed to the availability of the target.',
  },
  needs: faultTolerance.needs,
  check(subject, context) {
    const protectedVm = faultTolerance.check(subject, context);
    if (protectedVm === null || 'unknown' in protectedVm) return protectedVm;
    return { severity: 'note', evidence: protectedVm.evidence };
  },
};
