import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vm } from '../../../src/model/estate.ts';
import { planSchema } from '../../../src/model/plan.ts';
import { settingsSchema } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aSource, aVm } from './small-estate.ts';

const settings = settingsSchema.parse({
  overrides: [
    { match: { name: 'web-*' }, disposition: 'containerize', reason: 'stateless' },
    { match: { name: 'keep-*' }, disposition: 'retain', reason: 'licence' },
  ],
});
const hosts = [aHost('esx01.example.org'), aHost('esx02.example.org')];

const anyVm = fc.record({
  kind: fc.constantFrom('web-', 'keep-', 'db-'),
  cpus: fc.option(fc.integer({ min: 1, max: 200 }), { nil: null }),
  memoryMiB: fc.option(fc.integer({ min: 128, max: 1_500_000 }), { nil: null }),
  cpuUsageMHz: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: null }),
  powerState: fc.constantFrom('poweredOn' as const, 'poweredOff' as const, 'suspended' as const, null),
  template: fc.boolean(),
  host: fc.constantFrom('esx01', 'esx02.example.org', 'gone', null),
});
const anyVms = fc
  .array(anyVm, { maxLength: 20 })
  .map((list) => list.map(({ kind, ...facts }, i): Vm => aVm(`${kind}${i % 7}`, { id: `vm-${i}`, ...facts })));

describe('makePlan', () => {
  it('is valid, and accounts for every VM', () => {
    fc.assert(
      fc.property(anyVms, (vms) => {
        const plan = makePlan(anEstate(vms, hosts), settings);
        expect(planSchema.parse(plan)).toEqual(plan);
        expect(plan.decisions.map((decision) => decision.vm)).toEqual(vms.map((vm) => vm.id));
        for (const [i, { sizing, disposition }] of plan.decisions.entries()) {
          const keeps = disposition === 'rehost' || disposition === 'containerize';
          const known = (vms[i]?.cpus ?? 0) > 0 && (vms[i]?.memoryMiB ?? 0) > 0;
          expect(sizing !== null).toBe(keeps && known);
          expect(sizing?.cpuRequestMilli ?? 0).toBeLessThanOrEqual((vms[i]?.cpus ?? 0) * 1000);
        }
        const running = plan.decisions.filter(({ sizing, template }, i) => {
          const state = vms[i]?.powerState;
          return sizing !== null && !template && (state === 'poweredOn' || state === null);
        });
        expect(plan.nodes.demand).toEqual({
          cpuMilli: running.reduce((sum, { sizing }) => sum + (sizing?.cpuRequestMilli ?? 0), 0),
          memoryMiB: running.reduce(
            (sum, { sizing }) => sum + (sizing?.memoryMiB ?? 0) + (sizing?.overheadMemoryMiB ?? 0),
            0,
          ),
          pods: running.length,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of VMs and hosts', () => {
    fc.assert(
      fc.property(anyVms, (vms) => {
        const plan = makePlan(anEstate(vms, hosts), settings);
        const reversed = makePlan(anEstate(vms.toReversed(), hosts.toReversed()), settings);
        expect({ ...reversed, decisions: reversed.decisions.toReversed() }).toEqual(plan);
      }),
      { numRuns: 40 },
    );
  });

  it('makes containers, VMs and what stays', () => {
    const vms = [aVm('web-1'), aVm('db-1'), aVm('keep-1')];
    const plan = makePlan(anEstate(vms, hosts), settings);
    const [web, db, keep] = plan.decisions;
    expect(web).toMatchObject({
      disposition: 'containerize',
      resourceName: 'web-1',
      workloads: [{ name: 'web-1', volumes: [] }],
      sizing: { overheadMemoryMiB: 0, memoryBasis: { method: 'consumed' } },
      labels: { 'app.kubernetes.io/part-of': 'unassigned', 'devirt.dev/disposition': 'containerize' },
    });
    expect(db).toMatchObject({
      disposition: 'rehost',
      workloads: [],
      sizing: { memoryMiB: 8192, overheadMemoryMiB: 328 },
    });
    expect(keep).toMatchObject({ disposition: 'retain', sizing: null });
    expect(plan.asOf).toBe('2026-11-20');
    // One of two hosts stays for the retained VM: a third of the vCPUs and memory.
    expect(plan.savings.inputs?.facts).toMatchObject({ hosts: 2, residualHosts: 1, residualCores: 32 });
  });

  it('says what lacks', () => {
    const silent = aSource({
      exportedAt: null,
      warnings: [
        { place: 'vHost', message: 'The sheet is missing', lacking: true },
        { place: 'vInfo!R3', message: 'A number was read as text', lacking: false },
      ],
    });
    const vms = [aVm('a', { cpus: null }), aVm('b', { powerState: null }), aVm('c', { memoryMiB: 3_000_000 })];
    const { gaps } = makePlan(anEstate(vms, [], { sources: [silent] }), settings);
    expect(gaps[0]).toBe('export.xlsx, vHost: The sheet is missing');
    expect(gaps.some((line) => line.includes('read as text'))).toBe(false);
    expect(gaps.some((line) => line.startsWith('No date:'))).toBe(true);
    expect(gaps.some((line) => line.includes('not known, so that the node count is without them: a'))).toBe(true);
    expect(gaps.some((line) => line.startsWith('The power state of 1 VM'))).toBe(true);
    expect(gaps.some((line) => line.startsWith('No host with known CPUs'))).toBe(true);
    expect(gaps.some((line) => line.includes('overrides[0]'))).toBe(true);
  });
});
