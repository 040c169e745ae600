import type { Estate, FactId, Vm } from '../../model/estate.ts';
import { placedEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import type { PortGroup } from '../../model/infrastructure.ts';
import { hostKey } from '../place.ts';
import type { Network } from './port-groups.ts';

/** Evidence for a fact of a port group: RVTools lists those of standard and of distributed switches on two sheets. */
export function portGroupEvidence(
  estate: Estate,
  group: PortGroup,
  fact: Extract<FactId, `portGroup.${string}`>,
  value: Evidence['value'],
): Evidence {
  const source = estate.sources[group.source];
  if (source === undefined)
    throw new Error(`port group ${group.name} names source ${group.source}, which is not there`);
  return placedEvidence(source, fact, group.kind === 'distributed' ? 'dvPort' : 'vPort', group.row, value);
}

/** The port group of a network that a VM uses: that of its host, where each host has its own; else the first. */
export function groupOn(network: Network, vm: Vm): PortGroup | null {
  const own = vm.host === null ? undefined : network.byHost.get(hostKey(vm.host));
  return own ?? network.groups[0] ?? null;
}
