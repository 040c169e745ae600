import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTypeSchema, settingsSchema } from '../../../../src/model/settings.ts';
import { nodeCapacity, systemCpuMilli, systemMemoryMiB } from '../../../../src/planner/nodes/reservations.ts';

const settings = settingsSchema.parse({
  nodes: { targetUtilisationPercent: 85, daemonSetCpuMilli: 500, daemonSetMemoryMiB: 2048, daemonSetPods: 10 },
});
const type = nodeTypeSchema.parse({ name: 'n', cores: 64, threads: 128, memoryMiB: 524_288 });

describe('reservations', () => {
  it('follow GKE’s brackets', () => {
    // 25 % of 4 GiB + 20 % of 4 + 10 % of 8 + 6 % of 112 + 2 % of 384 = 1 + 0.8 + 0.8 + 6.72 + 7.68 = 17 GiB
    expect(systemMemoryMiB(524_288)).toBe(17_408);
    expect(systemMemoryMiB(4096)).toBe(1024);
    // 60 + 10 + 10 + 0.25 % of 124,000 = 390, below the one CPU that is kept at least
    expect(systemCpuMilli(128_000)).toBe(1000);
    // 60 + 10 + 10 + 0.25 % of 508,000 = 1350
    expect(systemCpuMilli(512_000)).toBe(1350);
  });

  it('come off step by step, and the steps add up', () => {
    const { allocatable, steps } = nodeCapacity(type, settings, true);
    // (128,000 − 1000 − 500 − 2000) × 85 % = 105,825; (524,288 − 17,408 − 100 − 2048 − 360) × 85 % = 428,716.2
    expect(allocatable).toEqual({ cpuMilli: 105_825, memoryMiB: 428_716, pods: 240 });
    expect(steps.reduce((sum, step) => sum + step.cpuMilli, 0)).toBe(allocatable.cpuMilli);
    expect(steps.reduce((sum, step) => sum + step.memoryMiB, 0)).toBe(allocatable.memoryMiB);
    expect(steps.every((step) => step.source !== '')).toBe(true);
  });

  it('leave KubeVirt’s share out where no VM runs', () => {
    // (128,000 − 1000 − 500) × 85 %
    expect(nodeCapacity(type, settings, false).allocatable.cpuMilli).toBe(107_525);
  });

  it('never leave more than there is, and whole numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 512 }), fc.integer({ min: 512, max: 8_000_000 }), (threads, memoryMiB) => {
        const { allocatable } = nodeCapacity({ ...type, threads, memoryMiB }, settings, true);
        expect(allocatable.cpuMilli).toBeLessThan(threads * 1000);
        expect(allocatable.memoryMiB).toBeLessThan(memoryMiB);
        expect(Number.isInteger(allocatable.cpuMilli) && Number.isInteger(allocatable.memoryMiB)).toBe(true);
      }),
    );
  });
});
