import { describe, expect, it } from 'vitest';
import type { Host } from '../../../../src/model/estate.ts';
import { licensesToday } from '../../../../src/planner/savings/licenses.ts';
import { aHost } from '../small-estate.ts';

const cpus = (name: string, cpuSockets: number | null, coresPerSocket: number | null): Host =>
  aHost(name, {
    cpuSockets,
    coresPerSocket,
    cores: cpuSockets === null || coresPerSocket === null ? null : cpuSockets * coresPerSocket,
  });

describe('licensesToday', () => {
  it('counts Broadcom’s example of two hosts: a CPU of 8 cores counts as 16', () => {
    // host 1: 2 × max(8, 16) = 32; host 2: 2 × max(24, 16) = 48: 80, of which 16 are idle
    const licenses = licensesToday([cpus('a', 2, 8), cpus('b', 2, 24)], 16);
    expect(licenses).toMatchObject({ physicalCores: 64, licensedCores: 80, idleLicensedCores: 16 });
    expect(licenses?.hosts.map((host) => host.name)).toEqual(['a']);
  });

  it('counts Broadcom’s example of three hosts with one CPU of 8 cores', () => {
    const licenses = licensesToday([cpus('c', 1, 8), cpus('a', 1, 8), cpus('b', 1, 8)], 16);
    expect(licenses).toMatchObject({ physicalCores: 24, licensedCores: 48, idleLicensedCores: 24 });
    expect(licenses?.hosts.map((host) => host.name)).toEqual(['a', 'b', 'c']);
  });

  it('lists hosts that it cannot count, in no sum', () => {
    const licenses = licensesToday([cpus('z', null, 8), cpus('b', 2, 16), cpus('x', 2, null)], 16);
    expect(licenses).toMatchObject({ physicalCores: 32, licensedCores: 32, idleLicensedCores: 0, hosts: [] });
    expect(licenses?.unknownHosts).toEqual(['x', 'z']);
  });

  it('divides cores by sockets where the cores of a CPU are not stated', () => {
    expect(licensesToday([aHost('a', { cpuSockets: 2, coresPerSocket: null, cores: 20 })], 16)).toMatchObject({
      physicalCores: 20,
      licensedCores: 32,
      idleLicensedCores: 12,
    });
  });

  it('knows nothing without a host', () => {
    expect(licensesToday([], 16)).toBeNull();
    expect(licensesToday([cpus('x', null, null)], 16)).toBeNull();
  });
});
