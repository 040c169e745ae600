import type { PerformanceSeries } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import { utcTime } from '../inventory/times.ts';
import type { Counter } from './counters.ts';

/** vSphere counts per cent in hundredths. */
const percentParts = 100;
/** Decimals of a mean: more would pretend. */
const meanParts = 1000;

/** The instance that stands for the object as a whole. */
const ownInstance = '';

/** The smallest value that is not less than `percent` of all: nearest rank. `sorted` is ascending and not empty. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? 0;
}

/** The samples of a series, in order; what is blank or negative was not measured. */
function samplesOf(csv: string): (number | null)[] {
  return csv.split(',').map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : null));
}

/** One value of several instances at each moment at which any of them was measured. */
function combine(instances: readonly (readonly (number | null)[])[], of: Counter['of']): (number | null)[] {
  const [only] = instances;
  if (only === undefined) return [];
  if (instances.length === 1) return [...only];
  return only.map((_, moment) => {
    let combined: number | null = null;
    for (const instance of instances) {
      const value = instance[moment] ?? null;
      if (value === null) continue;
      if (combined === null) combined = value;
      else combined = of === 'largest instance' ? Math.max(combined, value) : combined + value;
    }
    return combined;
  });
}

/**
 * Reduces what QueryPerf tells of one object (a PerfEntityMetricCSV) to figures, one series a counter, in the order of
 * `counters`. Counters without a sample are left out.
 */
export function reduceEntity(entity: VimNode, counters: readonly Counter[]): PerformanceSeries[] {
  const info = (entity.text('sampleInfoCSV') ?? '').split(',');
  const intervalSeconds = Number(info[0]);
  const times = info.flatMap((text, index) => (index % 2 === 1 ? (utcTime(text) ?? []) : [])).sort();
  const instancesOf = new Map<string, Map<string, (number | null)[]>>();
  for (const series of entity.all('value')) {
    const id = series.text('id.counterId');
    const csv = series.text('value');
    if (id === null || csv === null) continue;
    const instances = instancesOf.get(id) ?? new Map<string, (number | null)[]>();
    instancesOf.set(id, instances.set(series.text('id.instance') ?? ownInstance, samplesOf(csv)));
  }
  if (!Number.isSafeInteger(intervalSeconds) || intervalSeconds <= 0) return [];
  return counters.flatMap((counter) => {
    const divisor = counter.unit === 'percent' ? percentParts : 1;
    const instances = instancesOf.get(counter.id) ?? new Map<string, (number | null)[]>();
    const own = instances.get(ownInstance);
    const sorted = combine(own === undefined ? [...instances.values()] : [own], counter.of)
      .filter((value) => value !== null)
      .sort((a, b) => a - b);
    if (sorted.length === 0) return [];
    const sum = sorted.reduce((total, value) => total + value, 0);
    return [
      {
        counter: counter.name,
        unit: counter.unit,
        intervalSeconds,
        rollup: 'average' as const,
        from: times[0] ?? null,
        to: times.at(-1) ?? null,
        samples: sorted.length,
        mean: Math.round((sum / sorted.length / divisor) * meanParts) / meanParts,
        p50: percentile(sorted, 50) / divisor,
        p95: percentile(sorted, 95) / divisor,
        p99: percentile(sorted, 99) / divisor,
        max: (sorted.at(-1) ?? 0) / divisor,
      },
    ];
  });
}
