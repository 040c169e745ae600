import type { Container } from './container.ts';
import type { DependencyEdge } from './dependencies.ts';
import type { Plan, VmDecision, Workload } from './plan.ts';

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
  readonly workloadNamed: (namespace: string, name: string) => MovedWorkload | null;
  /** Edges in which a workload answers, and in which it asks. */
  readonly edgesTo: (moved: MovedWorkload) => readonly DependencyEdge[];
  readonly edgesFrom: (moved: MovedWorkload) => readonly DependencyEdge[];
}

export function indexPlan({ decisions, dependencies }: Pick<Plan, 'decisions' | 'dependencies'>): PlanIndex {
  const byVm = new Map(decisions.map((decision) => [decision.vm, decision]));
  const keyOf = (one: string, other: string): string => JSON.stringify([one, other]);
  const moved = movedWorkloads(decisions);
  const byApplication = new Map(moved.map((each) => [keyOf(each.decision.vm, each.container.instance), each]));
  const byName = new Map(moved.map((each) => [keyOf(each.decision.namespace, each.workload.name), each]));
  const edges = { from: new Map<string, DependencyEdge[]>(), to: new Map<string, DependencyEdge[]>() };
  for (const edge of dependencies.edges) {
    for (const side of ['from', 'to'] as const) {
      const { vm, application } = edge[side];
      if (vm === null || application === null) continue;
      const list = edges[side].get(keyOf(vm, application));
      if (list === undefined) edges[side].set(keyOf(vm, application), [edge]);
      else list.push(edge);
    }
  }
  const edgesOf =
    (side: 'from' | 'to') =>
    ({ decision, container }: MovedWorkload): readonly DependencyEdge[] =>
      edges[side].get(keyOf(decision.vm, container.instance)) ?? [];
  return {
    decisionOf: (vm) => byVm.get(vm) ?? null,
    workloadOf: (vm, application) => byApplication.get(keyOf(vm, application)) ?? null,
    workloadNamed: (namespace, name) => byName.get(keyOf(namespace, name)) ?? null,
    edgesTo: edgesOf('to'),
    edgesFrom: edgesOf('from'),
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
