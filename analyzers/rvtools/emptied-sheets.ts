import type { Estate, Host, Vm } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import type { SheetName } from './sheet-names.ts';
import type { WarningLog } from './warnings.ts';

/** A sheet that holds nothing, and what shows that there should be something in it. */
interface Emptiness {
  readonly sheet: SheetName;
  /** Facts of this kind of record are brought by this sheet alone. */
  readonly kind:
    | 'disk'
    | 'nic'
    | 'partition'
    | 'host'
    | 'cluster'
    | 'datastore'
    | 'hostAdapter'
    | 'physicalNic'
    | 'vmkernelNic'
    | 'vCenter';
  readonly isEmpty: (estate: Estate) => boolean;
  readonly isContradicted: (estate: Estate) => boolean;
  readonly message: string;
  readonly lacking: boolean;
}

const byVm =
  (contradicts: (vm: Vm) => boolean) =>
  ({ vms }: Estate): boolean =>
    vms.some(contradicts);

const byHost =
  (contradicts: (host: Host) => boolean) =>
  ({ hosts }: Estate): boolean =>
    hosts.some(contradicts);

const emptinesses: readonly Emptiness[] = [
  {
    sheet: 'vDisk',
    kind: 'disk',
    isEmpty: ({ vms }) => vms.every((vm) => vm.disks.length === 0),
    isContradicted: byVm((vm) => (vm.diskCount ?? 0) > 0),
    message: 'is empty, though vInfo counts disks',
    lacking: true,
  },
  {
    sheet: 'vNetwork',
    kind: 'nic',
    isEmpty: ({ vms }) => vms.every((vm) => vm.nics.length === 0),
    isContradicted: byVm((vm) => (vm.nicCount ?? 0) > 0),
    message: 'is empty, though vInfo counts adapters',
    lacking: true,
  },
  {
    // Powered-off VMs never have partitions, and a few others lack them; but not all VMs of an estate.
    sheet: 'vPartition',
    kind: 'partition',
    isEmpty: ({ vms }) => vms.every((vm) => vm.partitions.length === 0),
    isContradicted: byVm((vm) => vm.powerState === 'poweredOn'),
    message: 'is empty, though VMs are powered on',
    lacking: false,
  },
  {
    sheet: 'vHost',
    kind: 'host',
    isEmpty: ({ hosts }) => hosts.length === 0,
    isContradicted: byVm((vm) => vm.host !== null),
    message: 'is empty, though VMs name their hosts',
    lacking: true,
  },
  {
    sheet: 'vCluster',
    kind: 'cluster',
    isEmpty: ({ clusters }) => clusters.length === 0,
    isContradicted: byVm((vm) => vm.cluster !== null),
    message: 'is empty, though VMs name their clusters',
    lacking: false,
  },
  {
    sheet: 'vDatastore',
    kind: 'datastore',
    isEmpty: ({ datastores }) => datastores.length === 0,
    isContradicted: byVm((vm) => vm.vmxPath !== null || vm.disks.length > 0),
    message: 'is empty, though VMs have files',
    lacking: false,
  },
  {
    sheet: 'vHBA',
    kind: 'hostAdapter',
    isEmpty: ({ hostAdapters }) => hostAdapters.length === 0,
    isContradicted: byHost((host) => (host.hbaCount ?? 0) > 0),
    message: 'is empty, though vHost counts host bus adapters',
    lacking: false,
  },
  {
    sheet: 'vNIC',
    kind: 'physicalNic',
    isEmpty: ({ physicalNics }) => physicalNics.length === 0,
    isContradicted: byHost((host) => (host.nicCount ?? 0) > 0),
    message: 'is empty, though vHost counts adapters',
    lacking: false,
  },
  {
    // No host is managed but through a VMkernel interface.
    sheet: 'vSC_VMK',
    kind: 'vmkernelNic',
    isEmpty: ({ vmkernelNics }) => vmkernelNics.length === 0,
    isContradicted: byHost(() => true),
    message: 'is empty, though there are hosts',
    lacking: false,
  },
  {
    sheet: 'vSource',
    kind: 'vCenter',
    isEmpty: ({ vCenters }) => vCenters.length === 0,
    isContradicted: () => true,
    message: 'is empty, though every export has a source',
    lacking: false,
  },
];

/** A sheet that was emptied brings no facts: "no disk is raw" and "0 hosts" must not be read out of it. */
export function forgetEmptiedSheets(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  for (const { sheet, kind, isEmpty, isContradicted, message, lacking } of emptinesses) {
    const ofSheet = facts.ids().filter((fact) => fact.startsWith(`${kind}.`));
    if (ofSheet.length === 0 || !isEmpty(estate) || !isContradicted(estate)) continue;
    for (const fact of ofSheet) facts.delete(fact);
    warnings.add(sheet, message, lacking);
  }
}
