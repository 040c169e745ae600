import { byCodePoint } from '../../lib/order.ts';
import type { Host, Vm } from '../../model/estate.ts';
import { hostLicense } from '../../model/host-license.ts';
import { isRunning } from '../sizing/running.ts';

interface Load {
  vcpus: number;
  memoryMiB: number;
}

/**
 * The hosts that stay with VMware, because VMs are retained on it or because they run VMs that no source lists, of which
 * the plan says nothing (a trimmed export; the hosts' own counts tell). The share of running vCPUs or memory that such
 * VMs have, whichever is larger, of all hosts, rounded up; at least one host for any retained VM. Which hosts these will
 * be is not known: those with most licensed cores stand for them, the cautious choice. Hosts of unknown sockets or cores
 * are left out.
 */
export function residualHosts(
  hosts: readonly Host[],
  vms: readonly Vm[],
  isRetained: (vm: Vm, index: number) => boolean,
  coreFloorPerCpu: number,
): Host[] {
  let anyRetained = false;
  const listed = new Map<number, Load>();
  const staying: Load = { vcpus: 0, memoryMiB: 0 };
  for (const [index, vm] of vms.entries()) {
    const stays = vm.template !== true && isRetained(vm, index);
    anyRetained ||= stays;
    if (!isRunning(vm)) continue;
    const ofSource = loadOf(listed, vm.source);
    for (const load of stays ? [ofSource, staying] : [ofSource]) {
      load.vcpus += vm.cpus ?? 0;
      load.memoryMiB += vm.memoryMiB ?? 0;
    }
  }

  const all: Load = { vcpus: 0, memoryMiB: 0 };
  const unlisted = unlistedLoad(hosts, listed);
  for (const load of [...listed.values(), unlisted]) {
    all.vcpus += load.vcpus;
    all.memoryMiB += load.memoryMiB;
  }
  staying.vcpus += unlisted.vcpus;
  staying.memoryMiB += unlisted.memoryMiB;
  if (!anyRetained && staying.vcpus === 0 && staying.memoryMiB === 0) return [];

  const licensed = hosts.flatMap((host) => hostLicense(host, coreFloorPerCpu) ?? []);
  licensed.sort((a, b) => b.licensedCores - a.licensedCores || byCodePoint(a.host.name, b.host.name));
  // Whole hosts by integer arithmetic: share × hosts, rounded up.
  const hostsFor = (part: number, whole: number): number =>
    whole === 0 ? 0 : Math.floor((part * licensed.length + whole - 1) / whole);
  const count = Math.max(1, hostsFor(staying.vcpus, all.vcpus), hostsFor(staying.memoryMiB, all.memoryMiB));
  return licensed.slice(0, count).map(({ host }) => host);
}

function loadOf(loads: Map<number, Load>, source: number): Load {
  const load = loads.get(source) ?? { vcpus: 0, memoryMiB: 0 };
  loads.set(source, load);
  return load;
}

/** What the hosts state to run beyond the VMs that their source lists; hosts that state nothing count as listed whole. */
function unlistedLoad(hosts: readonly Host[], listed: ReadonlyMap<number, Load>): Load {
  const stated = new Map<number, Load>();
  for (const host of hosts) {
    const load = loadOf(stated, host.source);
    load.vcpus += host.vcpuCount ?? 0;
    load.memoryMiB += host.vRamMiB ?? 0;
  }
  const unlisted: Load = { vcpus: 0, memoryMiB: 0 };
  for (const [source, { vcpus, memoryMiB }] of stated) {
    const known = listed.get(source);
    unlisted.vcpus += Math.max(0, vcpus - (known?.vcpus ?? 0));
    unlisted.memoryMiB += Math.max(0, memoryMiB - (known?.memoryMiB ?? 0));
  }
  return unlisted;
}
