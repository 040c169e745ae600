import type { VmGroup } from '../model/vm-groups.ts';
import type { VmClusters, VmLink } from './fit/vm-clusters.ts';

/** The clusters of VMs with what ties them, for those who must move them together. */
export function vmGroups(clusters: VmClusters): VmGroup[] {
  return clusters.all.map(({ members }) => {
    const links = new Set<VmLink>(members.flatMap((vm) => [...clusters.linksOf(vm)]));
    return {
      vms: members.map(({ id }) => id),
      links: [...links].map(({ by, what, vms }) => ({ by, what, vms: vms.map(({ id }) => id) })),
    };
  });
}
