import type { VmScheduling } from '../../../model/scheduling-plan.ts';
import type { Allocatable } from '../reservations.ts';

/** A pod as the scheduler sees it. Devices and volumes are not in it: which node has them, no plan knows. */
export interface SchedulerPod {
  /** Unique among the pods; with the seed it decides the order, so that the input's does not matter. */
  readonly id: string;
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  /** Pods of a lower wave are there before those of a higher one. */
  readonly wave: number;
  /** Rules towards other pods that bear the same term, each on the topology of single nodes. */
  readonly podTerms: readonly Pick<VmScheduling['podTerms'][number], 'kind' | 'label' | 'required'>[];
  readonly nodeTerms: VmScheduling['nodeTerms'];
}

/** A kind of node: what pods may use on it, the keys of its labels, and of those that are also NoSchedule taints. */
export interface NodeShape {
  readonly type: string;
  readonly allocatable: Allocatable;
  readonly labels: readonly string[];
  readonly taints: readonly string[];
}
