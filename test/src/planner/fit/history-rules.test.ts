import { describe, expect, it } from 'vitest';
import type { PerformanceSeries } from '../../../../src/model/estate.ts';
import { examine } from '../../../../src/planner/fit/frame.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { aSeries } from '../small-estate.ts';
import { aFitContext, type VmGiven } from './fit-estate.ts';

function examined(id: string, given: VmGiven) {
  const context = aFitContext({
    vms: [{ powerState: 'poweredOn', cpus: 4, memoryMiB: 8192, host: 'esx1', ...given }],
    hosts: [{ name: 'esx1', cpuMHz: 2000 }],
  });
  const rule = rules.find((one) => one.id === id);
  const [vm] = context.estate.vms;
  const [source] = context.estate.sources;
  if (rule === undefined || vm === undefined || source === undefined) throw new Error('a rule, a VM and a source');
  return examine(rule, new VmSubject(vm, source), context);
}

/** Thirty days in averages of two hours. */
const month = { intervalSeconds: 7200, samples: 360, from: '2026-10-21T10:00:00', to: '2026-11-20T08:00:00' };
const flat = (value: number): Partial<PerformanceSeries> => ({
  mean: value,
  p50: value,
  p95: value,
  p99: value,
  max: value,
});

const series = (cpu: number, memory: number, network: number, window: Partial<PerformanceSeries> = month) => [
  aSeries('cpu.usage.average', { ...window, unit: 'percent', ...flat(cpu) }),
  aSeries('mem.usage.average', { ...window, unit: 'percent', ...flat(memory) }),
  aSeries('net.usage.average', { ...window, unit: 'kiloBytesPerSecond', ...flat(network) }),
];

describe('retire.idle by history', () => {
  it('decides for a zombie of a month, and says window, interval and coverage', () => {
    const found = examined('retire.idle', { performance: series(0, 0, 0) });
    expect(found?.hit?.vote).toMatchObject({ by: 'retire', disposition: 'retire' });
    expect(found?.finding.detail).toBe(
      'A zombie: CPU, memory and network are 0 throughout, over 30 days in averages of 7\u202f200 s, 100 % of the window has samples.',
    );
    expect(found?.finding.evidence.map(({ path }) => path)).toEqual([
      expect.stringContaining('cpu.usage.average, p95 of 360 averages'),
      expect.stringContaining('mem.usage.average'),
      expect.stringContaining('net.usage.average'),
    ]);
  });

  it('keeps what is idle in averages of two hours a candidate: they hide a nightly job', () => {
    const found = examined('retire.idle', { performance: series(4.9, 4.9, 2499) });
    expect(found?.hit?.vote).toBeUndefined();
    expect(found?.hit?.candidate).toBe('retire');
  });

  it('decides for what was idle for a month in short averages', () => {
    const short = { ...month, intervalSeconds: 300, samples: 8640 };
    expect(examined('retire.idle', { performance: series(4.9, 4.9, 2499, short) })?.hit?.vote).toBeDefined();
  });

  it.each([
    ['a day', { intervalSeconds: 300, samples: 288, from: '2026-11-19T08:05:00', to: '2026-11-20T08:00:00' }],
    ['a month of which half is there', { ...month, samples: 180 }],
  ])('keeps a zombie of %s a candidate', (_, window) => {
    const found = examined('retire.idle', { performance: series(0, 0, 0, window) });
    expect(found?.hit).toMatchObject({ candidate: 'retire' });
    expect(found?.hit?.vote).toBeUndefined();
  });

  it.each([
    ['CPU', series(5, 1, 1)],
    ['memory', series(1, 5, 1)],
    ['the network', series(1, 1, 2500)],
  ])('is silent where %s was busy, though the moment was idle', (_, performance) => {
    expect(examined('retire.idle', { performance, cpuUsageMHz: 0, memoryActiveMiB: 0 })).toBeNull();
  });

  it('asks the moment where history lacks a counter', () => {
    const performance = series(1, 1, 1).slice(0, 2);
    const found = examined('retire.idle', { performance, cpuUsageMHz: 0, memoryActiveMiB: 0 });
    expect(found?.finding.detail).toMatch(/^One sample, without network use\./);
  });
});

describe('performance.cpu-ready by history', () => {
  const ready = (milliseconds: number) => [
    aSeries('cpu.ready.summation', { unit: 'millisecond', ...flat(milliseconds) }),
  ];

  it('turns milliseconds of an interval into percent a vCPU', () => {
    // 66,000 ms of 300 s × 4 vCPUs are 5.5 %.
    const found = examined('performance.cpu-ready', { performance: ready(66_000) });
    expect(found?.finding.detail).toMatch(/^Ready for 5\.5 % of the time a vCPU \(p95\): 1 days? in averages of 300 s/);
  });

  it('lets the past speak for the moment', () => {
    expect(examined('performance.cpu-ready', { performance: ready(60_000), cpuReadyPercent: 30 })).toBeNull();
    expect(examined('performance.cpu-ready', { performance: [], cpuReadyPercent: 30 })?.hit).toBeDefined();
  });
});
