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
export function percentile(sorted: ArrayLike<number>, percent: number): number {
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

/** What QueryPerf tells of one object (a PerfEntityMetricCSV). */
export interface EntitySamples {
  readonly intervalSeconds: number;
  /** When each sample was taken, or ended where it is an average: null where the server writes no time. */
  readonly times: readonly (string | null)[];
  /** Counters that have a sample, each with a value or null for each time. In vSphere's whole units. */
  readonly series: readonly { readonly counter: Counter; readonly values: readonly (number | null)[] }[];
}

/** The samples of an object, of counters in the order of `counters`; null where the server says nothing of it. */
export function readSamples(entity: VimNode, counters: readonly Counter[]): EntitySamples | null {
  const info = (entity.text('sampleInfoCSV') ?? '').split(',');
  const intervalSeconds = Number(info[0]);
  if (!Number.isSafeInteger(intervalSeconds) || intervalSeconds <= 0) return null;
  const times = info.flatMap((text, index) => (index % 2 === 1 ? [utcTime(text)] : []));
  const instancesOf = new Map<string, Map<string, (number | null)[]>>();
  for (const series of entity.all('value')) {
    const id = series.text('id.counterId');
    const csv = series.text('value');
    if (id === null || csv === null) continue;
    const instances = instancesOf.get(id) ?? new Map<string, (number | null)[]>();
    instancesOf.set(id, instances.set(series.text('id.instance') ?? ownInstance, samplesOf(csv)));
  }
  const series = counters.flatMap((counter) => {
    const instances = instancesOf.get(counter.id) ?? new Map<string, (number | null)[]>();
    const own = instances.get(ownInstance);
    const values = combine(own === undefined ? [...instances.values()] : [own], counter.of);
    return values.some((value) => value !== null) ? [{ counter, values }] : [];
  });
  return { intervalSeconds, times, series };
}

/**
 * How values lie, which are in vSphere's whole units: there is at least one. Figures are in `unit`, where per cent are
 * per cent.
 */
export function distribution(
  values: ArrayLike<number>,
  unit: string,
): Pick<PerformanceSeries, 'samples' | 'mean' | 'p50' | 'p95' | 'p99' | 'max'> {
  const divisor = unit === 'percent' ? percentParts : 1;
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (const value of sorted) sum += value;
  const rounded = (value: number): number => Math.round((value / divisor) * meanParts) / meanParts;
  return {
    samples: sorted.length,
    mean: rounded(sum / sorted.length),
    p50: rounded(percentile(sorted, 50)),
    p95: rounded(percentile(sorted, 95)),
    p99: rounded(percentile(sorted, 99)),
    max: rounded(sorted.at(-1) ?? 0),
  };
}

/**
 * Reduces what QueryPerf tells of one object to figures, one series a counter, in the order of `counters`. Counters
 * without a sample are left out.
 */
export function reduceEntity(entity: VimNode, counters: readonly Counter[]): PerformanceSeries[] {
  const samples = readSamples(entity, counters);
  if (samples === null) return [];
  const times = samples.times.filter((time) => time !== null).sort();
  return samples.series.map(({ counter, values }) => ({
    counter: counter.name,
    unit: counter.unit,
    intervalSeconds: samples.intervalSeconds,
    rollup: 'average',
    from: times[0] ?? null,
    to: times.at(-1) ?? null,
    ...distribution(
      values.filter((value) => value !== null),
      counter.unit,
    ),
  }));
}
