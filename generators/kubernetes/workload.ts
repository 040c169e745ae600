import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { isTimeZone } from '../../src/lib/time-zones.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import { environmentOf } from './environment.ts';
import { labelsOf, selectorOf, type MovedWorkload } from '../../src/model/moved-workloads.ts';
import { podTemplate, restrictedException, type PodTemplate } from './pod.ts';
import { headlessServiceName, type NamespaceNames } from './names.ts';

/** Never comes: 31 February. A CronJob must have a schedule. */
const neverSchedule = '0 0 31 2 *';

const metadataOf = (moved: MovedWorkload, name = moved.workload.name): Record<string, unknown> => ({
  name,
  namespace: moved.decision.namespace,
  labels: labelsOf(moved),
});

function deployment(moved: MovedWorkload, { template }: PodTemplate): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(moved),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorOf(moved) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template,
    },
  };
}

function statefulSet(moved: MovedWorkload, { template }: PodTemplate, names: NamespaceNames): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(moved),
    spec: {
      serviceName: headlessServiceName(moved, names),
      replicas: 1,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorOf(moved) },
      template,
    },
  };
}

/** Five fields or a macro, as the planner gives them; null where no expression says what was observed. */
function cronJob(moved: MovedWorkload, { template }: PodTemplate): unknown {
  const schedule = moved.container.schedule;
  const timeZone = schedule?.timeZone ?? null;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadataOf(moved),
    spec: {
      schedule: schedule?.expression ?? neverSchedule,
      ...(timeZone === null || !isTimeZone(timeZone) ? {} : { timeZone }),
      suspend: true,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          template: { ...template, spec: { restartPolicy: 'Never', ...template.spec } },
        },
      },
    },
  };
}

function services(moved: MovedWorkload, names: NamespaceNames): unknown[] {
  const { container } = moved;
  const ports = container.ports.map(({ name, port, protocol }) => ({ name, port, protocol, targetPort: port }));
  const service = (name: string, spec: object): unknown => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(moved, name),
    spec: { ...spec, selector: selectorOf(moved), ...(ports.length === 0 ? {} : { ports }) },
  });
  return [
    ...(container.kind !== 'CronJob' && ports.length > 0 ? [service(moved.workload.name, { type: 'ClusterIP' })] : []),
    ...(container.kind === 'StatefulSet' ? [service(headlessServiceName(moved, names), { clusterIP: 'None' })] : []),
  ];
}

function* kindLines({ container }: MovedWorkload): Generator<string> {
  yield `${container.kind}: ${container.kindReason}`;
  if (container.kind === 'StatefulSet') {
    yield 'One replica on claims of the plan, which the Jobs of components/data fill before it starts. More replicas want volumeClaimTemplates and replication of the application itself.';
    yield 'When its node is lost, Kubernetes waits 300 s (tolerations) and then still does not start it elsewhere, because the old Pod might run on: fence the node, then: kubectl taint nodes NODE node.kubernetes.io/out-of-service=nodeshutdown:NoExecute';
  }
  if (container.kind === 'CronJob') {
    const { schedule } = container;
    yield `Seen on the VM: ${schedule?.observed ?? 'no schedule'}. Suspended until components/schedules is switched on, because until the switch the VM runs it too.`;
    if (schedule?.expression == null) {
      yield 'No cron expression says the same: the one below never comes. Choose one in the overlay.';
    }
    if (schedule?.timeZone != null && !isTimeZone(schedule.timeZone)) {
      yield `Its time zone ${schedule.timeZone} is no name that Kubernetes knows: UTC counts.`;
    }
    yield 'Forbid: a run that is late does not meet the next one. No retry, as under cron: backoffLimit 0.';
  }
}

function header(moved: MovedWorkload, pod: PodTemplate): string {
  const { decision, container } = moved;
  const exception = restrictedException(moved);
  return [
    `${container.title}${container.version === null ? '' : ` ${container.version}`} of VM ${decision.name} (${container.instance}): ${decision.decidedBy.reason}`,
    ...kindLines(moved),
    ...(exception === null ? [] : [`Exception to the restricted Pod Security level: ${exception}.`]),
    ...pod.lines,
    'How to go back: scale it to 0 (a CronJob: suspend it), let the bridge point to the VM again, start the service on the VM. The VM keeps its disks until the last step of its runbook in waves/.',
  ].join('\n');
}

/** Everything that one workload is in the cluster, but for its claims: one file. */
export function workloadFile(moved: MovedWorkload, names: NamespaceNames): GeneratedFile {
  const { decision, workload, container } = moved;
  const pod = podTemplate(moved);
  const { configMap } = environmentOf(moved);
  const controller =
    container.kind === 'CronJob'
      ? cronJob(moved, pod)
      : container.kind === 'StatefulSet'
        ? statefulSet(moved, pod, names)
        : deployment(moved, pod);
  return {
    path: `kubernetes/base/${decision.namespace}/workloads/${workload.name}.yaml`,
    content: toYaml(
      [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: metadataOf(moved),
          automountServiceAccountToken: false,
        },
        ...(configMap === null ? [] : [configMap]),
        controller,
        ...services(moved, names),
      ],
      header(moved, pod),
    ),
  };
}
