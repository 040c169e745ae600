import type { ResourcePool, Vm } from '../../model/estate.ts';
import type { PoolQuota } from '../../model/scheduling-plan.ts';
import type { VmDecision } from '../../model/plan.ts';
import { scopeOf } from '../place.ts';
import { needsNodes } from '../sizing/size-vm.ts';

/** A VM with what the plan made of it. */
export interface Planned {
  readonly vm: Vm;
  readonly decision: Pick<VmDecision, 'namespace' | 'disposition' | 'sizing' | 'template'>;
}

/** `milliOf` turns MHz of the VM's cores into thousandths of a CPU; null where their speed is not known. */
export type MilliOf = (vm: Vm, mhz: number) => number | null;

const key = (scope: string, path: string): string => `${scope}\n${path}`;

/** The pool that every cluster and host has: its figures are the cluster's own capacity. */
const rootPool = 'Resources';

const hasFigures = (pool: ResourcePool): boolean =>
  [pool.cpuReservationMHz, pool.memoryReservationMiB].some((figure) => (figure ?? 0) > 0) ||
  [pool.cpuLimitMHz, pool.memoryLimitMiB].some((figure) => (figure ?? -1) >= 0);

/**
 * Resource pools that reserve or limit something, with the quota that a limit becomes where the pool is one application:
 * all its VMs are of one namespace, and all VMs of that namespace are in it. Shares are no part of it: they weigh under
 * contention, as requests do.
 */
export function poolQuotas(pools: readonly ResourcePool[], planned: readonly Planned[], milliOf: MilliOf): PoolQuota[] {
  const byPool = new Map<string, Planned[]>();
  const byNamespace = new Map<string, number>();
  for (const one of planned) {
    if (one.decision.template || !needsNodes(one.decision.disposition)) continue;
    byNamespace.set(one.decision.namespace, (byNamespace.get(one.decision.namespace) ?? 0) + 1);
    const { resourcePool } = one.vm;
    if (resourcePool === null) continue;
    const at = key(scopeOf(one.vm), resourcePool);
    const known = byPool.get(at);
    if (known === undefined) byPool.set(at, [one]);
    else known.push(one);
  }
  return pools
    .filter((pool) => pool.name !== rootPool && hasFigures(pool))
    .map((pool): PoolQuota => {
      const scope = scopeOf(pool);
      const members =
        (pool.path === null ? undefined : byPool.get(key(scope, pool.path))) ??
        (pool.name === null ? undefined : byPool.get(key(scope, pool.name))) ??
        [];
      return quotaOf(pool, members, byNamespace, milliOf);
    });
}

function quotaOf(
  pool: ResourcePool,
  members: readonly Planned[],
  byNamespace: ReadonlyMap<string, number>,
  milliOf: MilliOf,
): PoolQuota {
  const [first] = members;
  const milli = (mhz: number | null): number | null =>
    mhz === null || mhz < 0 || first === undefined ? null : milliOf(first.vm, mhz);
  const memoryLimitMiB = pool.memoryLimitMiB === null || pool.memoryLimitMiB < 0 ? null : pool.memoryLimitMiB;
  const figures = {
    pool: pool.path ?? pool.name ?? '',
    vms: members.length,
    cpuReservationMilli: milli(pool.cpuReservationMHz),
    memoryReservationMiB: pool.memoryReservationMiB,
    cpuLimitMilli: milli(pool.cpuLimitMHz),
    memoryLimitMiB,
  };
  const refused = (namespace: string | null, why: string): PoolQuota => ({ ...figures, namespace, quota: null, why });
  const namespaces = new Set(members.map(({ decision }) => decision.namespace));
  const [namespace] = namespaces;
  if (namespace === undefined) return refused(null, 'no VM in it goes to the new nodes');
  if (namespaces.size > 1) return refused(null, `its VMs are of ${namespaces.size} applications`);
  if (byNamespace.get(namespace) !== members.length) {
    return refused(null, `other VMs of the application ${namespace} are outside it`);
  }
  if (figures.cpuLimitMilli === null && memoryLimitMiB === null) {
    return refused(namespace, 'it limits nothing; what it reserves, requests give its VMs one by one');
  }
  let [cpu, memory, largestCpu, largestMemory] = [0, 0, 0, 0];
  for (const { decision } of members) {
    if (decision.sizing === null) continue;
    const { cpuRequestMilli, memoryMiB, overheadMemoryMiB } = decision.sizing;
    cpu += cpuRequestMilli;
    memory += memoryMiB + overheadMemoryMiB;
    largestCpu = Math.max(largestCpu, cpuRequestMilli);
    largestMemory = Math.max(largestMemory, memoryMiB + overheadMemoryMiB);
  }
  // A live migration holds the VM twice for a while.
  if ((figures.cpuLimitMilli ?? Infinity) < cpu + largestCpu || (memoryLimitMiB ?? Infinity) < memory + largestMemory) {
    return refused(
      namespace,
      'its limit is below what the plan requests for its VMs and one of them twice: a quota of it would refuse them, so the limit is not carried',
    );
  }
  return {
    ...figures,
    namespace,
    quota: { cpuMilli: figures.cpuLimitMilli, memoryMiB: memoryLimitMiB },
    why: 'the pool is the application: its limit becomes a quota on requests',
  };
}
