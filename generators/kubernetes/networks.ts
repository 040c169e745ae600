import { annotationValue } from '../../src/lib/kubernetes-names.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { NetworkAttachment } from '../../src/model/network-plan.ts';
import type { VmDecision } from '../../src/model/plan.ts';

/**
 * Configuration of the CNI plug-in `bridge`. The pod itself gets no address: the guest has its own. With a VLAN the port
 * leaves the bridge's default VLAN, so that the guest sees its own frames alone.
 */
function cniConfig({ name, bridge, vlan }: NetworkAttachment): string {
  return JSON.stringify({
    cniVersion: '0.3.1',
    name,
    type: 'bridge',
    bridge,
    ...(vlan === 0 ? {} : { vlan, preserveDefaultVlan: false }),
    disableContainerInterface: true,
  });
}

const definition = (namespace: string, attachment: NetworkAttachment): unknown => ({
  apiVersion: 'k8s.cni.cncf.io/v1',
  kind: 'NetworkAttachmentDefinition',
  metadata: {
    name: attachment.name,
    namespace,
    labels: { 'app.kubernetes.io/managed-by': 'devirt' },
    annotations: { 'devirt.dev/vmware-port-group': annotationValue(attachment.portGroup) },
  },
  spec: { config: cniConfig(attachment) },
});

/** The attachments that rehosted VMs of a namespace use; null where there are none. */
export function networkFile(
  namespace: string,
  members: readonly VmDecision[],
  attachments: readonly NetworkAttachment[],
): GeneratedFile | null {
  const used = new Set(members.flatMap(({ network }) => (network?.nics ?? []).flatMap((nic) => nic.attachment ?? [])));
  const here = attachments.filter(({ name }) => used.has(name));
  if (here.length === 0) return null;
  const bridges = [...new Set(here.map(({ bridge }) => bridge))].join(', ');
  return {
    path: `kubernetes/base/${namespace}/networks.yaml`,
    content: toYaml(
      here.map((attachment) => definition(namespace, attachment)),
      [
        'Networks that the VMs of this namespace keep: their port groups, each with its VLAN, on a Linux bridge.',
        `Assumed: every node has the bridge ${bridges} with VLAN filtering (network.bridge in devirt.yaml), on switch ports`,
        'that carry these VLANs. Needs Multus and the CNI plug-in bridge.',
      ].join('\n'),
    ),
  };
}
