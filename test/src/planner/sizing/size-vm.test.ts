import { describe, expect, it } from 'vitest';
import { blankDisk } from '../../../../src/model/blank-records.ts';
import type { Vm } from '../../../../src/model/estate.ts';
import type { Disposition, Sizing } from '../../../../src/model/plan.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { sizeVm } from '../../../../src/planner/sizing/size-vm.ts';
import { today } from '../../../../src/planner/sizing/today.ts';
import { aHost, anEstate, aSeries, aSource, aVm } from '../small-estate.ts';

const settings = settingsSchema.parse({ sizing: { memoryHeadroomPercent: 15, memoryFloorMiB: 256 } });
const host = aHost('esx01.example.org');

function size(vm: Vm, disposition: Disposition): Sizing | null {
  const hosts = today(anEstate([vm, aVm('other')], [host]), () => host);
  return sizeVm(vm, disposition, aSource(), hosts, { coresPerCpu: 0.62, settings });
}

describe('sizeVm', () => {
  it('gives a rehosted VM its configured memory, and KubeVirt its own', () => {
    const sizing = size(aVm('a'), 'rehost');
    expect(sizing?.memoryMiB).toBe(8192);
    // 8192/512 = 16; 240; 4 × 8 = 32; 8; 32
    expect(sizing?.overheadMemoryMiB).toBe(328);
    expect(sizing?.memoryBasis.method).toBe('configured');
    expect(sizing?.memoryBasis.evidence[0]?.path).toBe('vInfo!Q7 (Memory)');
  });

  it('gives a container consumed memory with headroom', () => {
    // 5000 × 1.15
    expect(size(aVm('a'), 'containerize')).toMatchObject({ memoryMiB: 5750, overheadMemoryMiB: 0 });
    // (5000 + 700 + 300) × 1.15: what the host took away is added back
    const squeezed = aVm('a', { memoryBalloonedMiB: 700, memorySwappedMiB: 300 });
    expect(size(squeezed, 'containerize')?.memoryMiB).toBe(6900);
  });

  it('keeps container memory between floor, reservation and what is configured', () => {
    expect(size(aVm('a', { memoryConsumedMiB: 8000 }), 'containerize')?.memoryMiB).toBe(8192);
    expect(size(aVm('a', { memoryReservationMiB: 7000 }), 'containerize')).toMatchObject({
      memoryMiB: 7000,
      memoryBasis: { method: 'reservation' },
    });
    expect(size(aVm('a', { memoryConsumedMiB: 100 }), 'containerize')?.memoryMiB).toBe(256);
    expect(size(aVm('a', { memoryMiB: 128, memoryConsumedMiB: 100 }), 'containerize')?.memoryMiB).toBe(128);
  });

  it('does not take active memory, nor the figures of a VM that is off', () => {
    const noConsumed = aVm('a', { memoryConsumedMiB: null, memoryActiveMiB: 300 });
    expect(size(noConsumed, 'containerize')).toMatchObject({ memoryMiB: 8192, memoryBasis: { method: 'configured' } });
    expect(size(aVm('a', { powerState: 'poweredOff' }), 'containerize')?.memoryMiB).toBe(8192);
  });

  it('takes consumed memory of the past before that of the moment, never active memory', () => {
    // 4,096,000 kB = 4000 MiB × 1.15
    const ofDay = aSeries('mem.consumed.average', { unit: 'kiloBytes', p95: 3e6, p99: 4_096_000, max: 5_120_000 });
    const active = aSeries('mem.active.average', { unit: 'kiloBytes', p95: 6e6, p99: 6e6, max: 6e6 });
    const sizing = size(aVm('a', { performance: [active, ofDay] }), 'containerize');
    expect(sizing?.memoryMiB).toBe(4600);
    expect(sizing?.memoryBasis.method).toBe('consumed');
    expect(sizing?.memoryBasis.explanation).toContain('MiB consumed, p99 of 288 averages of 300 s, 24 h in all');
    expect(sizing?.memoryBasis.evidence[0]?.value).toBe(4_096_000);
    // The maximum of two-hour averages: 5,120,000 kB = 5000 MiB × 1.15
    const ofMonth = { ...ofDay, intervalSeconds: 7200, samples: 360 };
    expect(size(aVm('a', { performance: [ofDay, ofMonth] }), 'containerize')?.memoryMiB).toBe(5750);
    // Peaks where they were watched
    const peaks = aSeries('mem.consumed.average', { ...ofDay, rollup: 'maximum', p99: 5_120_000 });
    const watched = size(aVm('a', { performance: [ofDay, peaks] }), 'containerize');
    expect(watched?.memoryMiB).toBe(5750);
    expect(watched?.memoryBasis.explanation).toContain('p99 of 288 maxima of 300 s');
    // Without figures of the moment too: (4000 + 1000) × 1.15, what the host took away added back
    const silent = { cpuUsageMHz: null, memoryConsumedMiB: null, memoryBalloonedMiB: 1000 };
    expect(size(aVm('a', { ...silent, performance: [ofDay] }), 'containerize')?.memoryMiB).toBe(5750);
    expect(size(aVm('a', { ...silent, performance: [active] }), 'containerize')?.memoryMiB).toBe(8192);
    expect(size(aVm('a', { performance: [ofDay] }), 'rehost')?.memoryMiB).toBe(8192);
  });

  it('claims whole disks, else what the VM’s record states', () => {
    const disks = [
      { ...blankDisk(null), capacityMiB: 40_000, thin: true },
      { ...blankDisk(null), capacityMiB: 10_000 },
    ];
    expect(size(aVm('a', { disks, diskCount: 2, provisionedMiB: 99 }), 'rehost')?.storageMiB).toBe(50_000);
    const incomplete = { disks, diskCount: 3, totalDiskCapacityMiB: 70_000 };
    expect(size(aVm('a', incomplete), 'rehost')?.storageMiB).toBe(70_000);
    expect(size(aVm('a', { provisionedMiB: 58_000 }), 'rehost')?.storageMiB).toBe(58_000);
    expect(size(aVm('a'), 'rehost')?.storageMiB).toBeNull();
  });

  it('sizes nothing that needs no node or is of unknown size', () => {
    expect(size(aVm('a'), 'retain')).toBeNull();
    expect(size(aVm('a'), 'retire')).toBeNull();
    expect(size(aVm('a'), 'replace')).toBeNull();
    expect(size(aVm('a', { cpus: null }), 'rehost')).toBeNull();
    expect(size(aVm('a', { memoryMiB: 0 }), 'rehost')).toBeNull();
  });
});
