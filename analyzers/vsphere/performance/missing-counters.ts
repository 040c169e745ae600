import type { SourceWarning } from '../../../src/model/estate.ts';
import type { Counter, Interval } from './counters.ts';

/** What nobody knows of VMs without a counter. */
const unknownWithout: ReadonlyMap<string, string> = new Map([
  ['cpu.usagemhz.average', 'how much CPU they use'],
  ['cpu.usage.average', 'how much CPU they use'],
  ['cpu.ready.summation', 'how long they wait for CPU'],
  ['mem.active.average', 'how much of their memory is active'],
  ['mem.usage.average', 'how much of their memory is active'],
  ['mem.consumed.average', 'how much memory they hold'],
  ['disk.usage.average', 'their disk throughput'],
  ['net.usage.average', 'their network throughput'],
  ['virtualDisk.numberReadAveraged.average', 'their reads and writes a second'],
  ['virtualDisk.numberWriteAveraged.average', 'their reads and writes a second'],
  ['virtualDisk.totalReadLatency.average', 'the latency of their disks'],
  ['virtualDisk.totalWriteLatency.average', 'the latency of their disks'],
]);

/** "300 s, kept for 1 day". */
function described({ seconds, lengthSeconds }: Interval): string {
  const [length, unit] = lengthSeconds < 86_400 ? [lengthSeconds / 3600, 'hour'] : [lengthSeconds / 86_400, 'day'];
  const rounded = Math.round(length);
  return `every ${seconds} s, kept for ${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}

/**
 * Warnings of an interval of which no VM has these counters: because its statistics level leaves them out, with the
 * level that would keep them, or for another reason.
 */
export function missingCounters(interval: Interval, counters: readonly Counter[]): SourceWarning[] {
  const { level } = interval;
  const above = counters.filter((counter) => level !== null && counter.level !== null && counter.level > level);
  const others = counters.filter((counter) => !above.includes(counter));
  const warning = (missing: readonly Counter[], why: string): SourceWarning => {
    const unknown = new Set(missing.flatMap(({ name }) => unknownWithout.get(name) ?? []));
    const remains = unknown.size === 0 ? '' : `; unknown there: ${[...unknown].join(', ')}`;
    return {
      place: 'performance',
      message: `no VM has ${missing.map(({ name }) => name).join(', ')} ${described(interval)}: ${why}${remains}`,
      // Most vCenters keep level 1, and the plan says of each figure what it rests on.
      lacking: false,
    };
  };
  const warnings: SourceWarning[] = [];
  if (above.length > 0) {
    const wanted = Math.max(...above.map((counter) => counter.level ?? 0));
    const which = above.map(({ name, level: of }) => `${name} ${of}`).join(', ');
    warnings.push(
      warning(
        above,
        `its statistics level is ${level}, and they need more (${which}). Set statistics level ${wanted} for this interval and all shorter ones (vCenter: Configure, Settings, General, Statistics), and collect again once it has filled`,
      ),
    );
  }
  if (others.length > 0) {
    warnings.push(
      warning(
        others,
        level === null
          ? 'the server keeps none, or nothing ran'
          : `its statistics level ${level} should keep them; perhaps nothing ran, or the level was raised since`,
      ),
    );
  }
  return warnings;
}
