import { byCodePoint } from '../lib/order.ts';
import type { Estate, Host, Vm } from '../model/estate.ts';
import { hostLicense } from '../model/host-license.ts';
import type { HostRelease } from '../model/host-release.ts';
import type { Disposition } from '../model/plan.ts';
import { isRunning } from './sizing/running.ts';

/** Hosts of which every VM is named; a migration frees its first hosts first. */
const hostsWithNames = 20;

/**
 * The hosts of today in the order in which they are freed with least to move: those without retained VMs first, then by
 * the number of running VMs, their memory and vCPUs. VMs of hosts that no source lists are in none. That the other hosts
 * of a cluster have room for what is moved aside is not looked at. Linear in VMs, but for the sort of the hosts.
 */
export function hostRelease(
  estate: Estate,
  dispositions: readonly Disposition[],
  hostOf: (vm: Vm) => Host | null,
  coreFloorPerCpu: number,
): HostRelease[] {
  const releases = new Map(estate.hosts.map((host) => [host, emptyHost(host, coreFloorPerCpu)]));
  const running = new Map<HostRelease, Vm[]>();
  for (const [index, vm] of estate.vms.entries()) {
    const host = vm.template === true ? null : hostOf(vm);
    const release = host === null ? undefined : releases.get(host);
    if (release === undefined) continue;
    if (!isRunning(vm)) {
      release.switchedOff++;
      continue;
    }
    release.running++;
    release.vcpus += vm.cpus ?? 0;
    release.memoryMiB += vm.memoryMiB ?? 0;
    if (dispositions[index] === 'retain') release.retained++;
    const vms = running.get(release);
    if (vms === undefined) running.set(release, [vm]);
    else vms.push(vm);
  }
  const ordered = [...releases.values()].sort(
    (a, b) =>
      a.retained - b.retained ||
      a.running - b.running ||
      a.memoryMiB - b.memoryMiB ||
      a.vcpus - b.vcpus ||
      byCodePoint(a.host, b.host) ||
      byCodePoint(a.vCenterUuid ?? '', b.vCenterUuid ?? ''),
  );
  for (const release of ordered.slice(0, hostsWithNames)) {
    release.vms = (running.get(release) ?? [])
      .toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id))
      .map(({ id }) => id);
  }
  return ordered;
}

function emptyHost(host: Host, coreFloorPerCpu: number): HostRelease {
  return {
    host: host.name,
    cluster: host.cluster,
    vCenterUuid: host.vCenterUuid,
    running: 0,
    vcpus: 0,
    memoryMiB: 0,
    retained: 0,
    switchedOff: 0,
    licensedCores: hostLicense(host, coreFloorPerCpu)?.licensedCores ?? null,
    vms: null,
  };
}
