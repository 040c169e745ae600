import type { Assessed } from '../../src/model/assessed.ts';
import { datastoreOfPath } from '../../src/model/datastore-path.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import { latencyRisks } from './latency.ts';

/** What a VM belongs to, beside the columns of its table: the filter lists these by kind. */
export const facetKinds = [
  'Watch list',
  'Application',
  'Owner',
  'Operating system',
  'Datastore',
  'Port group',
  'Treated as one',
] as const;

export interface Facet {
  readonly kind: (typeof facetKinds)[number];
  readonly name: string;
}

/** Sets of VMs that the sections speak of and that no other filter names. */
export const watchList = {
  byHand: 'not by forklift',
  network: 'changes its network',
  noNetwork: 'no network left',
  unplaced: 'on no node',
  latency: 'latency at risk',
  noLiveMigration: 'no live migration',
} as const;

/** Name of the n-th group of VMs that are treated as one. */
export const groupName = (index: number): string => `group ${index + 1}`;

/** Datastores that hold files of the VM, each once. */
export function datastoresOf(vm: Vm): string[] {
  const paths = [vm.vmxPath, ...vm.disks.map(({ path }) => path)];
  return [...new Set(paths.flatMap((path) => datastoreOfPath(path) ?? []))];
}

/** What each VM of an estate belongs to. */
export function facetsOf({ plan }: Assessed): (vm: Vm, decision: VmDecision) => Facet[] {
  const systems = new Map(plan.operatingSystems.flatMap(({ name, vms }) => vms.map((vm) => [vm, name] as const)));
  const groups = new Map(plan.vmGroups.flatMap(({ vms }, index) => vms.map((vm) => [vm, groupName(index)] as const)));
  const unplaced = new Set(plan.nodes.unplaced);
  const withoutNetwork = new Set(plan.network.withoutNetworkVms);
  return (vm, decision) => {
    const watched = [
      decision.forklift !== null && decision.forklift.leftOut !== null ? watchList.byHand : null,
      decision.network?.changes === true ? watchList.network : null,
      withoutNetwork.has(vm.id) ? watchList.noNetwork : null,
      unplaced.has(vm.id) ? watchList.unplaced : null,
      latencyRisks(decision).length > 0 ? watchList.latency : null,
      decision.storage?.liveMigration === 'impossible' ? watchList.noLiveMigration : null,
    ];
    const of = (kind: Facet['kind'], names: readonly (string | null | undefined)[]): Facet[] =>
      names.flatMap((name) => (name === null || name === undefined || name === '' ? [] : [{ kind, name }]));
    return [
      ...of('Watch list', watched),
      ...of('Application', [decision.application]),
      ...of('Owner', [vm.owner?.name]),
      ...of('Operating system', [systems.get(vm.id)]),
      ...of('Datastore', datastoresOf(vm)),
      ...of('Port group', [...new Set(vm.nics.map(({ network }) => network))]),
      ...of('Treated as one', [groups.get(vm.id)]),
    ];
  };
}
