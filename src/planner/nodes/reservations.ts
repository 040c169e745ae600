import type { NodePool } from '../../model/plan.ts';
import type { NodeType, Settings } from '../../model/settings.ts';
import { decimal } from '../figures.ts';

/** What pods may use on one node. */
export interface Allocatable {
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

export interface NodeCapacity {
  readonly allocatable: Allocatable;
  /** How capacity became allocatable; CPU and memory of the steps add up to it. */
  readonly steps: NodePool['steps'];
}

/** Shares of memory that GKE reserves: up to so many MiB the share in percent; source: GKE, "Plan node sizes". */
const memoryBrackets = [
  { upTo: 4 * 1024, percent: 25 },
  { upTo: 8 * 1024, percent: 20 },
  { upTo: 16 * 1024, percent: 10 },
  { upTo: 128 * 1024, percent: 6 },
  { upTo: Number.POSITIVE_INFINITY, percent: 2 },
];
/** Shares of CPU that GKE reserves: up to so many thousandths of a CPU the share in percent; same source. */
const cpuBrackets = [
  { upTo: 1000, percent: 6 },
  { upTo: 2000, percent: 1 },
  { upTo: 4000, percent: 0.5 },
  { upTo: Number.POSITIVE_INFINITY, percent: 0.25 },
];

/** kubelet's default hard eviction threshold, memory.available<100Mi (Kubernetes, "Node-pressure eviction"). */
const evictionMiB = 100;

/** Beyond GKE's formula at least one CPU is left to the node's own processes, as devirt's own margin. */
const leastSystemCpuMilli = 1000;

/** KubeVirt's components on a worker that runs VMs: OpenShift Virtualization, "Physical resource overhead requirements". */
const kubeVirtNode = { cpuMilli: 2000, memoryMiB: 360 };

/** Sum of a share of each bracket that `value` reaches into. */
function bracketed(value: number, brackets: readonly { readonly upTo: number; readonly percent: number }[]): number {
  let reserved = 0;
  let from = 0;
  for (const { upTo, percent } of brackets) {
    reserved += (Math.max(0, Math.min(value, upTo) - from) * percent) / 100;
    from = upTo;
  }
  return Math.ceil(reserved - 1e-6);
}

/** Memory that the system and kubelet keep by GKE's formula, MiB; 512 GiB: 17,408 MiB. */
export function systemMemoryMiB(memoryMiB: number): number {
  return bracketed(memoryMiB, memoryBrackets);
}

/** CPU that the system and kubelet keep: GKE's formula, but at least one CPU. 128 threads: 390, so 1,000. */
export function systemCpuMilli(cpuMilli: number): number {
  return Math.max(leastSystemCpuMilli, bracketed(cpuMilli, cpuBrackets));
}

/**
 * Room for pods on a node of this type: capacity less system and kubelet, eviction threshold, DaemonSets, KubeVirt's
 * components (`runsVms`), and what is kept free for peaks. Negative where a node is too small for its own software.
 */
export function nodeCapacity(type: NodeType, settings: Settings, runsVms: boolean): NodeCapacity {
  const { targetUtilisationPercent, daemonSetCpuMilli, daemonSetMemoryMiB, daemonSetPods } = settings.nodes;
  const steps: NodePool['steps'] = [];
  let cpuMilli = 0;
  let memoryMiB = 0;
  const step = (what: string, cpu: number, memory: number, source: string): void => {
    cpuMilli += cpu;
    memoryMiB += memory;
    steps.push({ what, cpuMilli: cpu, memoryMiB: memory, source });
  };

  step('hardware threads and memory', type.threads * 1000, type.memoryMiB, 'the node type');
  step(
    'operating system and kubelet',
    -systemCpuMilli(type.threads * 1000),
    -systemMemoryMiB(type.memoryMiB),
    'GKE, "Plan node sizes", and at least one CPU',
  );
  step('eviction threshold', 0, -evictionMiB, 'kubelet default: memory.available<100Mi');
  step('DaemonSets', -daemonSetCpuMilli, -daemonSetMemoryMiB, 'settings: nodes.daemonSet…');
  if (runsVms) {
    step(
      'KubeVirt’s components',
      -kubeVirtNode.cpuMilli,
      -kubeVirtNode.memoryMiB,
      'OpenShift Virtualization, "Physical resource overhead requirements"',
    );
  }
  const kept = (value: number): number =>
    Math.ceil((Math.max(0, value) * (100 - targetUtilisationPercent)) / 100 - 1e-6);
  step(
    `kept free above ${decimal(targetUtilisationPercent)} %`,
    -kept(cpuMilli),
    -kept(memoryMiB),
    'settings: nodes.targetUtilisationPercent',
  );
  return { allocatable: { cpuMilli, memoryMiB, pods: type.maxPods - daemonSetPods }, steps };
}
