import { describe, expect, it } from 'vitest';
import { podLimits, podRequests, type ContainerResources } from '../../../analyzers/kubernetes/pod-resources.ts';

const container = (cpu: string | null, sidecar = false): ContainerResources => ({
  requests: cpu === null ? {} : { cpu, memory: '1Mi' },
  limits: cpu === null ? {} : { cpu },
  sidecar,
});
const pod = { containers: [], initContainers: [], requests: {}, limits: {}, overhead: {} };

describe('what a pod asks for', () => {
  it('is nothing where nobody wrote anything, and then it has no limit', () => {
    const best = { ...pod, containers: [container(null)] };
    expect(podRequests(best)).toEqual({ cpuMilli: 0, memoryBytes: 0 });
    expect(podLimits(best)).toEqual({ cpuMilli: null, memoryBytes: null });
  });

  it('is the sum of its containers, or the largest init container where that is more', () => {
    const containers = [container('100m'), container('200m')];
    expect(podRequests({ ...pod, containers }).cpuMilli).toBe(300);
    expect(podRequests({ ...pod, containers, initContainers: [container('1'), container('2')] }).cpuMilli).toBe(2000);
    expect(podRequests({ ...pod, containers, initContainers: [container('250m')] }).cpuMilli).toBe(300);
  });

  // The cases of KEP-753: an init container runs beside the sidecars before it, and not beside those after it.
  it('counts sidecars with the containers, and with the init containers after them', () => {
    const containers = [container('1')];
    const before = [container('500m', true), container('2')];
    expect(podRequests({ ...pod, containers, initContainers: before }).cpuMilli).toBe(2500);
    expect(podRequests({ ...pod, containers, initContainers: before.toReversed() }).cpuMilli).toBe(2000);
    expect(podRequests({ ...pod, containers, initContainers: [container('500m', true)] }).cpuMilli).toBe(1500);
  });

  it('has the overhead of its runtime on top, and what is written for the whole pod in place of the sum', () => {
    const one = { ...pod, containers: [container('1')], overhead: { cpu: '250m', memory: '120Mi' } };
    expect(podRequests(one)).toEqual({ cpuMilli: 1250, memoryBytes: 121 * 1024 * 1024 });
    expect(podRequests({ ...one, requests: { cpu: '3' } })).toEqual({ cpuMilli: 3250, memoryBytes: 121 * 1024 * 1024 });
    expect(podLimits(one)).toEqual({ cpuMilli: 1250, memoryBytes: null });
  });

  it('has no limit as soon as one container has none', () => {
    expect(podLimits({ ...pod, containers: [container('1'), container(null)] }).cpuMilli).toBeNull();
  });
});
