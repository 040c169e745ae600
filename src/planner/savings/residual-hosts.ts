import { byCodePoint } from '../../lib/order.ts';
import type { Host, Vm } from '../../model/estate.ts';
import { isRunning } from '../sizing/running.ts';
import { hostLicense } from './licenses.ts';

/**
 * The hosts that stay with VMware because VMs are retained on it: the share of running vCPUs or memory that the retained
 * ones have, whichever is larger, of all hosts, rounded up, and at least one. Which hosts these will be is not known: the
 * ones with most licensed cores stand for them, the cautious choice. Hosts of unknown sockets or cores are left out.
 */
export function residualHosts(
  hosts: readonly Host[],
  vms: readonly Vm[],
  isRetained: (vm: Vm, index: number) => boolean,
  coreFloorPerCpu: number,
): Host[] {
  let anyRetained = false;
  const all = { vcpus: 0, memoryMiB: 0 };
  const retained = { vcpus: 0, memoryMiB: 0 };
  for (const [index, vm] of vms.entries()) {
    const stays = vm.template !== true && isRetained(vm, index);
    anyRetained ||= stays;
    if (!isRunning(vm)) continue;
    for (const sum of stays ? [all, retained] : [all]) {
      sum.vcpus += vm.cpus ?? 0;
      sum.memoryMiB += vm.memoryMiB ?? 0;
    }
  }
  if (!anyRetained) return [];

  const licensed = hosts.flatMap((host) => hostLicense(host, coreFloorPerCpu) ?? []);
  licensed.sort((a, b) => b.licensedCores - a.licensedCores || byCodePoint(a.host.name, b.host.name));
  // Whole hosts by integer arithmetic: share × hosts, rounded up.
  const hostsFor = (part: number, whole: number): number =>
    whole === 0 ? 0 : Math.floor((part * licensed.length + whole - 1) / whole);
  const count = Math.max(1, hostsFor(retained.vcpus, all.vcpus), hostsFor(retained.memoryMiB, all.memoryMiB));
  return licensed.slice(0, count).map(({ host }) => host);
}
