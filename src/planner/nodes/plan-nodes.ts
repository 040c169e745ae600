import { byCodePoint } from '../../lib/order.ts';
import type { NodePlan, NodePool } from '../../model/plan.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, decimal, whole } from '../figures.ts';
import { catalogueWorkers } from './catalogue-workers.ts';
import type { PackingItem } from './packing/types.ts';
import { nodeCapacity } from './reservations.ts';
import type { NodeCapacity } from './reservations.ts';
import { reusedHosts } from './reused-hosts.ts';
import { spareWorkers } from './spare-workers.ts';
import type { WorkerType, WorkerTypes } from './worker-types.ts';
import { fits } from './workers.ts';
import type { Placement, RoomOf } from './workers.ts';

/** What one VM asks of the nodes. */
export interface Demand {
  /** The VM's id. */
  readonly id: string;
  readonly cpuMilli: number;
  /** Guest or container, with KubeVirt's overhead. */
  readonly memoryMiB: number;
  /** VMs that are powered off take storage alone: the node count is without them. */
  readonly running: boolean;
  /** True for a VM that KubeVirt runs. */
  readonly isVm: boolean;
}

const itemOf = ({ id, cpuMilli, memoryMiB }: Demand): PackingItem => ({ id, size: [cpuMilli, memoryMiB, 1] });

/**
 * Nodes for the demands: workers by packing, spare workers so that some may fail, control plane nodes of their own type.
 * Without any demand, powered-off VMs included, there is no cluster and no node.
 */
export function planNodes(demands: readonly Demand[], { types, leftOut }: WorkerTypes, settings: Settings): NodePlan {
  const runsVms = demands.some((demand) => demand.isVm);
  const capacities = new Map<WorkerType, NodeCapacity>();
  const capacityOf = (type: WorkerType): NodeCapacity => {
    const known = capacities.get(type) ?? nodeCapacity(type, settings, runsVms);
    capacities.set(type, known);
    return known;
  };
  const room: RoomOf = (type) => capacityOf(type).allocatable;

  const running = demands.filter((demand) => demand.running);
  const stopped = demands.filter((demand) => !demand.running);
  const workersFor = settings.nodes.from === 'reuse' ? reusedHosts : catalogueWorkers;
  const placement = workersFor(running.map(itemOf), types, room, settings.nodes.spare);
  const { workers } = placement;
  const hasCluster = demands.length > 0;
  const spare = spareWorkers(workers, types, hasCluster ? settings.nodes.spare : 0);
  const controlPlane = hasCluster ? settings.nodes.controlPlane : 0;

  const pool = (role: 'worker' | 'spare', type: WorkerType, count: number): NodePool => {
    const { allocatable, steps } = capacityOf(type);
    return { type: type.name, role, count, allocatable, steps };
  };
  const pools = [
    ...[...workers.counts].map(([type, count]) => pool('worker', type, count)),
    ...[...spare.counts].map(([type, count]) => pool('spare', type, count)),
  ];
  if (controlPlane > 0) {
    const { name } = settings.nodes.controlPlaneType;
    pools.push({ type: name, role: 'control-plane', count: controlPlane, allocatable: null, steps: [] });
  }
  const tooLarge = stopped.filter((demand) => !types.some((type) => fits(itemOf(demand), room(type))));
  return {
    pools,
    workers: workers.total,
    scheduler: null,
    total: workers.total + spare.total + controlPlane,
    lowerBound: workers.lowerBound,
    gapPercent: workers.lowerBound === 0 ? null : ((workers.total - workers.lowerBound) * 100) / workers.lowerBound,
    bindingDimension: workers.bindingDimension,
    heuristic: workers.heuristic,
    demand: {
      cpuMilli: running.reduce((sum, demand) => sum + demand.cpuMilli, 0),
      memoryMiB: running.reduce((sum, demand) => sum + demand.memoryMiB, 0),
      pods: running.length,
    },
    unplaced: [...workers.unplaced, ...tooLarge.map((demand) => demand.id)].sort(byCodePoint),
    alternatives: [...placement.alternatives],
    assumptions: hasCluster
      ? [
          ...placement.why,
          ...leftOut,
          ...spare.shortfall,
          ...generalAssumptions(settings),
          ...stoppedVms(stopped, placement),
        ]
      : ['No VM needs a node: there is no cluster to plan'],
  };
}

function generalAssumptions(settings: Settings): string[] {
  return [
    'CPU requests count hardware threads: core time was divided by the yield of a thread, the nodes were left as they are',
    'A core of the new nodes is taken to do as much per MHz as one of today',
    `Planned up to ${decimal(settings.nodes.targetUtilisationPercent)} % of what a node can allocate, and the spare nodes come on top`,
    'Not counted: nodes for monitoring, registry, ingress and storage services beyond the DaemonSets; zones',
  ];
}

/** Workers that control plane nodes of 8 cores and 32 GB are rated for: OpenShift 4 sizing guide. */
const ratedWorkers = 100;

/** Says where a plan has more workers than its control plane is rated for. */
export function controlPlaneLimit({ workers, pools }: NodePlan): string[] {
  const controlPlane = pools.reduce((sum, { role, count }) => sum + (role === 'control-plane' ? count : 0), 0);
  if (controlPlane === 0 || workers <= ratedWorkers) return [];
  return [
    `${counted(workers, 'worker')} are more than OpenShift rates a control plane of 8 cores and 32 GB for (${ratedWorkers}): ` +
      'set a larger nodes.controlPlaneType, or plan several clusters',
  ];
}

function stoppedVms(stopped: readonly Demand[], placement: Placement): string[] {
  if (stopped.length === 0) return [];
  const further = placement.further(stopped.map(itemOf));
  const noRoom =
    further.unplaced.length === 0 ? '' : `, and ${counted(further.unplaced.length, 'VM')} would find no room`;
  return [
    `VMs to keep that do not run now: ${whole(stopped.length)}. They take storage only and are not in the node count; ` +
      `starting all of them would need up to ${counted(further.total, 'worker')} more${noRoom}`,
  ];
}
