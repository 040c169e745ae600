import { annotationValue } from '../../src/lib/kubernetes-names.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { PoolQuota } from '../../src/model/scheduling-plan.ts';
import type { VmDecision, Workload } from '../../src/model/plan.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { bridgesOf } from '../../src/model/bridges.ts';
import { indexPlan, movedWorkloads, type MovedWorkload } from '../../src/model/moved-workloads.ts';
import { namesOf } from './names.ts';
import { restrictedException } from './pod.ts';
import { priorityClassFile } from './priority-classes.ts';
import { aliasFile, bridgeFiles } from './bridges.ts';
import { dataJobs, rsyncDockerfile } from './data-jobs.ts';
import { kustomization } from './kustomization.ts';
import { networkPolicies } from './network-policies.ts';
import { networkFile } from './networks.ts';
import { platformFiles } from './platform.ts';
import { kubernetesReadme, namespaceReadme } from './readme.ts';
import { switches } from './switches.ts';
import { workloadFile } from './workload.ts';

/** Why a namespace has the Pod Security level that it has. */
function podSecurityLevel(
  members: readonly VmDecision[],
  workloads: readonly MovedWorkload[],
): { readonly level: string; readonly why: string } {
  const asRoot = workloads.filter((moved) => restrictedException(moved) !== null).map(({ workload }) => workload.name);
  const rehosted = members.filter(({ disposition }) => disposition === 'rehost').length;
  if (rehosted > 0)
    return { level: 'privileged', why: 'virt-launcher Pods need more than the restricted level allows' };
  if (asRoot.length > 0) return { level: 'baseline', why: `an exception: ${asRoot.join(', ')} run as root` };
  return { level: 'restricted', why: 'nothing in it needs more' };
}

function namespaceManifest(name: string, members: readonly VmDecision[], level: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'app.kubernetes.io/managed-by': 'devirt',
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/warn': 'restricted',
      },
      annotations: { 'devirt.dev/application': annotationValue(members[0]?.application ?? name) },
    },
  };
}

/** Requests for Pods that state none (a shell for debugging): the quota would refuse them. */
const limitRange = (namespace: string, { sizing }: Settings): unknown => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'defaults', namespace },
  spec: {
    limits: [
      {
        type: 'Container',
        defaultRequest: { cpu: `${sizing.cpuFloorMilli}m`, memory: `${sizing.memoryFloorMiB}Mi` },
      },
    ],
  },
});

/**
 * A quota of what the plan requests, and the largest member once more: a live migration and a rolling update hold
 * two copies for a while, and a quota without that room would refuse them.
 */
function quota(namespace: string, members: readonly VmDecision[]): unknown {
  let cpuMilli = 0;
  let memoryMiB = 0;
  let largestCpuMilli = 0;
  let largestMemoryMiB = 0;
  for (const { sizing } of members) {
    if (sizing === null) continue;
    const memory = sizing.memoryMiB + sizing.overheadMemoryMiB;
    cpuMilli += sizing.cpuRequestMilli;
    memoryMiB += memory;
    largestCpuMilli = Math.max(largestCpuMilli, sizing.cpuRequestMilli);
    largestMemoryMiB = Math.max(largestMemoryMiB, memory);
  }
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'planned', namespace },
    spec: {
      hard: {
        'requests.cpu': `${cpuMilli + largestCpuMilli}m`,
        'requests.memory': `${memoryMiB + largestMemoryMiB}Mi`,
      },
    },
  };
}

/** The limit of a resource pool that is the application as a whole. */
function poolQuota(namespace: string, { pool, quota: limits }: PoolQuota): unknown {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {
      name: 'resource-pool',
      namespace,
      annotations: { 'devirt.dev/vmware-resource-pool': annotationValue(pool) },
    },
    spec: {
      hard: {
        ...(limits?.cpuMilli == null ? {} : { 'requests.cpu': `${limits.cpuMilli}m` }),
        ...(limits?.memoryMiB == null ? {} : { 'requests.memory': `${limits.memoryMiB}Mi` }),
      },
    },
  };
}

const claimsComment = (decision: VmDecision, workload: Workload): string =>
  (workload.container === null
    ? [
        `Storage of ${decision.name}, which becomes containers: ${decision.decidedBy.reason}`,
        'One claim for each data file system that VMware Tools report, else for each disk after the first, which is taken',
        'for the operating system: an assumption, because nobody has looked inside this VM. The workload and its image come',
        'from guest evidence, which is not there yet.',
      ]
    : [
        `Storage of ${workload.container.title} on ${decision.name}: one claim for each folder that it keeps data in.`,
        'Claims without storageClassName get the default class of the cluster: choose others in the overlay.',
        'How to go back: a claim that is deleted takes its data along, unless the class says Retain; the VM keeps its own.',
      ]
  ).join('\n');

function claims(decision: VmDecision): GeneratedFile[] {
  return decision.workloads
    .filter((workload) => workload.volumes.length > 0)
    .map((workload) => ({
      path: `kubernetes/base/${decision.namespace}/${workload.name}-claims.yaml`,
      content: toYaml(
        workload.volumes.map((volume) => ({
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: {
            name: volume.claim,
            namespace: decision.namespace,
            labels: decision.labels,
            annotations: { 'devirt.dev/vmware-disk': annotationValue(volume.origin) },
          },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${volume.sizeMiB}Mi` } } },
        })),
        claimsComment(decision, workload),
      ),
    }));
}

const nameBelow = (namespace: string, { path }: GeneratedFile): string =>
  path.slice(`kubernetes/base/${namespace}/`.length);

/**
 * kustomize base: a folder an application with its namespace, quota, networks, claims and workloads; and an overlay,
 * written once.
 */
export function* kubernetesManifests(assessed: Assessed): Generator<GeneratedFile> {
  const { plan, settings } = assessed;
  const byNamespace = new Map<string, VmDecision[]>();
  for (const decision of plan.decisions) {
    if (decision.disposition !== 'containerize' && decision.disposition !== 'rehost') continue;
    const members = byNamespace.get(decision.namespace);
    if (members === undefined) byNamespace.set(decision.namespace, [decision]);
    else members.push(decision);
  }
  const namespaces = [...byNamespace.keys()].sort(byCodePoint);
  const pools = new Map(
    plan.scheduling.resourcePools.flatMap((pool) =>
      pool.quota === null || pool.namespace === null ? [] : [[pool.namespace, pool]],
    ),
  );
  const index = indexPlan(plan);
  const components: string[] = [];
  const all: { namespace: string; workloads: MovedWorkload[] }[] = [];
  for (const namespace of namespaces) {
    const members = byNamespace.get(namespace) ?? [];
    const workloads = movedWorkloads(members);
    all.push({ namespace, workloads });
    const names = namesOf(workloads);
    const bridges = bridgesOf(workloads, index.edgesTo, index);
    const aliases = aliasFile(namespace, bridges);
    if (aliases !== null) yield aliases;
    for (const file of [
      ...networkPolicies(namespace, workloads, plan.dependencies.window, index),
      ...switches(namespace, workloads),
      ...dataJobs(namespace, workloads, names, settings),
      ...bridgeFiles(namespace, bridges, workloads, names),
    ]) {
      yield file;
      if (file.path.endsWith('/kustomization.yaml'))
        components.push(file.path.slice('kubernetes/'.length, -'/kustomization.yaml'.length));
    }
    if (workloads.length > 0) yield namespaceReadme(namespace, workloads, bridges);
    const workloadFiles = workloads.map((moved) => workloadFile(moved, names));
    yield* workloadFiles;
    const claimFiles = members.flatMap(claims);
    yield* claimFiles;
    const { level, why } = podSecurityLevel(members, workloads);
    const pool = pools.get(namespace);
    const networks = networkFile(namespace, members, plan.network.attachments);
    if (networks !== null) yield networks;
    yield {
      path: `kubernetes/base/${namespace}/namespace.yaml`,
      content: toYaml(
        [namespaceManifest(namespace, members, level)],
        `A namespace an application. Pod Security level ${level}: ${why}. To go back, leave it out of the overlay.`,
      ),
    };
    if (workloads.length > 0) {
      yield {
        path: `kubernetes/base/${namespace}/limits.yaml`,
        content: toYaml(
          [limitRange(namespace, settings)],
          'Requests for Pods that state none, such as a shell for debugging: the quota beside it would refuse them. To go back, leave it out.',
        ),
      };
    }
    yield {
      path: `kubernetes/base/${namespace}/quota.yaml`,
      content: toYaml(
        [quota(namespace, members), ...(pool === undefined ? [] : [poolQuota(namespace, pool)])],
        [
          'What the plan requests, and the largest member once more for live migrations and rolling updates.',
          ...(pool === undefined
            ? []
            : [
                'The second is the limit of the resource pool that the application is on vSphere. Shares are not carried: requests are weights too.',
              ]),
        ].join('\n'),
      ),
    };
    yield {
      path: `kubernetes/base/${namespace}/kustomization.yaml`,
      content: toYaml(
        [
          kustomization([
            'namespace.yaml',
            'quota.yaml',
            ...(workloads.length === 0 ? [] : ['limits.yaml']),
            ...(aliases === null ? [] : ['aliases.yaml']),
            ...(networks === null ? [] : ['networks.yaml']),
            ...claimFiles.map((file) => nameBelow(namespace, file)).sort(byCodePoint),
            ...workloadFiles.map((file) => nameBelow(namespace, file)).sort(byCodePoint),
          ]),
        ],
        'All that stands in this folder. What an environment wants otherwise goes into an overlay: this file is written anew by each run.',
      ),
    };
  }
  if (components.some((path) => path.startsWith('components/data/'))) yield rsyncDockerfile();
  yield kubernetesReadme(all, components.sort(byCodePoint));
  yield* platformFiles(assessed);
  const priorityClasses = priorityClassFile(plan.scheduling.priorityClasses);
  if (priorityClasses !== null) yield priorityClasses;
  yield {
    path: 'kubernetes/base/kustomization.yaml',
    content: toYaml(
      [kustomization([...(priorityClasses === null ? [] : ['priority-classes.yaml']), ...namespaces])],
      'Every application; an overlay may take single folders instead, one a wave.',
    ),
  };
  yield {
    path: 'kubernetes/overlays/production/kustomization.yaml',
    mode: 'once',
    content: toYaml(
      [kustomization(['../../base'])],
      [
        'Yours: written once and never again. Storage classes, images and patches of this environment go here.',
        'What to switch on, and when, stands in kubernetes/README.md: components: [../../components/...]',
      ].join('\n'),
    ),
  };
}
