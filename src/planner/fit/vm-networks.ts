import type { Nic, Vm } from '../../model/estate.ts';
import type { PortGroup } from '../../model/infrastructure.ts';
import { groupOn } from '../network/evidence.ts';
import type { Network } from '../network/port-groups.ts';
import type { FitContext, Subject, Unanswered } from './rule.ts';

/** A network that a VM is on, the port group of it that the VM's host has, and a NIC on it. */
export interface VmNetworkUse {
  readonly nic: Nic;
  readonly network: Network;
  readonly group: PortGroup;
}

/** The networks that a VM is on, each once, as far as the sources list them. */
export function networksOf(vm: Vm, { networks }: FitContext): VmNetworkUse[] {
  const found = new Map<string, VmNetworkUse>();
  for (const nic of vm.nics) {
    const network = networks.of(vm, nic);
    const group = network === null ? null : groupOn(network, vm);
    if (network !== null && group !== null && !found.has(network.key)) found.set(network.key, { nic, network, group });
  }
  return [...found.values()];
}

/** That a NIC is on a port group that no source lists, so that nothing can be said of it; null where there is none. */
export function unlistedNetwork(subject: Subject, { networks }: FitContext): Unanswered | null {
  const { vm } = subject;
  const unlisted = vm.nics.filter((nic) => nic.network !== null && networks.of(vm, nic) === null);
  if (unlisted.length === 0) return null;
  return {
    unknown: 'Not among the port groups that were read, or the name of several.',
    evidence: unlisted.map((nic) => subject.rowEvidence('nic.network', nic.row, nic.network)),
  };
}
