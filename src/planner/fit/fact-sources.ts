import type { FactId } from '../../model/estate.ts';

/** Facts that no RVTools workbook holds. */
const onlyFromVcenter: ReadonlySet<FactId> = new Set<FactId>([
  'vm.managedBy',
  'vm.cpuAffinity',
  'vm.events',
  'vm.drsOverride',
  'vm.nvramPath',
  'vm.bootOrder',
  'vm.numaMaxVcpusPerNode',
  'vm.numaAutosize',
  'vm.numaAutosizeMaxVcpusPerNode',
  'vm.numaCoresPerNode',
  'vm.numaNodeAffinity',
  'vm.tags',
  'vm.tpmPresent',
  'vm.pciDevices',
]);

const sheetOfObject: Readonly<Record<string, string>> = {
  vm: 'vInfo',
  disk: 'vDisk',
  partition: 'vPartition',
  nic: 'vNetwork',
  snapshot: 'vSnapshot',
  removable: 'vCD or vUSB',
  host: 'vHost',
  cluster: 'vCluster',
  datastore: 'vDatastore',
  resourcePool: 'vRP',
  portGroup: 'vPort and dvPort',
  storageDevice: 'vMultiPath',
};

/** Facts of a VM that stand in another sheet than vInfo. */
const sheetOfVmFact: readonly (readonly [RegExp, string])[] = [
  [/^vm\.(cpuUsageMHz|cpuReservationMHz|cpuLimitMHz|cpuHot|coresPerSocket)/, 'vCPU'],
  [/^vm\.memory(Active|Consumed|Ballooned|Swapped|Reservation|Limit|HotAdd|Overhead)/, 'vMemory'],
  [/^vm\.tools/, 'vTools'],
];

/** Which source would bring a fact, for the sentence that says that it is missing. */
export function whereFactStands(fact: FactId): string {
  if (fact === 'vm.runningApplications') return 'a live vCenter, where the guest has VMware Tools 11 or later';
  if (onlyFromVcenter.has(fact)) return 'a live vCenter';
  const sheet =
    sheetOfVmFact.find(([pattern]) => pattern.test(fact))?.[1] ?? sheetOfObject[fact.slice(0, fact.indexOf('.'))];
  return sheet === undefined ? 'a live vCenter' : `RVTools sheet ${sheet} or a live vCenter`;
}
