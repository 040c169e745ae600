import { assignNames } from '../../lib/kubernetes-names.ts';
import { byCodePoint } from '../../lib/order.ts';
import type { Estate, Nic, Vm } from '../../model/estate.ts';
import type { Evidence } from '../../model/finding.ts';
import type { NetworkAttachment, NetworkPlan, NicDecision, VmNetwork } from '../../model/network-plan.ts';
import type { Disposition } from '../../model/plan.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, listed, whole } from '../figures.ts';
import { compileGlob } from '../fit/match.ts';
import { hostKey } from '../place.ts';
import { addressesOf } from './addresses.ts';
import { portGroupEvidence } from './evidence.ts';
import { type Network, type Networks, indexNetworks, vlanOf } from './port-groups.ts';

export interface PlannedNetwork {
  readonly plan: NetworkPlan;
  /** In the order of the estate's VMs; null for a VM that is put on no node. */
  readonly ofVm: readonly (VmNetwork | null)[];
}

/** What is known of a network on which rehosted VMs are. */
interface Use {
  readonly network: Network;
  readonly hosts: Set<string>;
  readonly vms: Set<string>;
}

/** How a network is carried over, or why it is not. */
type Carried =
  | { readonly attachment: NetworkAttachment; readonly note: string | null }
  | { readonly attachment: null; readonly note: string };

/**
 * Decides for each NIC of a VM that goes to the new cluster which network it gets. A rehosted VM keeps its port group as
 * a NetworkAttachmentDefinition where the VLAN is known, and with it its address; a NIC without one gets the pod network,
 * which a VM can have once. Containers are on the pod network. `dispositions[i]` belongs to `estate.vms[i]`.
 */
export function planNetwork(estate: Estate, dispositions: readonly Disposition[], settings: Settings): PlannedNetwork {
  const networks = indexNetworks(estate);
  const uses = usesOf(estate, dispositions, networks);
  const carried = carry(estate, uses, settings);

  const ofVm = estate.vms.map((vm, index): VmNetwork | null => {
    const disposition = dispositions[index];
    if (disposition === 'containerize') return decided(vm, vm.nics.map(containerNic));
    if (disposition === 'rehost') return decided(vm, rehostedNics(vm, networks, carried));
    return null;
  });

  const unlisted = new Set<string>();
  const podNetworkVms: string[] = [];
  const withoutNetworkVms: string[] = [];
  let containerized = 0;
  let withAddress = 0;
  let withoutNics = 0;
  for (const [index, vm] of estate.vms.entries()) {
    const network = ofVm[index] ?? null;
    if (network === null) continue;
    if (addressesOf(vm, null).length > 0) withAddress++;
    if (network.changes === null) withoutNics++;
    if (dispositions[index] === 'containerize') {
      if (network.nics.length > 0) containerized++;
      continue;
    }
    if (network.nics.some((nic) => nic.to === 'pod')) podNetworkVms.push(vm.id);
    if (network.nics.some((nic) => nic.to === 'none')) withoutNetworkVms.push(vm.id);
    for (const nic of vm.nics) if (networks.of(vm, nic) === null) unlisted.add(nic.network ?? '(no port group named)');
  }
  const attachments = [...carried.values()]
    .flatMap(({ attachment }) => attachment ?? [])
    .sort((a, b) => byCodePoint(a.name, b.name));

  return {
    ofVm,
    plan: {
      attachments,
      podNetworkVms: podNetworkVms.sort(byCodePoint),
      withoutNetworkVms: withoutNetworkVms.sort(byCodePoint),
      loadBalancersNeeded: loadBalancers(containerized, podNetworkVms.length),
      fixedAddresses: {
        vms: withAddress,
        explanation:
          'An inventory shows the addresses that guests have, not whether they are set by hand or leased. On its attachment a VM keeps both its MAC address and its address, either way; on the pod network it keeps neither.',
      },
      assumptions: assumptions(attachments, carried, settings),
      unknown: unknowns(carried, unlisted, { pod: podNetworkVms.length, none: withoutNetworkVms.length, withoutNics }),
    },
  };
}

function usesOf(estate: Estate, dispositions: readonly Disposition[], networks: Networks): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const [index, vm] of estate.vms.entries()) {
    if (dispositions[index] !== 'rehost') continue;
    for (const nic of vm.nics) {
      const network = networks.of(vm, nic);
      if (network === null) continue;
      const use = uses.get(network.key) ?? { network, hosts: new Set<string>(), vms: new Set<string>() };
      uses.set(network.key, use);
      if (vm.host !== null) use.hosts.add(hostKey(vm.host));
      use.vms.add(vm.id);
    }
  }
  return uses;
}

function carry(estate: Estate, uses: ReadonlyMap<string, Use>, settings: Settings): ReadonlyMap<string, Carried> {
  const bridges = settings.network.bridges.map(({ switch: pattern, bridge }) => ({
    matches: compileGlob(pattern),
    bridge,
  }));
  const names = assignNames([...uses.values()].map(({ network }) => ({ key: network.key, text: network.portGroup })));
  return new Map(
    [...uses].map(([key, { network, hosts, vms }]): [string, Carried] => {
      const { vlan, assumed } = vlanOf(network, hosts);
      if (vlan.kind === 'trunk') {
        const note = `passes several VLANs (${vlan.text}) to the guest, which a NetworkAttachmentDefinition of one VLAN cannot`;
        return [key, { attachment: null, note }];
      }
      if (vlan.kind === 'unknown') return [key, { attachment: null, note: whyUnknown(network) }];
      const { switch: switchName } = network;
      const attachment: NetworkAttachment = {
        name: names.get(key) ?? '',
        portGroup: network.portGroup,
        switch: switchName,
        vlan: vlan.kind === 'tagged' ? vlan.id : 0,
        bridge:
          (switchName === null ? undefined : bridges.find(({ matches }) => matches(switchName))?.bridge) ??
          settings.network.bridge,
        vms: vms.size,
        evidence: vlanEvidence(estate, network),
      };
      const note = assumed ? `has other VLANs on hosts that run none of its VMs (${disagreement(network)})` : null;
      return [key, { attachment, note }];
    }),
  );
}

function whyUnknown(network: Network): string {
  const vlans = network.byVlan;
  if (vlans.size > 1) return `has different VLANs on the hosts of its VMs (${disagreement(network)})`;
  const [text] = vlans.keys();
  return text === 'none stated' ? 'has no VLAN in the source' : `has a VLAN that cannot be read (${text})`;
}

function disagreement(network: Network): string {
  return [...network.byVlan]
    .map(([vlan, groups]) => `${vlan} on ${listed(groups.map((group) => group.host ?? 'a host not named'))}`)
    .sort(byCodePoint)
    .join('; ');
}

/** One row for each VLAN that the network has. */
function vlanEvidence(estate: Estate, network: Network): Evidence[] {
  return [...network.byVlan.values()].flatMap(([group]) =>
    group === undefined ? [] : portGroupEvidence(estate, group, 'portGroup.vlan', group.vlan),
  );
}

function containerNic(nic: Nic, index: number): NicDecision {
  return {
    nic: index,
    portGroup: nic.network,
    to: 'pod',
    attachment: null,
    addressKept: false,
    reason: 'Its containers are on the pod network; a Service gives them an address and a name.',
  };
}

function rehostedNics(vm: Vm, networks: Networks, carried: ReadonlyMap<string, Carried>): NicDecision[] {
  let podNetworkTaken = false;
  return vm.nics.map((nic, index): NicDecision => {
    const network = networks.of(vm, nic);
    const how = network === null ? undefined : carried.get(network.key);
    if (how !== undefined && how.attachment !== null) {
      const { name, vlan } = how.attachment;
      return {
        nic: index,
        portGroup: nic.network,
        to: 'attachment',
        attachment: name,
        addressKept: true,
        reason: vlan === 0 ? 'The same network, untagged.' : `The same network, VLAN ${vlan}.`,
      };
    }
    const why =
      nic.network === null
        ? 'The source names no port group for it'
        : `Port group ${nic.network} ${how?.note ?? 'is not among the port groups that were read'}`;
    const pod = !podNetworkTaken;
    podNetworkTaken = true;
    return {
      nic: index,
      portGroup: nic.network,
      to: pod ? 'pod' : 'none',
      attachment: null,
      addressKept: false,
      reason: pod ? `${why}: on the pod network.` : `${why}, and a VM has the pod network once: left out.`,
    };
  });
}

function decided(vm: Vm, nics: NicDecision[]): VmNetwork {
  const unknown = nics.length === 0 && vm.nicCount !== 0;
  return { nics, changes: unknown ? null : nics.some((nic) => !nic.addressKept) };
}

function loadBalancers(containerized: number, podNetwork: number): NetworkPlan['loadBalancersNeeded'] {
  return {
    atMost: containerized + podNetwork,
    containerized,
    podNetwork,
    explanation:
      'VMs that get a new address: containerized ones with a NIC, and rehosted ones on the pod network. Which of them anyone outside the cluster calls is in no inventory; each that is called needs a Service of type LoadBalancer (MetalLB, BGP) or a route of a gateway, the others none.',
  };
}

function assumptions(
  attachments: readonly NetworkAttachment[],
  carried: ReadonlyMap<string, Carried>,
  settings: Settings,
): string[] {
  if (attachments.length === 0) return [];
  const bridges = [...new Set(attachments.map(({ bridge }) => bridge))].sort(byCodePoint);
  const lines = [
    `Every node that runs these VMs has the bridge ${bridges.join(', ')} with VLAN filtering, and its switch ports carry the VLANs (network.bridge)`,
  ];
  const switches = [...new Set(attachments.flatMap(({ switch: name }) => name ?? []))];
  if (switches.length > 1 && bridges.length === 1) {
    lines.push(
      `${whole(switches.length)} virtual switches (${listed(switches)}) become one bridge, ${settings.network.bridge}: set network.bridges where they are apart for a reason`,
    );
  }
  const noted = [...carried.values()].flatMap(({ attachment, note }) =>
    attachment === null || note === null
      ? []
      : `Port group ${attachment.portGroup} ${note}: VLAN ${attachment.vlan} counts`,
  );
  return [...lines, ...noted.sort(byCodePoint)];
}

function unknowns(
  carried: ReadonlyMap<string, Carried>,
  unlisted: ReadonlySet<string>,
  vms: { readonly pod: number; readonly none: number; readonly withoutNics: number },
): string[] {
  const lines = [...carried].flatMap(([key, { attachment, note }]) =>
    attachment === null
      ? `Port group ${key.slice(key.lastIndexOf('\n') + 1)} ${note}: no NetworkAttachmentDefinition`
      : [],
  );
  lines.sort(byCodePoint);
  if (unlisted.size > 0) {
    lines.push(
      `No source lists ${counted(unlisted.size, 'port group')} of these VMs (RVTools sheets vPort and dvPort), and with it the VLAN: ${listed([...unlisted])}`,
    );
  }
  if (vms.withoutNics > 0) {
    lines.push(`No source lists the NICs of ${counted(vms.withoutNics, 'VM')} to keep (RVTools sheet vNetwork)`);
  }
  if (vms.pod > 0) {
    lines.push(`${counted(vms.pod, 'rehosted VM')} on the pod network for want of a known VLAN: addresses change`);
  }
  if (vms.none > 0) lines.push(`${counted(vms.none, 'rehosted VM')} with a NIC for which no network is left`);
  return lines;
}
