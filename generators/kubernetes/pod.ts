import { sha256Hex } from '../../src/lib/sha256.ts';
import type { Container } from '../../src/model/container.ts';
import { configMapName, environmentOf } from './environment.ts';
import { mountsOf } from './mounts.ts';
import { labelsOf, selectorOf, type MovedWorkload } from '../../src/model/moved-workloads.ts';

/** Seconds that a pod goes on answering after it is taken out of its Services, until every node knows. */
const drainSeconds = 5;

/** First port that needs no privilege, by default (ip_unprivileged_port_start in the Linux kernel's ip-sysctl). */
const firstUnprivilegedPort = 1024;

/** Why a workload is not at the restricted Pod Security level; null where it is. */
export function restrictedException({ container }: MovedWorkload): string | null {
  return container.user?.uid === 0 ? 'it runs as root, and no other user does its work' : null;
}

/** securityContext of a Pod that runs as a workload's user. */
export function podSecurity({ user, ports }: Pick<Container, 'user' | 'ports'>): Record<string, unknown> {
  const isRoot = user?.uid === 0;
  const lowest = ports.reduce((low, { port }) => Math.min(low, port), firstUnprivilegedPort);
  return {
    runAsNonRoot: !isRoot,
    ...(user === null ? {} : { runAsUser: user.uid, runAsGroup: user.gid }),
    ...(user === null || user.gid === 0 ? {} : { fsGroup: user.gid, fsGroupChangePolicy: 'OnRootMismatch' }),
    seccompProfile: { type: 'RuntimeDefault' },
    ...(lowest < firstUnprivilegedPort && !isRoot
      ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(lowest) }] }
      : {}),
  };
}

/** securityContext of a container. What runs as root keeps the runtime's capabilities: with none it could not even change its user. */
export function containerSecurity(isRoot: boolean, readOnlyRoot: boolean): Record<string, unknown> {
  return {
    allowPrivilegeEscalation: false,
    ...(isRoot ? {} : { capabilities: { drop: ['ALL'] } }),
    ...(readOnlyRoot ? { readOnlyRootFilesystem: true } : {}),
  };
}

const isLoopback = (address: string | null): boolean => address !== null && /^(?:127\.|::1$|localhost$)/.test(address);

interface Probes {
  readonly probes: Record<string, unknown>;
  /** Why there is none; null where there is. */
  readonly missing: string | null;
}

/**
 * Readiness by the protocol that the application speaks. Liveness asks less: a page that fails because a database is
 * away is no reason to restart. Starting may take five minutes.
 */
function probesOf({ kind, probe, ports }: Container): Probes {
  if (kind === 'CronJob') return { probes: {}, missing: null };
  if (probe === null) return { probes: {}, missing: 'No probe: nothing that it answers to was seen.' };
  if (probe.kind === 'exec') {
    const exec = { exec: { command: probe.command }, timeoutSeconds: 5, periodSeconds: 10 };
    return probe.command.length === 0
      ? { probes: {}, missing: 'No probe: its command is empty.' }
      : { probes: threeProbes(exec, exec), missing: null };
  }
  const port = ports.find((each) => each.port === probe.port);
  if (isLoopback(port?.address ?? null)) {
    return {
      probes: {},
      missing: `No probe: port ${probe.port} listens on ${port?.address ?? ''} alone, where the kubelet does not reach it.`,
    };
  }
  const tcp = { tcpSocket: { port: probe.port }, timeoutSeconds: 5, periodSeconds: 10 };
  const path = probe.kind === 'http' ? (probe.path.startsWith('/') ? probe.path : `/${probe.path}`) : null;
  const ready = path === null ? tcp : { httpGet: { path, port: probe.port }, timeoutSeconds: 5, periodSeconds: 10 };
  return { probes: threeProbes(ready, tcp), missing: null };
}

const threeProbes = (ready: object, alive: object): Record<string, unknown> => ({
  startupProbe: { ...alive, failureThreshold: 30 },
  readinessProbe: { ...ready, failureThreshold: 3 },
  livenessProbe: { ...alive, failureThreshold: 6 },
});

export interface PodTemplate {
  readonly template: { readonly metadata: unknown; readonly spec: Record<string, unknown> };
  /** For the comment above the manifests: what was decided, and what a person must look at. */
  readonly lines: readonly string[];
}

/** The Pod of a workload, at the restricted Pod Security level but for `restrictedException`. */
export function podTemplate(moved: MovedWorkload): PodTemplate {
  const { decision, workload, container } = moved;
  const { sizing } = container;
  const mounts = mountsOf(moved);
  const { configMap, env, leftOut } = environmentOf(moved);
  const { probes, missing } = probesOf(container);
  const drains = container.kind === 'Deployment' && container.ports.length > 0;
  const priorityClassName = decision.scheduling?.priorityClass ?? null;
  const isRoot = container.user?.uid === 0;
  const security = podSecurity(container);

  const lines = [
    `Requests: ${sizing.cpuRequestMilli} m, ${sizing.cpuBasis.explanation}`,
    `${sizing.memoryRequestMiB} MiB, ${sizing.memoryBasis.explanation}`,
    'No CPU limit: a limit throttles even where the node has CPU to spare; requests share it out under contention.',
    container.user === null
      ? 'Which user it runs as nobody knows: runAsNonRoot refuses an image that names none by number.'
      : `Runs as ${container.user.name ?? 'user'} (${container.user.uid}:${container.user.gid}), without privileges${isRoot ? ' but those of root inside the container: the exception to the restricted level' : ''}.`,
    mounts.readOnlyRoot
      ? 'The root file system is read-only: what it writes is known, and is a volume or an emptyDir, which is lost with the Pod.'
      : 'The root file system can be written to, because nobody saw what it writes: with scratch folders known, set readOnlyRootFilesystem.',
    ...(drains
      ? [
          `preStop waits ${drainSeconds} s, until every node has taken the Pod out of its Service; then it gets its stop signal.`,
        ]
      : []),
    ...(configMap === null
      ? []
      : [
          'The annotation with a hash of the environment makes new Pods when the ConfigMap changes here; after a patch in an overlay run kubectl rollout restart.',
        ]),
    ...(missing === null ? [] : [missing]),
    ...mounts.leftOut.map((path) => `Not mounted, because no container can have it at this path: ${path}`),
    ...leftOut.map((name) => `Variable left out, because no container can have it: ${name}`),
    ...container.notes,
  ];
  return {
    lines,
    template: {
      metadata: {
        labels: labelsOf(moved),
        ...(configMap === null
          ? {}
          : { annotations: { 'devirt.dev/environment-sha256': sha256Hex(JSON.stringify(configMap.data)) } }),
      },
      spec: {
        serviceAccountName: workload.name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...(priorityClassName === null ? {} : { priorityClassName }),
        terminationGracePeriodSeconds: container.terminationGraceSeconds + (drains ? drainSeconds : 0),
        securityContext: security,
        ...(container.kind === 'StatefulSet' ? { tolerations: nodeLossTolerations } : {}),
        ...(container.kind === 'Deployment'
          ? {
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: 'kubernetes.io/hostname',
                  whenUnsatisfiable: 'ScheduleAnyway',
                  labelSelector: { matchLabels: selectorOf(moved) },
                },
              ],
            }
          : {}),
        containers: [
          {
            name: workload.name,
            image: container.image,
            ...(container.ports.length === 0
              ? {}
              : {
                  ports: container.ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
                }),
            ...(configMap === null ? {} : { envFrom: [{ configMapRef: { name: configMapName(moved) } }] }),
            ...(env.length === 0 ? {} : { env }),
            resources: {
              requests: { cpu: `${sizing.cpuRequestMilli}m`, memory: `${sizing.memoryRequestMiB}Mi` },
              limits: { memory: `${sizing.memoryLimitMiB}Mi` },
            },
            ...probes,
            ...(drains ? { lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } } : {}),
            securityContext: containerSecurity(isRoot, mounts.readOnlyRoot),
            ...(mounts.volumeMounts.length === 0 ? {} : { volumeMounts: mounts.volumeMounts }),
          },
        ],
        ...(mounts.volumes.length === 0 ? {} : { volumes: mounts.volumes }),
      },
    },
  };
}

/** What Kubernetes adds by itself, written out so that a person sees the figure and may lower it. */
const nodeLossTolerations = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));
