import type { Estate, Host, Vm } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import { type WarningLog, counted, firstFew } from './warnings.ts';

/**
 * Checks an export against itself. vHost states how many VMs are powered on and how many vCPUs and MiB they have, and
 * in untrimmed exports that is exactly what vInfo lists; vInfo states disks and adapters that vDisk and vNetwork list,
 * and vHost adapters that vHBA and vNIC list. Where VMs, or disks or adapters of VMs, are missing, facts lack; what
 * merely differs is said and changes nothing.
 */
export function checkIntegrity(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  checkHosts(estate, facts, warnings);
  checkDisks(estate, facts, warnings);
  checkNics(estate, facts, warnings);
  checkAdapters(estate, facts, warnings);
}

/** What a host states of its powered-on VMs, or what they add up to. */
interface Load {
  vms: number;
  vcpus: number;
  memoryMiB: number;
}

function checkHosts(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  if (!facts.has('host.vmCount') || !facts.has('vm.powerState') || !facts.has('vm.host')) return;
  // A host that states no count is not one without VMs.
  if (estate.hosts.some(({ vmCount }) => vmCount === null)) return;
  const poweredOn = estate.vms.filter((vm) => vm.powerState === 'poweredOn' && vm.template !== true);
  const loadOf = loadsByHost(estate, poweredOn);
  const names = new Set(estate.hosts.map((host) => host.name));
  const areHostsListed = poweredOn.every((vm) => vm.host !== null && names.has(vm.host));
  /** Hosts whose own figure is not what their VMs add up to; where hosts are named otherwise, nothing can be said. */
  const differing = (figure: (host: Host) => number | null, ofVms: (load: Load) => number): string[] =>
    areHostsListed
      ? estate.hosts
          .filter((host) => figure(host) !== null && figure(host) !== ofVms(loadOf(host)))
          .map((host) => host.name)
      : [];

  const stated = sum(estate.hosts, (host) => host.vmCount);
  const wrong = differing(
    (host) => host.vmCount,
    (load) => load.vms,
  );
  if (stated !== poweredOn.length || wrong.length > 0) {
    const where = wrong.length === 0 ? '' : `; they differ on ${counted(wrong.length, 'host')} (${firstFew(wrong)})`;
    warnings.add(
      'vHost',
      `states ${counted(stated, 'powered-on VM')}, and ${poweredOn.length} are listed${where}: this export is incomplete or was edited`,
      stated > poweredOn.length,
    );
    return;
  }
  const checks = [
    [
      'vCPUs',
      'vm.cpus',
      differing(
        (host) => host.vcpuCount,
        (load) => load.vcpus,
      ),
    ],
    [
      'memory',
      'vm.memoryMiB',
      differing(
        (host) => host.vRamMiB,
        (load) => load.memoryMiB,
      ),
    ],
  ] as const;
  for (const [what, fact, hosts] of checks) {
    if (hosts.length === 0 || !facts.has(fact)) continue;
    warnings.add(
      'vHost',
      `states other ${what} of powered-on VMs than are listed, on ${counted(hosts.length, 'host')} (${firstFew(hosts)}): this export was edited, or is of more than one moment`,
      false,
    );
  }
}

/** What the VMs of each host add up to. Hosts of two vCenters may have one name, if all records say of which they are. */
function loadsByHost(estate: Estate, vms: readonly Vm[]): (host: Host) => Load {
  const byVCenter = [...estate.hosts, ...vms].every(({ vCenterUuid }) => vCenterUuid !== null);
  const keyOf = (vCenterUuid: string | null, host: string | null): string => `${byVCenter ? vCenterUuid : ''}/${host}`;
  const loads = new Map<string, Load>();
  for (const vm of vms) {
    const key = keyOf(vm.vCenterUuid, vm.host);
    const load = loads.get(key) ?? { vms: 0, vcpus: 0, memoryMiB: 0 };
    loads.set(key, load);
    load.vms++;
    load.vcpus += vm.cpus ?? 0;
    load.memoryMiB += vm.memoryMiB ?? 0;
  }
  return (host) => loads.get(keyOf(host.vCenterUuid, host.name)) ?? { vms: 0, vcpus: 0, memoryMiB: 0 };
}

function sum<T>(items: readonly T[], figure: (item: T) => number | null): number {
  let total = 0;
  for (const item of items) total += figure(item) ?? 0;
  return total;
}

const namesOf = (vms: readonly Vm[]): string =>
  firstFew(
    vms.slice(0, 6).map((vm) => JSON.stringify(vm.name)),
    vms.length,
  );

function checkDisks(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  if (!facts.has('disk.label') && !facts.has('disk.capacityMiB')) return;
  const short = estate.vms.filter((vm) => vm.diskCount !== null && vm.disks.length < vm.diskCount);
  if (short.length > 0) {
    const lacks = `lists fewer disks than vInfo counts for ${counted(short.length, 'VM')} (${namesOf(short)})`;
    warnings.add('vDisk', `${lacks}: this export is incomplete or was edited`, true);
  }
  const differing = estate.vms.filter(
    (vm) =>
      vm.totalDiskCapacityMiB !== null &&
      vm.disks.length === (vm.diskCount ?? vm.disks.length) &&
      vm.totalDiskCapacityMiB !== sum(vm.disks, (disk) => disk.capacityMiB),
  );
  if (differing.length > 0) {
    warnings.add(
      'vDisk',
      `adds up to another capacity than vInfo states for ${counted(differing.length, 'VM')} (${namesOf(differing)})`,
      false,
    );
  }
}

function checkNics(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  if (!facts.has('nic.network') && !facts.has('nic.adapter')) return;
  const short = estate.vms.filter((vm) => vm.nicCount !== null && vm.nics.length < vm.nicCount);
  if (short.length === 0) return;
  const lacks = `lists fewer adapters than vInfo counts for ${counted(short.length, 'VM')} (${namesOf(short)})`;
  warnings.add('vNetwork', `${lacks}: this export is incomplete or was edited`, true);
}

/** vHost counts the adapters of a host that vHBA and vNIC list. */
function checkAdapters(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  const checks = [
    { sheet: 'vHBA', fact: 'hostAdapter.host', records: estate.hostAdapters, countOf: (host: Host) => host.hbaCount },
    { sheet: 'vNIC', fact: 'physicalNic.host', records: estate.physicalNics, countOf: (host: Host) => host.nicCount },
  ] as const;
  for (const { sheet, fact, records, countOf } of checks) {
    if (!facts.has(fact)) continue;
    const listed = new Map<string, number>();
    for (const { host } of records) if (host !== null) listed.set(host, (listed.get(host) ?? 0) + 1);
    const short = estate.hosts.filter((host) => (listed.get(host.name) ?? 0) < (countOf(host) ?? 0));
    if (short.length === 0) continue;
    const lacks = `lists fewer adapters than vHost counts for ${counted(short.length, 'host')} (${firstFew(short.map(({ name }) => name))})`;
    warnings.add(sheet, `${lacks}: this export is incomplete or was edited`, false);
  }
}
