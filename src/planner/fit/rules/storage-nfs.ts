import type { Rule } from '../rule.ts';
import { ofType } from '../vm-datastores.ts';

export const rule: Rule = {
  id: 'storage.nfs',
  text: {
    title: 'Disk on an NFS datastore',
    why: 'The NFS server outlives VMware unless it is part of the hosts (hyperconverged systems serve their disks so). Kubernetes can use it too, as ReadWriteMany file systems, with which VMs can migrate live.',
    remedy:
      'Find out what serves it and whether its maker has a CSI driver; the general one for NFS knows neither snapshots by the server nor quotas.',
  },
  needs: ['disk.path', 'datastore.type'],
  check: (subject, context) => ofType(subject, context, /^nfs/i, 'note'),
};
