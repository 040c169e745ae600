import { describe, expect, it } from 'vitest';
import { residualHosts } from '../../../../src/planner/savings/residual-hosts.ts';
import { aHost, aVm } from '../small-estate.ts';

const hosts = ['a', 'b', 'c', 'd'].map((name) => aHost(name));
const retains =
  (names: string[]) =>
  (vm: { name: string }): boolean =>
    names.includes(vm.name);

describe('residualHosts', () => {
  it('is empty where nothing is retained, and where the only one retained is a template', () => {
    expect(residualHosts(hosts, [aVm('x')], retains([]), 16)).toEqual([]);
    expect(residualHosts(hosts, [aVm('x', { template: true })], retains(['x']), 16)).toEqual([]);
  });

  it('keeps one host for a VM that is off', () => {
    expect(residualHosts(hosts, [aVm('x', { powerState: 'poweredOff' }), aVm('y')], retains(['x']), 16)).toHaveLength(
      1,
    );
  });

  it('keeps the larger share of vCPUs and memory, rounded up', () => {
    // vCPUs: 4 of 12 × 4 hosts = 1.3; memory: 64 of 128 GiB × 4 hosts = 2
    const vms = [aVm('x', { memoryMiB: 65_536 }), aVm('y', { memoryMiB: 32_768 }), aVm('z', { memoryMiB: 32_768 })];
    expect(residualHosts(hosts, vms, retains(['x']), 16)).toHaveLength(2);
    expect(residualHosts(hosts, vms, retains(['x', 'y', 'z']), 16)).toHaveLength(4);
  });

  it('keeps hosts for VMs that no source lists', () => {
    // The hosts state 4 × 10 = 40 vCPUs; 4 + 16 = 20 are listed: half of them stays.
    const stating = hosts.map((host) => ({ ...host, vcpuCount: 10, vRamMiB: 1024 }));
    const vms = [aVm('x'), aVm('y', { cpus: 16 })];
    expect(residualHosts(stating, vms, retains([]), 16)).toHaveLength(2);
    // All listed: none stays.
    const complete = stating.map((host) => ({ ...host, vcpuCount: 5 }));
    expect(residualHosts(complete, vms, retains([]), 16)).toEqual([]);
    // What another source lists does not make up for it.
    const elsewhere = [aVm('x'), aVm('y', { cpus: 16, source: 1 })];
    // 40 stated, 4 listed there and 16 elsewhere: 36 of 56 × 4 hosts = 2.6
    expect(residualHosts(stating, elsewhere, retains([]), 16)).toHaveLength(3);
  });

  it('takes those with most licensed cores, whatever the order', () => {
    const mixed = [...hosts, aHost('big', { coresPerSocket: 32, cores: 64 }), aHost('odd', { cpuSockets: null })];
    const vms = [aVm('x'), aVm('y', { cpus: 100, memoryMiB: 999_999 })];
    expect(residualHosts(mixed, vms, retains(['x']), 16).map((host) => host.name)).toEqual(['big']);
    expect(residualHosts(mixed.toReversed(), vms, retains(['x']), 16).map((host) => host.name)).toEqual(['big']);
  });
});
