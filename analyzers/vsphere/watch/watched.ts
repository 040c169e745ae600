import type { Estate, PerformanceSeries } from '../../../src/model/estate.ts';
import { addFactPlaces } from '../inventory/fact-paths.ts';
import { CounterSpans, endOfSpan } from './five-minutes.ts';
import type { SampleFile } from './sample-file.ts';

/** What was watched of a server. Times as the model keeps them. */
export interface Coverage {
  readonly from: string | null;
  readonly to: string | null;
  /** Spans of five minutes from the first to the last. */
  readonly spans: number;
  /** Those of them in which anything on the server has samples. */
  readonly seen: number;
  /** Ends of the last span before and of the first span after, in the order of time. */
  readonly gaps: readonly { readonly from: string | null; readonly to: string | null }[];
}

/** Gaps that are named; more are counted. */
const namedGaps = 5;

/**
 * The Estate with what was watched of its objects, beside what the server keeps itself, and with a word on how much was
 * seen. The Estate is one server's, read as often as anyone likes; objects that it lacks were deleted.
 */
export async function addWatched(estate: Estate, samples: SampleFile): Promise<Estate> {
  const seen = new Set<number>();
  const series = new Map<string, PerformanceSeries[]>();
  for await (const group of samples.read()) {
    const objects = new Map<string, Map<string, { readonly unit: string; readonly spans: CounterSpans }>>();
    for await (const { object, spans, figures } of group) {
      const key = `${object.type}:${object.id}`;
      const counters = objects.get(key) ?? new Map<string, { unit: string; spans: CounterSpans }>();
      objects.set(key, counters);
      for (const { counter, unit, figures: of } of figures) {
        const known = counters.get(counter) ?? { unit, spans: new CounterSpans() };
        counters.set(counter, known);
        known.spans.add(spans, of);
      }
    }
    for (const [key, counters] of objects) {
      const found: PerformanceSeries[] = [];
      for (const [counter, { unit, spans }] of counters) {
        found.push(...spans.series(counter, unit));
        for (const span of spans.spans) seen.add(span);
      }
      series.set(key, found);
    }
  }
  const withSeries = <T extends { moRef: string | null; performance: PerformanceSeries[] | null }>(
    type: string,
    records: readonly T[],
  ): T[] =>
    records.map((record) => {
      const watched = series.get(`${type}:${record.moRef ?? ''}`) ?? [];
      return watched.length === 0 ? record : { ...record, performance: [...(record.performance ?? []), ...watched] };
    });
  const coverage = coverageOf(seen);
  return {
    ...estate,
    vms: withSeries('VirtualMachine', estate.vms),
    hosts: withSeries('HostSystem', estate.hosts),
    clusters: withSeries('ClusterComputeResource', estate.clusters),
    sources: estate.sources.map((source) => {
      const facts = { ...source.facts };
      for (const [fact, type] of [
        ['vm.performance', 'VirtualMachine'],
        ['host.performance', 'HostSystem'],
        ['cluster.performance', 'ClusterComputeResource'],
      ] as const) {
        if (facts[fact] === undefined) addFactPlaces(facts, type, [[fact, 'PerformanceManager.QueryPerf']], []);
      }
      const warning = { place: 'watch', message: coverageWords(coverage), lacking: false };
      return { ...source, facts, warnings: [...source.warnings, warning] };
    }),
  };
}

function coverageOf(seen: ReadonlySet<number>): Coverage {
  const spans = [...seen].sort((a, b) => a - b);
  const [first] = spans;
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return { from: null, to: null, spans: 0, seen: 0, gaps: [] };
  const gaps = spans.flatMap((span, index) => {
    const before = spans[index - 1] ?? span - 1;
    const missing = span - before - 1;
    return missing === 0 ? [] : [{ from: endOfSpan(before), to: endOfSpan(span - 1) }];
  });
  return { from: endOfSpan(first), to: endOfSpan(last), spans: last - first + 1, seen: spans.length, gaps };
}

/** "watched from … to …: 4020 of 4032 spans of 5 minutes have samples; not from … to …" */
function coverageWords({ from, to, spans, seen, gaps }: Coverage): string {
  if (from === null || to === null) return 'watched, but the server had no real-time samples';
  const named = gaps.slice(0, namedGaps).map((gap) => `from ${gap.from ?? ''} to ${gap.to ?? ''}`);
  const more = gaps.length > namedGaps ? ` and ${gaps.length - namedGaps} more times` : '';
  const missing = gaps.length === 0 ? '' : `; not ${named.join(', ')}${more}`;
  return `watched from ${from} to ${to}: ${seen} of ${spans} spans of 5 minutes have samples${missing}`;
}
