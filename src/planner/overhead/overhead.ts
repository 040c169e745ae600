import type { Estate, Vm } from '../../model/estate.ts';
import type { Guest } from '../../model/guest.ts';
import type { KubernetesInVms } from '../../model/kubernetes-in-vms.ts';
import type { Overhead, OverheadStep } from '../../model/overhead.ts';
import type { Disposition, NodePlan } from '../../model/plan.ts';
import type { NodeType, Settings } from '../../model/settings.ts';
import type { SoftwareDefined } from '../../model/storage-plan.ts';
import { guestSystems } from './guest-systems.ts';
import { layersOf } from './layers.ts';
import { physicalCapacity } from './physical.ts';
import { targetSteps } from './target.ts';
import { todaySteps } from './today.ts';

export interface OverheadInput {
  readonly estate: Estate;
  readonly settings: Settings;
  readonly nodes: NodePlan;
  readonly workerType: NodeType | null;
  readonly dispositions: readonly Disposition[];
  readonly kubernetesInVms: readonly KubernetesInVms[];
  readonly softwareDefined: SoftwareDefined | null;
  readonly attachments: number;
  readonly haReservePercent: number | null;
  /** KubeVirt's own memory for the VMs that run on the new nodes, MiB. */
  readonly kubeVirtMemoryMiB: number;
  /** How much of a core's work one Kubernetes CPU of the new nodes does. */
  readonly coresPerCpu: number;
  /** By index in the estate: appliances of VMware's own, network appliances, nodes of Kubernetes clusters. */
  readonly isVmwareAppliance: (index: number) => boolean;
  readonly isNetworkAppliance: (index: number) => boolean;
  readonly isKubernetesNode: (index: number) => boolean;
  readonly guestOf: (vm: Vm) => Guest | null;
}

type Sum = Overhead['sums']['net'];

/**
 * What VMware takes today and what Kubernetes will take, both as shares of the hosts' capacity today: two ladders beside
 * the claim that they test. Reserve for failures and what right-sizing frees stand beside both and in no sum, because
 * either side has them. The net counts what is known: an open step of today makes it "at least", an open step of the
 * target leaves it unknown.
 */
export function overhead(input: OverheadInput): Overhead {
  const { estate, settings, dispositions } = input;
  const physical = physicalCapacity(estate);
  const systems = guestSystems(
    estate,
    input.guestOf,
    // Appliances count whole, as VMware's own.
    (_, index) => !input.isVmwareAppliance(index),
    settings,
  );
  const staying = guestSystems(estate, input.guestOf, (_, index) => dispositions[index] === 'rehost', settings);
  const today = todaySteps({ ...input, guestSystems: systems }, physical);
  const target = targetSteps(
    { ...input, controlPlaneType: settings.nodes.controlPlaneType, guestSystems: staying },
    physical,
  );
  const sums = { today: sumOf(today), target: sumOf(target) };
  const net = difference(sums.today, sums.target);
  return {
    claimPercent: 40,
    today,
    target,
    sums: { ...sums, net },
    netPercent: input.nodes.bindingDimension === 'cpu' ? net.cpuPercent : net.memoryPercent,
    layers: layersOf(input),
  };
}

const rounded = (percent: number): number => Math.round(percent * 100) / 100;

function sumOf(steps: readonly OverheadStep[]): Sum {
  const counted = steps.filter(({ apart }) => apart !== true);
  const sum = (of: (step: OverheadStep) => number | null): number | null => {
    const known = counted.map(of).filter((percent) => percent !== null);
    return known.length === 0 ? null : rounded(known.reduce((total, percent) => total + percent, 0));
  };
  const isOpen = ({ cpuPercent, memoryPercent, doesNotApply }: OverheadStep): boolean =>
    (cpuPercent === null && doesNotApply !== 'cpu') || (memoryPercent === null && doesNotApply !== 'memory');
  return {
    cpuPercent: sum(({ cpuPercent }) => cpuPercent),
    memoryPercent: sum(({ memoryPercent }) => memoryPercent),
    complete: !counted.some(isOpen),
  };
}

function difference(today: Sum, target: Sum): Sum {
  const of = (a: number | null, b: number | null): number | null =>
    a === null || b === null || !target.complete ? null : rounded(a - b);
  return {
    cpuPercent: of(today.cpuPercent, target.cpuPercent),
    memoryPercent: of(today.memoryPercent, target.memoryPercent),
    complete: today.complete && target.complete,
  };
}
