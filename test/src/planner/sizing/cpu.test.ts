import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host, PerformanceSeries, Vm } from '../../../../src/model/estate.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { sizeCpu } from '../../../../src/planner/sizing/cpu.ts';
import type { CpuSize } from '../../../../src/planner/sizing/cpu.ts';
import { today } from '../../../../src/planner/sizing/today.ts';
import { aHost, anEstate, aSeries, aSource, aVm } from '../small-estate.ts';

const settings = settingsSchema.parse({
  nodes: { targetUtilisationPercent: 80 },
  sizing: { momentaryCpuFactor: 2, momentaryCpuFloorPercent: 10, threadYield: 0.62, cpuFloorMilli: 100 },
});
const threads = { coresPerCpu: 0.62, settings };

/** Sizes the first VM in an estate of these VMs and hosts. */
function size(vms: readonly Vm[], hosts: readonly Host[], conversion = threads): CpuSize {
  const [vm] = vms;
  if (vm === undefined) throw new Error('no VM');
  const hostOf = (of: Vm): Host | null => hosts.find((host) => host.name === of.host) ?? null;
  return sizeCpu(vm, vm.cpus ?? 0, aSource(), today(anEstate(vms, hosts), hostOf), conversion);
}

const esx01 = aHost('esx01.example.org');

describe('sizeCpu', () => {
  it('converts core time to threads', () => {
    // 1300 MHz × 2 ÷ 2600 = 1 core ÷ 0.62 = 1.6129 CPUs
    const { requestMilli, basis } = size([aVm('a')], [esx01]);
    expect(requestMilli).toBe(1613);
    expect(basis.method).toBe('momentary');
    expect(basis.explanation).toContain('÷ 0.62 of a core a hyperthread = 1.613 CPUs');
    expect(basis.evidence[0]).toEqual({ source: 'export.xlsx', path: 'vCPU!I9 (Overall)', value: 1300 });
  });

  it('leaves core time as it is where the nodes have no hyperthreads', () => {
    // 1 core, a CPU is a core
    expect(size([aVm('a')], [esx01], { coresPerCpu: 1, settings }).requestMilli).toBe(1000);
  });

  it('adds ready time back above 5 %, because contention cut the use short', () => {
    // (1300 + 10 % × 4 × 2600 = 1040) × 2 ÷ 2600 = 1.8 cores ÷ 0.62 = 2.9032 CPUs
    const { requestMilli, basis } = size([aVm('a', { cpuReadyPercent: 10 })], [esx01]);
    expect(requestMilli).toBe(2904);
    expect(basis.explanation).toContain('10 % ready × 4 vCPUs');
    expect(size([aVm('a', { cpuReadyPercent: 5 })], [esx01]).requestMilli).toBe(1613);
  });

  it('keeps to floor, reservation and vCPUs', () => {
    // 26 × 2 ÷ 2600 ÷ 0.62 = 0.03 CPUs, below 10 % of 4
    expect(size([aVm('a', { cpuUsageMHz: 26 })], [esx01]).requestMilli).toBe(400);
    // 10 % of 1 is the smallest request
    expect(size([aVm('a', { cpus: 1, cpuUsageMHz: 1 })], [esx01]).requestMilli).toBe(100);
    // 10,000 × 2 ÷ 2600 ÷ 0.62 = 12.4 CPUs, but 4 vCPUs
    expect(size([aVm('a', { cpuUsageMHz: 10_000 })], [esx01]).requestMilli).toBe(4000);
    // 5200 ÷ 2600 ÷ 0.62 = 3.2258 CPUs
    const reserved = size([aVm('a', { cpuReservationMHz: 5200 })], [esx01]);
    expect(reserved.requestMilli).toBe(3226);
    expect(reserved.basis.method).toBe('reservation');
  });

  it('takes the density of the cluster for a VM that does not run', () => {
    const off = aVm('a', { powerState: 'poweredOff', cpuUsageMHz: 0 });
    const busy = aVm('b', { cpus: 128 });
    // 128 vCPUs on 32 cores with 64 threads, 80 % full: 0.4 of a thread each × 4
    expect(size([off, busy], [esx01]).requestMilli).toBe(1600);
    expect(size([off, busy], [{ ...esx01, cpuUsagePercent: 10 }]).basis.method).toBe('density');
    // 32 cores without threads × 80 % ÷ 0.62 ÷ 128 = 0.32258 CPUs a vCPU × 4
    expect(size([off, busy], [{ ...esx01, hyperThreadingActive: false }]).requestMilli).toBe(1291);
    // Never more than a CPU a vCPU
    expect(size([off, aVm('b', { cpus: 8 })], [esx01]).requestMilli).toBe(4000);
    // The host states more vCPUs than the VMs that are listed have: 64 × 80 % ÷ 256 × 4
    expect(size([off, busy], [{ ...esx01, vcpuCount: 256 }]).requestMilli).toBe(800);
  });

  it('takes the use of the hosts for a running VM without figures of its own', () => {
    const vms = [aVm('a', { cpuUsageMHz: null }), aVm('b', { cpus: 128 })];
    // 25 % of 32 cores = 8 × 2 ÷ 0.62 ÷ 132 vCPUs = 0.19550 × 4
    const { requestMilli, basis } = size(vms, [{ ...esx01, cpuUsagePercent: 25 }]);
    expect(requestMilli).toBe(783);
    expect(basis.method).toBe('hosts');
    expect(basis.explanation).toContain('cluster C1 uses 8 of 32 cores for 132 vCPUs × 2');
    // 5 %: 1.6 × 2 ÷ 0.62 ÷ 132 = 0.039, below the floor of 10 % × 4
    expect(size(vms, [{ ...esx01, cpuUsagePercent: 5 }]).requestMilli).toBe(400);
    // 60 % twice is more than the hosts have: density, 64 × 80 % ÷ 132 × 4
    expect(size(vms, [{ ...esx01, cpuUsagePercent: 60 }]).requestMilli).toBe(1552);
    // 0 % on hosts that run VMs was not collected
    expect(size(vms, [{ ...esx01, cpuUsagePercent: 0 }]).basis.method).toBe('density');
  });

  it('takes the whole estate where the cluster’s hosts are not all known', () => {
    const off = aVm('a', { powerState: 'suspended', host: null, cluster: 'C2' });
    const vms = [off, aVm('b', { cpus: 128 }), aVm('c', { cpus: 2, cluster: 'C2', host: null })];
    const unknown = aHost('esx09', { cluster: 'C2', cores: null });
    const { requestMilli, basis } = size(vms, [esx01, unknown]);
    expect(requestMilli).toBe(1600);
    expect(basis.explanation).toContain('the estate runs');
  });

  it('does not count hosts in maintenance into the density', () => {
    const off = aVm('a', { powerState: 'poweredOff' });
    const idle = aHost('esx02', { maintenanceMode: true });
    expect(size([off, aVm('b', { cpus: 128 })], [esx01, idle]).requestMilli).toBe(1600);
  });

  it('asks for what is configured where hosts are not known', () => {
    const { requestMilli, basis } = size([aVm('a')], []);
    expect(requestMilli).toBe(4000);
    expect(basis.method).toBe('configured');
    expect(basis.explanation).toContain('without the speed of a host');
  });

  it('does not take missing statistics for idleness', () => {
    // No CPU use and no memory: nothing was reported. 8 vCPUs on 64 threads: as configured.
    const silent = aVm('a', { cpuUsageMHz: 0, memoryConsumedMiB: 0 });
    expect(size([silent, aVm('b')], [esx01]).requestMilli).toBe(4000);
    const lost = aVm('a', { connectionState: 'disconnected' });
    expect(size([lost, aVm('b')], [esx01]).basis.method).toBe('density');
    // A source in which no VM uses anything has no statistics.
    expect(size([aVm('a', { cpuUsageMHz: 0 })], [esx01]).basis.method).toBe('density');
  });

  it('gives a VM whose latency sensitivity is high whole CPUs of its own', () => {
    const { requestMilli, basis } = size([aVm('a', { latencySensitivity: 'High' })], [esx01]);
    expect(requestMilli).toBe(4000);
    expect(basis.method).toBe('reservation');
    expect(basis.explanation).toContain('raised to 4 whole CPUs of its own');
    expect(size([aVm('a', { latencySensitivity: 'normal' })], [esx01]).requestMilli).toBe(1613);
  });

  it('uses the slowest host where a VM’s own is not known', () => {
    // 1300 × 2 ÷ 2000 ÷ 0.62 = 2.0968 CPUs
    const { requestMilli } = size([aVm('a', { host: 'gone' })], [esx01, aHost('esx02', { cpuMHz: 2000 })]);
    expect(requestMilli).toBe(2097);
  });

  describe('out of history', () => {
    const ofDay = aSeries('cpu.usagemhz.average', { p95: 1040, p99: 2000, max: 2600 });
    const ofMonth = aSeries('cpu.usagemhz.average', {
      intervalSeconds: 7200,
      samples: 360,
      from: '2026-10-21T08:00:00',
      to: '2026-11-20T06:00:00',
      p95: 500,
      p99: 1660,
      max: 2500,
    });
    const ofHour = aSeries('cpu.usagemhz.average', { intervalSeconds: 20, samples: 180, p95: 1300, p99: 1500 });
    const sizeWith = (...performance: Vm['performance'] & object): CpuSize =>
      size([aVm('a', { performance })], [esx01]);

    it('takes the p95 of a day without factor and floor', () => {
      // 1040 ÷ 2600 = 0.4 cores ÷ 0.62 = 0.64516 CPUs
      const { requestMilli, basis } = sizeWith(ofDay);
      expect(requestMilli).toBe(646);
      expect(basis.method).toBe('percentile');
      expect(basis.explanation).toContain(
        'MHz used, p95 of 288 averages of 300 s, 24 h in all, from 2026-11-19T08:15:00 to 2026-11-20T08:10:00 ÷ ',
      );
      expect(basis.explanation).not.toContain('low confidence');
      expect(basis.evidence[0]).toMatchObject({ value: 1040 });
      expect(basis.evidence[0]?.path).toContain('cpu.usagemhz.average, p95 of 288 averages of 300 s');
      // 26 ÷ 2600 ÷ 0.62 = 0.016 CPUs: no share of the vCPUs, but the smallest request
      expect(sizeWith({ ...ofDay, p95: 26 }).requestMilli).toBe(100);
      // 13,000 ÷ 2600 ÷ 0.62 = 8.1 CPUs, but 4 vCPUs
      expect(sizeWith({ ...ofDay, p95: 13_000 }).requestMilli).toBe(4000);
    });

    it('widens the p99 of averages of two hours, and takes the larger of both', () => {
      // 1660 ÷ 0.83 = 2000 ÷ 2600 = 0.76923 cores ÷ 0.62 = 1.24069 CPUs
      expect(sizeWith(ofMonth).requestMilli).toBe(1241);
      const { requestMilli, basis } = sizeWith(ofDay, ofMonth);
      expect(requestMilli).toBe(1241);
      expect(basis.explanation).toContain('p99 of 360 averages of 7\u202f200 s, 720 h in all');
      expect(basis.explanation).toContain('÷ 0.83 for the peaks that so long averages hide');
      // 415 ÷ 0.83 = 500 is less than the 1040 of the day
      expect(sizeWith(ofDay, { ...ofMonth, p99: 415 }).requestMilli).toBe(646);
    });

    it('trusts less than a day no more than one moment', () => {
      // 1300 × 2 ÷ 2600 = 1 core ÷ 0.62 = 1.6129 CPUs
      const { requestMilli, basis } = sizeWith(ofHour);
      expect(requestMilli).toBe(1613);
      expect(basis.explanation).toContain('1 h in all');
      expect(basis.explanation).toContain('× 2 for what less than a day misses');
      expect(basis.explanation).toContain('low confidence');
      // Below 10 % of 4
      expect(sizeWith({ ...ofHour, p95: 26 }).requestMilli).toBe(400);
      expect(sizeWith(ofHour, ofDay).requestMilli).toBe(646);
      // A day whose last hour is not rolled up yet is a day: 276 × 300 s = 23 h
      expect(sizeWith({ ...ofDay, samples: 276 }).requestMilli).toBe(646);
      expect(sizeWith({ ...ofDay, samples: 275 }).basis.explanation).toContain('low confidence');
    });

    it('adds back what the VM waited', () => {
      // 120,000 ms of 300 s and 4 vCPUs are 10 %: 10 % × 4 × 2600 = 1040; (1040 + 1040) ÷ 2600 ÷ 0.62 = 1.29032 CPUs
      const ready = aSeries('cpu.ready.summation', { unit: 'millisecond', p95: 120_000, p99: 130_000, max: 140_000 });
      const { requestMilli, basis } = sizeWith(ofDay, ready);
      expect(requestMilli).toBe(1291);
      expect(basis.explanation).toContain('10 % ready × 4 vCPUs');
      // 60,000 ms are 5 %, which is healthy
      expect(sizeWith(ofDay, { ...ready, p95: 60_000 }).requestMilli).toBe(646);
      // Of another interval: not of these averages
      expect(sizeWith(ofDay, { ...ready, intervalSeconds: 1800 }).requestMilli).toBe(646);
      // Kept by no interval: what the moment tells
      const momentary = aVm('a', { performance: [ofDay], cpuReadyPercent: 10 });
      expect(size([momentary], [esx01]).requestMilli).toBe(1291);
    });

    it('leaves the estimate out of long averages alone where short ones cover a week', () => {
      const ofWeek = { ...ofDay, samples: 7 * 288, from: '2026-11-13T08:15:00' };
      expect(sizeWith(ofWeek, { ...ofMonth, p99: 2500 }).requestMilli).toBe(646);
      expect(sizeWith({ ...ofWeek, samples: 6 * 288 }, { ...ofMonth, p99: 2500 }).requestMilli).toBeGreaterThan(646);
    });

    it('does not take peaks for a demand, which others can lend', () => {
      const peaks: PerformanceSeries = { ...ofDay, rollup: 'maximum', p95: 5000 };
      expect(sizeWith(ofDay, peaks).requestMilli).toBe(646);
      expect(sizeWith(peaks).basis.method).toBe('momentary');
    });

    it('goes on without it where nothing was collected, or the VM is off', () => {
      expect(sizeWith().basis.method).toBe('momentary');
      expect(sizeWith({ ...ofDay, p50: 0, p95: 0, p99: 0, max: 0 }).basis.method).toBe('momentary');
      expect(sizeWith({ ...ofDay, counter: 'cpu.usage.average' }).basis.method).toBe('momentary');
      const off = aVm('a', { performance: [ofDay], powerState: 'poweredOff' });
      expect(size([off, aVm('b')], [esx01]).basis.method).toBe('density');
      expect(size([aVm('a', { performance: [ofDay] })], []).basis.method).toBe('configured');
    });

    it('needs no figure of the moment', () => {
      expect(size([aVm('a', { performance: [ofDay], cpuUsageMHz: null })], [esx01]).requestMilli).toBe(646);
    });

    it('asks for more than nothing and never for more than the vCPUs, and for more where more was used', () => {
      const figures = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 4, maxLength: 4 });
      const series = fc.record({
        intervalSeconds: fc.constantFrom(20, 300, 1800, 7200),
        samples: fc.integer({ min: 1, max: 10_000 }),
        figures,
      });
      const grown = fc.integer({ min: 0, max: 10_000 });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 128 }),
          fc.array(series, { minLength: 1, maxLength: 3 }),
          grown,
          (cpus, list, more) => {
            const request = (added: number): number => {
              const performance = list.map(({ intervalSeconds, samples, figures: values }) => {
                const [p50 = 0, p95 = 0, p99 = 0, max = 0] = values
                  .toSorted((a, b) => a - b)
                  .map((value) => value + 1 + added);
                return aSeries('cpu.usagemhz.average', { intervalSeconds, samples, p50, p95, p99, max });
              });
              return size([aVm('a', { cpus, performance })], [esx01]).requestMilli;
            };
            expect(request(0)).toBeGreaterThan(0);
            expect(request(0)).toBeLessThanOrEqual(cpus * 1000);
            expect(request(more)).toBeGreaterThanOrEqual(request(0));
          },
        ),
        { numRuns: 300 },
      );
    });
  });

  it('asks for a whole number above zero and never for more than the vCPUs', () => {
    const mhz = fc.option(fc.integer({ min: 0, max: 500_000 }), { nil: null });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 128 }),
        mhz,
        mhz,
        fc.option(fc.double({ min: 0, max: 400, noNaN: true }), { nil: null }),
        fc.constantFrom('poweredOn' as const, 'poweredOff' as const, 'suspended' as const, null),
        fc.boolean(),
        (cpus, cpuUsageMHz, cpuReservationMHz, cpuReadyPercent, powerState, known) => {
          const vm = aVm('a', { cpus, cpuUsageMHz, cpuReservationMHz, cpuReadyPercent, powerState });
          const { requestMilli } = size([vm, aVm('b')], known ? [esx01] : []);
          expect(Number.isInteger(requestMilli)).toBe(true);
          expect(requestMilli).toBeGreaterThan(0);
          expect(requestMilli).toBeLessThanOrEqual(cpus * 1000);
        },
      ),
      { numRuns: 300 },
    );
  });
});
