import type { Estate, Vm } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import type { SheetName } from './sheet-names.ts';
import type { WarningLog } from './warnings.ts';

/** A sheet that holds nothing, and what shows that there should be something in it. */
interface Emptiness {
  readonly sheet: SheetName;
  /** Facts of this kind of record are brought by this sheet alone. */
  readonly kind: 'disk' | 'nic' | 'partition' | 'host' | 'cluster' | 'datastore';
  readonly isEmpty: (estate: Estate) => boolean;
  readonly contradicts: (vm: Vm) => boolean;
  readonly message: string;
  readonly lacking: boolean;
}

const emptinesses: readonly Emptiness[] = [
  {
    sheet: 'vDisk',
    kind: 'disk',
    isEmpty: ({ vms }) => vms.every((vm) => vm.disks.length === 0),
    contradicts: (vm) => (vm.diskCount ?? 0) > 0,
    message: 'is empty, though vInfo counts disks',
    lacking: true,
  },
  {
    sheet: 'vNetwork',
    kind: 'nic',
    isEmpty: ({ vms }) => vms.every((vm) => vm.nics.length === 0),
    contradicts: (vm) => (vm.nicCount ?? 0) > 0,
    message: 'is empty, though vInfo counts adapters',
    lacking: true,
  },
  {
    // Powered-off VMs never have partitions, and a few others lack them; but not all VMs of an estate.
    sheet: 'vPartition',
    kind: 'partition',
    isEmpty: ({ vms }) => vms.every((vm) => vm.partitions.length === 0),
    contradicts: (vm) => vm.powerState === 'poweredOn',
    message: 'is empty, though VMs are powered on',
    lacking: false,
  },
  {
    sheet: 'vHost',
    kind: 'host',
    isEmpty: ({ hosts }) => hosts.length === 0,
    contradicts: (vm) => vm.host !== null,
    message: 'is empty, though VMs name their hosts',
    lacking: true,
  },
  {
    sheet: 'vCluster',
    kind: 'cluster',
    isEmpty: ({ clusters }) => clusters.length === 0,
    contradicts: (vm) => vm.cluster !== null,
    message: 'is empty, though VMs name their clusters',
    lacking: false,
  },
  {
    sheet: 'vDatastore',
    kind: 'datastore',
    isEmpty: ({ datastores }) => datastores.length === 0,
    contradicts: (vm) => vm.vmxPath !== null || vm.disks.length > 0,
    message: 'is empty, though VMs have files',
    lacking: false,
  },
];

/** A sheet that was emptied brings no facts: "no disk is raw" and "0 hosts" must not be read out of it. */
export function forgetEmptiedSheets(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  for (const { sheet, kind, isEmpty, contradicts, message, lacking } of emptinesses) {
    const ofSheet = facts.ids().filter((fact) => fact.startsWith(`${kind}.`));
    if (ofSheet.length === 0 || !isEmpty(estate) || !estate.vms.some(contradicts)) continue;
    for (const fact of ofSheet) facts.delete(fact);
    warnings.add(sheet, message, lacking);
  }
}
