import type { Estate } from '../../model/estate.ts';
import type { Layer } from '../../model/overhead.ts';
import type { Disposition, NodePlan } from '../../model/plan.ts';
import { counted } from '../figures.ts';

export interface LayersInput {
  readonly estate: Estate;
  readonly nodes: NodePlan;
  readonly dispositions: readonly Disposition[];
  /** VMs that are nodes of a Kubernetes cluster, by index in the estate. */
  readonly isKubernetesNode: (index: number) => boolean;
  /** NSX or another overlay, recognised by its appliances, by index in the estate. */
  readonly isNetworkAppliance: (index: number) => boolean;
  readonly attachments: number;
}

/** Layers of orchestration, network and storage that lie one above the other, today and in the plan. */
export function layersOf(input: LayersInput): Layer[] {
  const { estate, dispositions, attachments } = input;
  const indexes = estate.vms.map((_, index) => index);
  const nodes = indexes.filter((index) => input.isKubernetesNode(index)).length;
  const overlay = indexes.filter((index) => input.isNetworkAppliance(index)).length;
  const rehosted = dispositions.filter((disposition) => disposition === 'rehost').length;
  const retained = dispositions.filter((disposition) => disposition === 'retain').length;
  const inVms = nodes === 0 ? [] : [`Kubernetes in ${counted(nodes, 'VM')}`];
  const types = [...new Set(estate.datastores.flatMap(({ type }) => type ?? []))].sort();
  const drs = estate.clusters.filter(({ drsEnabled }) => drsEnabled === true).length;
  const ha = estate.clusters.filter(({ haEnabled }) => haEnabled === true).length;
  const switches = estate.virtualSwitches.length;
  const vSphereStays = retained === 0 ? [] : [`vSphere for ${counted(retained, 'VM')} that stay`];
  return [
    {
      of: 'orchestration',
      today: [`vSphere: DRS in ${counted(drs, 'cluster')}, HA in ${ha}`, ...inVms],
      target: ['Kubernetes', ...(rehosted === 0 ? [] : [`KubeVirt for ${counted(rehosted, 'VM')}`]), ...vSphereStays],
    },
    {
      of: 'network',
      today: [
        switches === 0 ? 'virtual switches of the hosts' : `${switches} virtual switch${switches === 1 ? '' : 'es'}`,
        ...(overlay === 0 ? [] : [`an overlay, by ${counted(overlay, 'appliance')}`]),
        ...(nodes === 0 ? [] : ["the network plug-in inside the nodes' VMs"]),
      ],
      target: [
        'one network plug-in',
        ...(attachments === 0 ? [] : [`${counted(attachments, 'bridge')} for VMs that keep their addresses`]),
        ...vSphereStays,
      ],
    },
    {
      of: 'storage',
      today: [
        types.length === 0 ? 'datastores' : `datastores (${types.join(', ')})`,
        'file systems on virtual disks',
        ...(nodes === 0 ? [] : ["volumes of pods on the nodes' virtual disks"]),
      ],
      target: [
        'volumes by CSI drivers',
        ...(rehosted === 0 ? [] : [`file systems on virtual disks of ${counted(rehosted, 'VM')}`]),
        ...vSphereStays,
      ],
    },
  ];
}
