import type { Container } from '../../src/model/container.ts';
import type { Plan, VmDecision, Workload } from '../../src/model/plan.ts';

/** A workload that somebody looked at, so that there is an image and a manifest. */
export interface MovedWorkload {
  readonly decision: VmDecision;
  readonly workload: Workload;
  readonly container: Container;
}

/** The workloads of VMs that become containers, in the order of the plan. */
export function movedWorkloads(decisions: readonly VmDecision[]): MovedWorkload[] {
  return decisions.flatMap((decision) =>
    decision.disposition !== 'containerize'
      ? []
      : decision.workloads.flatMap((workload) =>
          workload.container === null ? [] : [{ decision, workload, container: workload.container }],
        ),
  );
}

/** Who answers or asks where an edge of the plan names a VM and an application on it. */
export interface PlanIndex {
  readonly decisionOf: (vm: string) => VmDecision | null;
  readonly workloadOf: (vm: string, application: string) => MovedWorkload | null;
}

export function indexPlan({ decisions }: Plan): PlanIndex {
  const byVm = new Map(decisions.map((decision) => [decision.vm, decision]));
  const keyOf = (vm: string, application: string): string => JSON.stringify([vm, application]);
  const byApplication = new Map(
    movedWorkloads(decisions).map((moved) => [keyOf(moved.decision.vm, moved.container.instance), moved]),
  );
  return {
    decisionOf: (vm) => byVm.get(vm) ?? null,
    workloadOf: (vm, application) => byApplication.get(keyOf(vm, application)) ?? null,
  };
}

/** What a workload's pods are selected by; never changes, because a Deployment's selector cannot. */
export const selectorOf = ({ workload }: Pick<MovedWorkload, 'workload'>): Record<string, string> => ({
  'app.kubernetes.io/instance': workload.name,
});

/** Labels of everything that belongs to a workload. */
export const labelsOf = ({ decision, workload }: MovedWorkload): Record<string, string> => ({
  ...decision.labels,
  'app.kubernetes.io/name': workload.name,
  ...selectorOf({ workload }),
});
