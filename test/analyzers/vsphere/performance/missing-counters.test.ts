import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../../analyzers/vsphere/performance/counters.ts';
import { missingCounters } from '../../../../analyzers/vsphere/performance/missing-counters.ts';

const day = { seconds: 300, lengthSeconds: 86_400, level: 1 };
const counter = (name: string, level: number | null): Counter => ({ name, id: '1', unit: 'x', of: 'object', level });

describe('counters that no VM has', () => {
  it('are above the statistics level, which is named with what to set and what stays unknown', () => {
    const month = { seconds: 7200, lengthSeconds: 2_592_000, level: 1 };
    expect(
      missingCounters(month, [
        counter('mem.active.average', 2),
        counter('virtualDisk.totalReadLatency.average', 3),
        counter('virtualDisk.totalWriteLatency.average', 3),
      ]),
    ).toEqual([
      {
        place: 'performance',
        message:
          'no VM has mem.active.average, virtualDisk.totalReadLatency.average, virtualDisk.totalWriteLatency.average every 7200 s, kept for 30 days: ' +
          'its statistics level is 1, and they need more (mem.active.average 2, virtualDisk.totalReadLatency.average 3, virtualDisk.totalWriteLatency.average 3). ' +
          'Set statistics level 3 for this interval and all shorter ones (vCenter: Configure, Settings, General, Statistics), and collect again once it has filled; ' +
          'unknown there: how much of their memory is active, the latency of their disks',
        lacking: false,
      },
    ]);
  });

  it('are missing for another reason where the level is high enough, or unknown', () => {
    const messages = [
      ...missingCounters(day, [counter('cpu.ready.summation', 1), counter('mem.active.average', 2)]),
      ...missingCounters({ seconds: 20, lengthSeconds: 3600, level: null }, [counter('cpu.ready.summation', 1)]),
      ...missingCounters(day, [counter('cpu.ready.summation', null)]),
    ].map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^no VM has mem\.active\.average every 300 s, kept for 1 day: .* Set statistics level 2 /),
      expect.stringMatching(
        /^no VM has cpu\.ready\.summation every 300 s, kept for 1 day: .* level 1 should keep them/,
      ),
      'no VM has cpu.ready.summation every 20 s, kept for 1 hour: the server keeps none, or nothing ran; unknown there: how long they wait for CPU',
      expect.stringMatching(/should keep them/),
    ]);
  });

  it('are none where all are there', () => {
    expect(missingCounters(day, [])).toEqual([]);
  });
});
