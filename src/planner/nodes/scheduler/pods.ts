import type { Vm } from '../../../model/estate.ts';
import type { Sizing, Workload } from '../../../model/plan.ts';
import type { VmScheduling } from '../../../model/scheduling-plan.ts';
import type { SchedulerPod } from './types.ts';

/** What a VM's pods are made from. */
interface Planned {
  readonly sizing: Sizing;
  readonly workloads: readonly {
    readonly name: string;
    readonly container: Pick<NonNullable<Workload['container']>, 'sizing'> | null;
  }[];
  readonly scheduling: VmScheduling | null;
}

/**
 * The pods of a VM that runs: KubeVirt's launcher, or one for each workload that somebody saw (a CronJob's too: it must
 * find room when it starts); where nobody looked inside, one of the VM's size.
 */
export function podsOf(
  { id }: Pick<Vm, 'id'>,
  { sizing, workloads, scheduling }: Planned,
  wave: number,
): SchedulerPod[] {
  const terms = { wave, podTerms: scheduling?.podTerms ?? [], nodeTerms: scheduling?.nodeTerms ?? [] };
  const containers = workloads.flatMap(({ name, container }) =>
    container === null ? [] : { id: `${id} ${name}`, sizing: container.sizing },
  );
  if (scheduling === null && containers.length > 0) {
    return containers.map((container) => ({
      id: container.id,
      cpuMilli: container.sizing.cpuRequestMilli,
      memoryMiB: container.sizing.memoryRequestMiB,
      ...terms,
    }));
  }
  const memoryMiB = sizing.memoryMiB + sizing.overheadMemoryMiB;
  return [{ id, cpuMilli: sizing.cpuRequestMilli, memoryMiB, ...terms }];
}
