import { byCodePoint } from '../../lib/order.ts';
import { DevirtError, exitCode } from '../../lib/errors.ts';
import type { Estate, Host } from '../../model/estate.ts';
import { defaultMaxPods } from '../../model/settings.ts';
import type { NodeType, Settings } from '../../model/settings.ts';
import { counted } from '../figures.ts';
import { largestGuestMiB } from '../sizing/kubevirt-overhead.ts';
import { nodeCapacity } from './reservations.ts';

/** A kind of worker node to plan with. */
export interface WorkerType extends NodeType {
  /** How many there are; null where as many as needed can be bought. */
  readonly available: number | null;
}

/** Orders types from large to small, by memory and then threads. */
export function bySize(a: WorkerType, b: WorkerType): number {
  return b.memoryMiB - a.memoryMiB || b.threads - a.threads;
}

export interface WorkerTypes {
  readonly types: readonly WorkerType[];
  /** Hosts that cannot be used again, and why. */
  readonly leftOut: readonly string[];
}

/**
 * Worker types of the catalogue, or made from the hosts that the sources list (those of equal cores, threads and memory
 * are one type). `kept` hosts stay with VMware and are left out.
 * @throws DevirtError (usage) where a catalogue entry has no room beside its own software, or no host can be used again.
 */
export function workerTypes(estate: Estate, settings: Settings, kept: ReadonlySet<Host> = new Set()): WorkerTypes {
  return settings.nodes.from === 'catalogue' ? fromCatalogue(settings) : fromHosts(estate, settings, kept);
}

const hasRoom = (type: NodeType, settings: Settings): boolean => {
  const { cpuMilli, memoryMiB, pods } = nodeCapacity(type, settings, true).allocatable;
  return cpuMilli > 0 && memoryMiB > 0 && pods > 0;
};

function fromCatalogue(settings: Settings): WorkerTypes {
  for (const type of settings.nodes.catalogue) {
    if (!hasRoom(type, settings)) {
      throw new DevirtError(
        `nodes.catalogue: "${type.name}" has no room for pods beside the node's own software`,
        'Give the entry more threads, memory or pods, or lower nodes.daemonSet… in devirt.yaml.',
        exitCode.usage,
      );
    }
  }
  return { types: settings.nodes.catalogue.map((type) => ({ ...type, available: null })), leftOut: [] };
}

function fromHosts(estate: Estate, settings: Settings, kept: ReadonlySet<Host>): WorkerTypes {
  const groups = new Map<string, { type: NodeType; models: Set<string>; count: number }>();
  const left = { kept: 0, maintenance: 0, unknown: 0, small: 0 };
  for (const host of estate.hosts) {
    const { cores, memoryMiB } = host;
    if (kept.has(host)) left.kept++;
    else if (host.maintenanceMode === true) left.maintenance++;
    else if (cores === null || cores === 0 || memoryMiB === null) left.unknown++;
    else {
      // Unknown hyper-threading counts as none: half of the CPUs that there may be.
      const threads = host.hyperThreadingActive === true ? 2 * cores : cores;
      const key = JSON.stringify([cores, threads, memoryMiB]);
      const group = groups.get(key) ?? {
        type: {
          name: '',
          sockets: host.cpuSockets ?? 1,
          cores,
          threads,
          memoryMiB,
          maxPods: defaultMaxPods,
          price: 0,
        },
        models: new Set<string>(),
        count: 0,
      };
      if (!hasRoom(group.type, settings)) {
        left.small++;
        continue;
      }
      if (host.model !== null) group.models.add(host.model);
      group.count++;
      groups.set(key, group);
    }
  }
  const leftOut = [
    [left.kept, 'they stay with VMware for VMs that are retained or not listed'],
    [left.maintenance, 'in maintenance mode'],
    [left.unknown, 'cores or memory unknown'],
    [left.small, 'no room beside the node’s own software'],
  ] as const;
  const reasons = leftOut.flatMap(([count, why]) => (count === 0 ? [] : [`${counted(count, 'host')} (${why})`]));
  if (groups.size === 0) {
    throw new DevirtError(
      `nodes.from is reuse, but no host can be used again: ${reasons.join(', ') || 'the sources list none'}`,
      'Export the vHost sheet too, or set nodes.from to catalogue in devirt.yaml.',
      exitCode.usage,
    );
  }

  const types = [...groups.values()].map(({ type, models, count }) => {
    const model = models.size === 1 ? [...models].join('') : 'host';
    const name = `${model} (${type.cores} cores, ${type.threads} threads, ${Math.round(type.memoryMiB / 1024)} GiB)`;
    return { ...type, name, available: count };
  });
  types.sort((a, b) => bySize(a, b) || byCodePoint(a.name, b.name));
  return { types, leftOut: reasons.map((reason) => `Not used again: ${reason}`) };
}

/**
 * How much of a core's work one Kubernetes CPU of these types does when all are busy: the thread yield of the settings;
 * 1 where no type has hyperthreads, because its CPUs are cores then. Mixed types count as threads, the cautious way.
 */
export function coresPerCpu(types: readonly NodeType[], settings: Settings): number {
  return types.every((type) => type.threads <= type.cores) ? 1 : settings.sizing.threadYield;
}

/** The largest VM, in vCPUs and guest memory, that fits one node: over all types the largest of each. */
export function largestNode(
  types: readonly NodeType[],
  settings: Settings,
): { type: string; cpus: number; memoryMiB: number } {
  let largest = { type: '', cpus: 0, memoryMiB: 0 };
  for (const type of types) {
    const { cpuMilli, memoryMiB } = nodeCapacity(type, settings, true).allocatable;
    const cpus = Math.floor(cpuMilli / 1000);
    const guestMiB = largestGuestMiB(cpus, memoryMiB);
    largest = {
      type: guestMiB > largest.memoryMiB ? type.name : largest.type,
      cpus: Math.max(largest.cpus, cpus),
      memoryMiB: Math.max(largest.memoryMiB, guestMiB),
    };
  }
  return largest;
}
