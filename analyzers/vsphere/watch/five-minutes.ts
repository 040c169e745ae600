import type { PerformanceSeries } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import { utcTime } from '../inventory/times.ts';
import type { Counter } from '../performance/counters.ts';
import { distribution, readSamples } from '../performance/series.ts';

/** What every host keeps by itself, every so many seconds for an hour (PerfProviderSummary.refreshRate). */
export const realtimeSeconds = 20;
/** Spans that samples are kept for, as long as vCenter's own finest average. Counted from 1970. */
export const spanSeconds = 300;
const samplesOfSpan = spanSeconds / realtimeSeconds;
/** Less than half a span says little of it: the first and last of a VM that started or moved. */
const fewestSamples = samplesOfSpan / 2;

/** A counter's samples by span: how many, their sum and the largest, in vSphere's whole units. Arrays of one length. */
export interface SpanFigures {
  readonly count: number[];
  readonly sum: number[];
  readonly peak: number[];
}

/** New samples of one object. */
export interface SpanSamples {
  /** Time of the latest sample, seconds since 1970. */
  readonly last: number;
  /** Spans that have samples, ascending. */
  readonly spans: readonly number[];
  /** By the counters' names. `count` is 0 in spans in which that counter was not measured. */
  readonly figures: ReadonlyMap<string, SpanFigures>;
}

/** A time stands for the 20 s before it, so that the last sample of a span bears the time at which the span ends. */
const spanOf = (time: number): number => Math.ceil(time / spanSeconds) - 1;

/** Sorts real-time samples of one object later than `after`, seconds since 1970, into spans; null where there are none. */
export function readSpans(entity: VimNode, counters: readonly Counter[], after: number): SpanSamples | null {
  const samples = readSamples(entity, counters);
  if (samples === null || samples.intervalSeconds !== realtimeSeconds) return null;
  const times = samples.times.map((time) => (time === null ? Number.NaN : Date.parse(`${time}Z`) / 1000));
  const isNew = (time: number): boolean => time > after;
  const spans = [...new Set(times.filter(isNew).map(spanOf))].sort((a, b) => a - b);
  if (spans.length === 0) return null;
  const place = new Map(spans.map((span, index) => [span, index]));
  const zeros = (): number[] => spans.map(() => 0);
  const figures = new Map<string, SpanFigures>();
  for (const { counter, values } of samples.series) {
    const of: SpanFigures = { count: zeros(), sum: zeros(), peak: zeros() };
    for (const [moment, time] of times.entries()) {
      const value = values[moment] ?? null;
      const index = place.get(spanOf(time));
      if (value === null || index === undefined || !isNew(time)) continue;
      of.count[index] = (of.count[index] ?? 0) + 1;
      of.sum[index] = (of.sum[index] ?? 0) + value;
      of.peak[index] = Math.max(of.peak[index] ?? 0, value);
    }
    figures.set(counter.name, of);
  }
  return { last: Math.max(...times.filter(isNew)), spans, figures };
}

/** All samples of one counter of one object, as they come in the order of time. */
export class CounterSpans {
  readonly #spans: number[] = [];
  readonly #figures: SpanFigures = { count: [], sum: [], peak: [] };

  /** Adds the samples of a round. The last span of the round before and the first of this one may be one. */
  add(spans: readonly number[], { count, sum, peak }: SpanFigures): void {
    const all = this.#figures;
    for (const [index, span] of spans.entries()) {
      const samples = count[index] ?? 0;
      if (samples === 0) continue;
      const last = this.#spans.length - 1;
      if (this.#spans[last] === span) {
        all.count[last] = (all.count[last] ?? 0) + samples;
        all.sum[last] = (all.sum[last] ?? 0) + (sum[index] ?? 0);
        all.peak[last] = Math.max(all.peak[last] ?? 0, peak[index] ?? 0);
      } else {
        this.#spans.push(span);
        all.count.push(samples);
        all.sum.push(sum[index] ?? 0);
        all.peak.push(peak[index] ?? 0);
      }
    }
  }

  /** Spans of which enough is known, ascending. */
  get spans(): readonly number[] {
    return this.#spans.filter((_, index) => this.#isKnown(index));
  }

  /**
   * The averages of the spans, and their peaks. A counter that vSphere sums (`….summation`) is summed over a span, and its
   * peak is what a span that is all like its worst 20 s would have.
   */
  series(counter: string, unit: string): PerformanceSeries[] {
    const { spans } = this;
    const [first] = spans;
    const last = spans.at(-1);
    if (first === undefined || last === undefined) return [];
    const parts = counter.endsWith('.summation') ? samplesOfSpan : 1;
    const { count, sum, peak } = this.#figures;
    const averages = new Float64Array(spans.length);
    const peaks = new Float64Array(spans.length);
    let known = 0;
    for (const [index, samples] of count.entries()) {
      if (!this.#isKnown(index)) continue;
      averages[known] = ((sum[index] ?? 0) / samples) * parts;
      peaks[known] = (peak[index] ?? 0) * parts;
      known++;
    }
    const common = {
      counter,
      unit,
      intervalSeconds: spanSeconds,
      from: endOfSpan(first),
      to: endOfSpan(last),
    };
    return [
      { ...common, rollup: 'average', ...distribution(averages, unit) },
      { ...common, rollup: 'maximum', ...distribution(peaks, unit) },
    ];
  }

  #isKnown(index: number): boolean {
    return (this.#figures.count[index] ?? 0) >= fewestSamples;
  }
}

/** As the model keeps times. */
export function endOfSpan(span: number): string | null {
  return utcTime(new Date((span + 1) * spanSeconds * 1000).toISOString());
}
