import type { VimNode } from '../client/node.ts';

/** A counter that is asked for. */
export interface WantedCounter {
  /** Group, name and rollup, as vSphere's documentation writes it. */
  readonly name: string;
  /**
   * The object's own figure, or one of each of its disks, of which the sum or the largest counts at each moment unless
   * the server keeps the object's own.
   */
  readonly of: 'object' | 'sum of instances' | 'largest instance';
}

/**
 * What sizing can use. vCenter keeps statistics level 1 unless someone raised it, and a vCenter 9.0 lists active memory
 * at level 2 and figures of single devices at level 3 (PerfCounterInfo, `level` and `perDeviceLevel`).
 */
export const wantedCounters: readonly WantedCounter[] = [
  { name: 'cpu.usagemhz.average', of: 'object' },
  { name: 'cpu.usage.average', of: 'object' },
  { name: 'cpu.ready.summation', of: 'object' },
  { name: 'mem.active.average', of: 'object' },
  { name: 'mem.consumed.average', of: 'object' },
  { name: 'mem.usage.average', of: 'object' },
  { name: 'disk.usage.average', of: 'object' },
  { name: 'net.usage.average', of: 'object' },
  { name: 'virtualDisk.numberReadAveraged.average', of: 'sum of instances' },
  { name: 'virtualDisk.numberWriteAveraged.average', of: 'sum of instances' },
  { name: 'virtualDisk.totalReadLatency.average', of: 'largest instance' },
  { name: 'virtualDisk.totalWriteLatency.average', of: 'largest instance' },
];

/** A wanted counter as this server numbers it. */
export interface Counter extends WantedCounter {
  readonly id: string;
  /** vim25's key of the unit: megaHertz, percent, millisecond, kiloBytes, kiloBytesPerSecond, number. */
  readonly unit: string;
  /** Statistics level from which vCenter keeps it, for each of its devices where those are asked for; null where not told. */
  readonly level: number | null;
}

/** The wanted counters that a server has, out of PerformanceManager.perfCounter. */
export function findCounters(listed: readonly VimNode[]): Counter[] {
  const byName = new Map<string, { id: string; unit: string; level: number | null; deviceLevel: number | null }>();
  for (const counter of listed) {
    const id = counter.text('key');
    const unit = counter.text('unitInfo.key');
    const name = [counter.text('groupInfo.key'), counter.text('nameInfo.key'), counter.text('rollupType')].join('.');
    if (id === null || unit === null) continue;
    byName.set(name, { id, unit, level: counter.count('level'), deviceLevel: counter.count('perDeviceLevel') });
  }
  return wantedCounters.flatMap((wanted) => {
    const found = byName.get(wanted.name);
    if (found === undefined) return [];
    const { id, unit, level, deviceLevel } = found;
    return [{ ...wanted, id, unit, level: wanted.of === 'object' ? level : deviceLevel }];
  });
}

/** A span that vCenter keeps figures for: rolled up to one every `seconds`, for `lengthSeconds`. */
export interface Interval {
  readonly seconds: number;
  readonly lengthSeconds: number;
  /** Its statistics level, 1 to 4: counters of a higher one are not kept. Null on a lone host, which has none. */
  readonly level: number | null;
}

/** Figures every 20 s of the last hour, which every host keeps by itself. */
const realtime: Interval = { seconds: 20, lengthSeconds: 3600, level: null };
/** Longer averages say nothing of load. */
const longestUseful = 7200;

/**
 * The spans to read: the finest that is kept, which shows peaks, and the coarsest of two hours or less, which shows a
 * month. A lone host keeps none but the last hour.
 */
export function chooseIntervals(listed: readonly VimNode[]): Interval[] {
  const kept = listed
    .flatMap((interval): Interval[] => {
      const seconds = interval.count('samplingPeriod');
      const lengthSeconds = interval.count('length');
      return interval.flag('enabled') === true && seconds !== null && lengthSeconds !== null && seconds > 0
        ? [{ seconds, lengthSeconds, level: interval.count('level') }]
        : [];
    })
    .filter(({ seconds }) => seconds <= longestUseful)
    .sort((a, b) => a.seconds - b.seconds);
  const [finest] = kept;
  const coarsest = kept.at(-1);
  if (finest === undefined || coarsest === undefined) return [realtime];
  return finest === coarsest ? [finest] : [finest, coarsest];
}
