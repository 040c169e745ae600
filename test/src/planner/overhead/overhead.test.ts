import { describe, expect, it } from 'vitest';
import { blankDatastore } from '../../../../src/model/blank-records.ts';
import type { Estate } from '../../../../src/model/estate.ts';
import type { Guest } from '../../../../src/model/guest.ts';
import type { Overhead } from '../../../../src/model/overhead.ts';
import type { NodePlan } from '../../../../src/model/plan.ts';
import { nodeTypeSchema, settingsSchema } from '../../../../src/model/settings.ts';
import { overhead, type OverheadInput } from '../../../../src/planner/overhead/overhead.ts';
import { aGuest } from '../../../support/a-guest.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';

const settings = settingsSchema.parse({
  nodes: { controlPlaneType: { name: 'cp', cores: 16, threads: 32, memoryMiB: 65_536 } },
});
const workerType = nodeTypeSchema.parse({ name: 'n', cores: 64, threads: 128, memoryMiB: 524_288 });

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
  scheduler: null,
  unplaced: [],
  alternatives: [],
  assumptions: [],
};

function ladders(estate: Estate, changes: Partial<OverheadInput> = {}): Overhead {
  return overhead({
    estate,
    settings,
    nodes,
    workerType,
    dispositions: estate.vms.map(() => 'rehost'),
    kubernetesInVms: [],
    softwareDefined: null,
    attachments: 0,
    haReservePercent: null,
    kubeVirtMemoryMiB: 2000,
    coresPerCpu: 0.5,
    isVmwareAppliance: (index) => estate.vms[index]?.name === 'vcenter',
    isNetworkAppliance: () => false,
    isKubernetesNode: () => false,
    guestOf: () => null,
    ...changes,
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

  it('says what is not measured instead of 0', () => {
    const { today, sums } = ladders(anEstate([aVm('a', { memoryOverheadMiB: null })], hosts));
    for (const { step: name, cpuPercent, memoryPercent, basis, apart } of today) {
      if (name === 'an operating system inside every VM' || apart === true) continue;
      expect([cpuPercent, memoryPercent]).toEqual([null, null]);
      expect(basis).toMatch(/^not measured: needs /);
    }
    expect(sums.today.complete).toBe(false);
    expect(sums.net.complete).toBe(false);
    expect(step(today, 'vSAN')).toBeUndefined();
  });

  it('takes ESXi itself from what hosts use and VMs do not', () => {
    const used = hosts.map((host) => ({ ...host, cpuUsagePercent: 10, memoryUsagePercent: 20 }));
    const onHost = { host: 'h0', cpuUsageMHz: 500, memoryConsumedMiB: 15_000, memoryOverheadMiB: 1000 };
    const { today } = ladders(anEstate([aVm('a', onHost)], used));
    // 10 hosts × 20,000 MHz × 10 % - 500 of 200,000 MHz; 10 × 100,000 MiB × 20 % - 16,000 of 1,000,000 MiB
    expect(step(today, 'ESXi itself')).toEqual([9.75, 18.4]);
    const busy = ladders(anEstate([aVm('a', { ...onHost, cpuUsageMHz: 50_000 })], used));
    expect(step(busy.today, 'ESXi itself')).toEqual([null, 18.4]);
  });

  it('assumes vSAN by formula and says so', () => {
    const vsan = { ...blankDatastore(0, 2, 'ds'), type: 'vsan' };
    const { today } = ladders(anEstate([], hosts, { datastores: [vsan] }));
    // 10 % of 100 cores; 10 × 14,672 MiB of 1,000,000
    expect(step(today, 'vSAN')).toEqual([10, 14.67]);
    expect(today.find((one) => one.step === 'vSAN')?.basis).toMatch(/^assumed: /);
  });

  describe('operating systems inside VMs', () => {
    const linux = (name: string) => aVm(name, { guestFullNameTools: 'Debian GNU/Linux 12 (64-bit)' });
    const inside: Guest = {
      ...aGuest({ overhead: { cpuSeconds: 100, memoryMiB: 300, pids: 9 } }),
      uptimeSeconds: 1000,
    };

    it('are measured where somebody looked, like those for others, else assumed by the settings', () => {
      const windows = aVm('w', { guestFullNameTools: 'Microsoft Windows Server 2022 (64-bit)' });
      const estate = anEstate([linux('a'), linux('b'), windows], hosts);
      const { today, target } = ladders(estate, { guestOf: (vm) => (vm.name === 'a' ? inside : null) });
      // 0.1 + 0.1 + 0.05 of 100 cores; 300 + 300 + 2048 of 1,000,000 MiB
      expect(step(today, 'an operating system')).toEqual([0.25, 0.26]);
      expect(today.find((one) => one.step.startsWith('an operating'))?.basis).toMatch(
        /^measured in 1 guest; assumed to be as in those for 1 VM like them; assumed for 1 VM: /,
      );
      // All three are rehosted, so that the target carries them too.
      expect(step(target, 'operating systems that stay')).toEqual([0.25, 0.26]);
    });

    it('go with VMs that become containers', () => {
      const { target } = ladders(anEstate([linux('a')], hosts), { dispositions: ['containerize'] });
      expect(step(target, 'operating systems that stay')).toBeUndefined();
    });
  });

  it('counts what either side needs in no sum', () => {
    const { today, target, sums } = ladders(
      anEstate([aVm('a', { memoryMiB: 8192, memoryConsumedMiB: 2192, memoryOverheadMiB: 100 })], hosts),
      { haReservePercent: 10 },
    );
    const apart = [...today, ...target].filter((one) => one.apart === true).map((one) => one.step);
    expect(apart).toEqual([
      'memory configured and not consumed',
      'kept free by HA for hosts that fail',
      '1 spare node for nodes that fail or are drained',
    ]);
    const counted = today.filter((one) => one.apart !== true);
    const memory = counted.reduce((sum, { memoryPercent }) => sum + (memoryPercent ?? 0), 0);
    expect(sums.today.memoryPercent).toBeCloseTo(memory, 6);
    expect(sums.net.memoryPercent).toBeCloseTo((sums.today.memoryPercent ?? 0) - (sums.target.memoryPercent ?? 0), 6);
  });

  it('names the layers that lie one above the other', () => {
    const { layers } = ladders(anEstate(vms, hosts), { isKubernetesNode: (index) => index === 0, attachments: 2 });
    expect(layers.map(({ of, today, target }) => [of, today.length, target.length])).toEqual([
      ['orchestration', 2, 2],
      ['network', 2, 2],
      ['storage', 3, 2],
    ]);
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
    expect(notOf).toEqual([
      'memory that ESXi holds for each VM',
      'memory configured and not consumed',
      'memory that KubeVirt holds for each VM',
    ]);
    for (const one of [...today, ...target]) if (one.doesNotApply === 'cpu') expect(one.cpuPercent).toBeNull();
  });

  it('gives no share of hosts that are not all known', () => {
    const { today, target } = ladders(anEstate(vms, [...hosts, aHost('x', { cores: null, memoryMiB: null })]));
    expect(step(today, 'memory that ESXi holds')).toEqual([null, null]);
    expect(step(target, 'control plane')).toEqual([null, null]);
  });
});
