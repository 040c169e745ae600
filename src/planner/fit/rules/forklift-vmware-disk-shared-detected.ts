import type { Rule } from '../rule.ts';
import { rule as sharedDisk } from './disk-shared.ts';

export const rule: Rule = {
  id: 'forklift.vmware.disk.shared.detected',
  text: {
    title: 'forklift: shared disk',
    why: 'A disk that several VMs hold is copied once and must then be attached to each of them.',
    remedy:
      'Put the VMs into one migration: a plan that moves the shared disk with the first VM (migrateSharedDisks), then a plan for the others without it, and attach it to them.',
  },
  needs: sharedDisk.needs,
  check(subject, context) {
    const shared = sharedDisk.check(subject, context);
    if (shared === null || 'unknown' in shared) return shared;
    return { severity: 'work', evidence: shared.evidence };
  },
};
