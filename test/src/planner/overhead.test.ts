import { describe, expect, it } from 'vitest';
import { blankDatastore } from '../../../src/model/blank-records.ts';
import type { Estate } from '../../../src/model/estate.ts';
import type { NodePlan, Overhead } from '../../../src/model/plan.ts';
import { nodeTypeSchema } from '../../../src/model/settings.ts';
import { overhead } from '../../../src/planner/overhead.ts';
import { aHost, anEstate, aVm } from './small-estate.ts';

const controlPlaneType = nodeTypeSchema.parse({ name: 'cp', cores: 16, threads: 32, memoryMiB: 65_536 });

const nodes: NodePlan = {
  pools: [
    {
      type: 'n',
      role: 'worker',
      count: 2,
      allocatable: { cpuMilli: 100_000, memoryMiB: 400_000, pods: 240 },
      steps: [
        { what: 'hardware threads and memory', cpuMilli: 128_000, memoryMiB: 524_288, source: 'type' },
        { what: 'kubelet', cpuMilli: -1000, memoryMiB: -10_000, source: 'formula' },
        { what: 'kept free', cpuMilli: -27_000, memoryMiB: -114_288, source: 'settings' },
      ],
    },
    { type: 'n', role: 'spare', count: 1, allocatable: null, steps: [] },
    { type: 'cp', role: 'control-plane', count: 3, allocatable: null, steps: [] },
  ],
  workers: 2,
  total: 6,
  lowerBound: 2,
  gapPercent: 0,
  bindingDimension: 'cpu',
  heuristic: null,
  demand: { cpuMilli: 0, memoryMiB: 0, pods: 0 },
  unplaced: [],
  alternatives: [],
  assumptions: [],
};

function ladders(estate: Estate): Overhead {
  return overhead({
    estate,
    nodes,
    controlPlaneType,
    kubeVirtMemoryMiB: 2000,
    coresPerCpu: 0.5,
    isVmwareAppliance: (index) => estate.vms[index]?.name === 'vcenter',
  });
}

const step = (steps: Overhead['today'], name: string): [number | null, number | null] | undefined => {
  const found = steps.find((candidate) => candidate.step.startsWith(name));
  return found === undefined ? undefined : [found.cpuPercent, found.memoryPercent];
};

describe('overhead', () => {
  // 10 hosts of 10 cores at 2000 MHz and 100,000 MiB: 100 cores, 200,000 MHz, 1,000,000 MiB
  const hosts = Array.from({ length: 10 }, (_, i) => aHost(`h${i}`, { cores: 10, cpuMHz: 2000, memoryMiB: 100_000 }));
  const vms = [
    aVm('a', { memoryOverheadMiB: 4000 }),
    aVm('vcenter', { memoryOverheadMiB: 1000, cpuUsageMHz: 4000, memoryConsumedMiB: 20_000 }),
    aVm('unknown', { memoryOverheadMiB: null }),
    aVm('off', { powerState: 'poweredOff', memoryOverheadMiB: 9999 }),
  ];

  it('measures today’s steps against the hosts', () => {
    const { today } = ladders(anEstate(vms, hosts));
    // 4000 + 1000 of 1,000,000 MiB
    expect(step(today, 'memory that ESXi holds')).toEqual([null, 0.5]);
    expect(today[0]?.basis).toBe('measured: 5\u202f000 MiB for 2 of 3 running VMs');
    // 4000 of 200,000 MHz; 20,000 of 1,000,000 MiB
    expect(step(today, 'VMware’s own appliances')).toEqual([2, 2]);
  });

  it('says what is not measured instead of 0, and so knows no net', () => {
    const { today, netPercent } = ladders(anEstate([aVm('a', { memoryOverheadMiB: null })], hosts));
    expect(netPercent).toBeNull();
    for (const { cpuPercent, memoryPercent, basis } of today) {
      expect([cpuPercent, memoryPercent]).toEqual([null, null]);
      expect(basis).toMatch(/^not measured: needs /);
    }
    expect(step(today, 'vSAN')).toBeUndefined();
    const vsan = { ...blankDatastore(0, 2, 'ds'), type: 'vsan' };
    expect(step(ladders(anEstate([], hosts, { datastores: [vsan] })).today, 'vSAN')).toEqual([null, null]);
  });

  it('puts what Kubernetes will take on the same scale', () => {
    const { target } = ladders(anEstate(vms, hosts));
    // 2 workers × 1 CPU × 0.5 core of 100 cores; 2 × 10,000 of 1,000,000 MiB
    expect(step(target, 'kubelet, 2 workers')).toEqual([1, 2]);
    // 3 × 16 of 100 cores; 3 × 65,536 of 1,000,000 MiB, to two decimals
    expect(step(target, 'control plane')).toEqual([48, 19.66]);
    expect(step(target, 'memory that KubeVirt holds')).toEqual([null, 0.2]);
    expect(step(target, 'kept free')).toBeUndefined();
  });

  it('tells what a step takes nothing of from what nobody measured', () => {
    const { today, target } = ladders(anEstate(vms, hosts));
    const notOf = [...today, ...target].filter(({ doesNotApply }) => doesNotApply === 'cpu').map((one) => one.step);
    expect(notOf).toEqual(['memory that ESXi holds for each VM', 'memory that KubeVirt holds for each VM']);
    for (const one of [...today, ...target]) if (one.doesNotApply === 'cpu') expect(one.cpuPercent).toBeNull();
  });

  it('gives no share of hosts that are not all known', () => {
    const { today, target } = ladders(anEstate(vms, [...hosts, aHost('x', { cores: null, memoryMiB: null })]));
    expect(step(today, 'memory that ESXi holds')).toEqual([null, null]);
    expect(step(target, 'control plane')).toEqual([null, null]);
  });
});
