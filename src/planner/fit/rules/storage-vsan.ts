import type { Rule } from '../rule.ts';
import { ofType } from '../vm-datastores.ts';

export const rule: Rule = {
  id: 'storage.vsan',
  text: {
    title: 'Disk on vSAN',
    why: 'vSAN is part of ESXi and ends with it: its disks are freed when the last host leaves, not before, and the data has to be somewhere else by then.',
    remedy:
      'Plan other storage first: an array with a CSI driver, or software-defined storage on new nodes (Ceph and others), with its replicas and its own CPU and memory. The plan says how much.',
  },
  needs: ['disk.path', 'datastore.type'],
  check: (subject, context) => ofType(subject, context, /^vsan/i, 'work'),
};
