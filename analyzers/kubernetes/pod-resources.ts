import { bytesOf, cpuMilliOf } from './quantity.ts';

/** A container, as far as its resources go. */
export interface ContainerResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** An init container that keeps running beside the others. */
  readonly sidecar: boolean;
}

export interface PodResources {
  readonly containers: readonly ContainerResources[];
  readonly initContainers: readonly ContainerResources[];
  /** Of the pod as a whole, which take the place of the containers' where they are given (Kubernetes 1.32 and later). */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** What the container runtime's class adds. */
  readonly overhead: Readonly<Record<string, string>>;
}

interface Resource {
  readonly name: 'cpu' | 'memory';
  readonly parse: (quantity: string) => number | null;
}

const cpu: Resource = { name: 'cpu', parse: cpuMilliOf };
const memory: Resource = { name: 'memory', parse: bytesOf };

function amount(list: Readonly<Record<string, string>>, { name, parse }: Resource): number | null {
  const quantity = list[name];
  return quantity === undefined ? null : parse(quantity);
}

/**
 * The sum that the scheduler makes (k8s.io/component-helpers/resource, PodRequests): containers and sidecars run
 * together; an init container runs alone beside the sidecars that were started before it; the larger of both counts, and
 * the runtime's overhead on top. Null where `of` is null for one of them.
 */
function effective(pod: PodResources, of: (container: ContainerResources) => number | null): number | null {
  let running = 0;
  let starting = 0;
  for (const container of pod.initContainers) {
    const own = of(container);
    if (own === null) return null;
    if (container.sidecar) {
      running += own;
      starting = Math.max(starting, running);
    } else starting = Math.max(starting, running + own);
  }
  for (const container of pod.containers) {
    const own = of(container);
    if (own === null) return null;
    running += own;
  }
  return Math.max(running, starting);
}

function requestOf(pod: PodResources, resource: Resource): number {
  const whole = amount(pod.requests, resource);
  const sum = whole ?? effective(pod, (container) => amount(container.requests, resource) ?? 0) ?? 0;
  return sum + (amount(pod.overhead, resource) ?? 0);
}

function limitOf(pod: PodResources, resource: Resource): number | null {
  const sum = amount(pod.limits, resource) ?? effective(pod, (container) => amount(container.limits, resource));
  return sum === null ? null : sum + (amount(pod.overhead, resource) ?? 0);
}

/** What a pod asks for; 0 where it asks for nothing. The API server has set requests from limits already. */
export function podRequests(pod: PodResources): { cpuMilli: number; memoryBytes: number } {
  return { cpuMilli: requestOf(pod, cpu), memoryBytes: requestOf(pod, memory) };
}

/** What a pod may use at most; null where it has no limit. */
export function podLimits(pod: PodResources): { cpuMilli: number | null; memoryBytes: number | null } {
  return { cpuMilli: limitOf(pod, cpu), memoryBytes: limitOf(pod, memory) };
}
