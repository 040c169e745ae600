import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import { component, componentsFolder } from './kustomization.ts';
import { labelsOf, selectorOf, type MovedWorkload } from '../../src/model/moved-workloads.ts';

/** Share of the CPU request at which another replica starts: an assumption, between reacting early and idle replicas. */
const targetUtilizationPercent = 70;
const fewestReplicas = 2;
const mostReplicas = 4;

/** Several replicas of what keeps no data: HorizontalPodAutoscaler, and with it the PodDisruptionBudget that makes sense only then. */
function* autoscaling(namespace: string, workloads: readonly MovedWorkload[]): Generator<GeneratedFile> {
  const stateless = workloads.filter(
    ({ container, workload }) => container.kind === 'Deployment' && workload.volumes.length === 0,
  );
  if (stateless.length === 0) return;
  const folder = `${componentsFolder}/autoscaling/${namespace}`;
  yield {
    path: `${folder}/autoscaling.yaml`,
    content: toYaml(
      stateless.flatMap((moved) => [
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: moved.workload.name, namespace, labels: labelsOf(moved) },
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: moved.workload.name },
            minReplicas: fewestReplicas,
            maxReplicas: mostReplicas,
            metrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  target: { type: 'Utilization', averageUtilization: targetUtilizationPercent },
                },
              },
            ],
          },
        },
        {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: moved.workload.name, namespace, labels: labelsOf(moved) },
          spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(moved) } },
        },
      ]),
      [
        'Several replicas of what keeps no data of its own. Ask first whether it keeps sessions in memory, writes to its own disk,',
        'or must run only once: nobody can see that from outside.',
        `${fewestReplicas} to ${mostReplicas} replicas and ${targetUtilizationPercent} % of the CPU request are assumptions. Needs metrics-server, and room in the quota of the namespace.`,
        'The PodDisruptionBudget stands here and not in the base: with one replica it would block every drain of a node.',
        'How to go back: take the component out of the overlay; the base has one replica.',
      ].join('\n'),
    ),
  };
  yield component(
    folder,
    {
      resources: ['autoscaling.yaml'],
      // A count in the Deployment would undo what the autoscaler set, with each apply.
      patches: stateless.map(({ workload }) => ({
        kind: 'Deployment',
        name: workload.name,
        namespace,
        operations: [{ op: 'remove', path: '/spec/replicas' }],
      })),
    },
    'Off until an overlay names it: only a person knows whether several of these can run at once.',
  );
}

/** Lets CronJobs run, which the base suspends: until the switch the VM runs them. */
function* schedules(namespace: string, workloads: readonly MovedWorkload[]): Generator<GeneratedFile> {
  const jobs = workloads.filter(({ container }) => container.kind === 'CronJob');
  if (jobs.length === 0) return;
  yield component(
    `${componentsFolder}/schedules/${namespace}`,
    {
      patches: jobs.map(({ workload }) => ({
        kind: 'CronJob',
        name: workload.name,
        namespace,
        operations: [{ op: 'replace', path: '/spec/suspend', value: false }],
      })),
    },
    [
      'Lets the CronJobs of this namespace run. Switch it on when cron or the timer on the VM is off: before that both would run.',
      'How to go back: take it out of the overlay, then switch the timer on the VM on again.',
    ].join('\n'),
  );
}

/** Components that a person switches on when the time has come. */
export function* switches(namespace: string, workloads: readonly MovedWorkload[]): Generator<GeneratedFile> {
  yield* autoscaling(namespace, workloads);
  yield* schedules(namespace, workloads);
}
