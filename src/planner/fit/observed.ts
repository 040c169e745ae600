import type { PerformanceSeries, Vm } from '../../model/estate.ts';
import { decimal, whole } from '../figures.ts';
import { daySeconds } from '../sizing/history.ts';

/** How long a series reaches, and how much of that time has samples. */
export interface Observed {
  readonly days: number;
  /** Percent of the window that has samples; null where the source tells no times. */
  readonly coveragePercent: number | null;
}

const secondsADay = 86_400;

/** Seconds between two times of a source, which have no zone: both are of the same clock. */
function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** The first sample stands for the interval before it, so that the window is one interval longer than its times. */
export function observed({ from, to, samples, intervalSeconds }: PerformanceSeries): Observed {
  const sampled = samples * intervalSeconds;
  const between = secondsBetween(from, to);
  if (between === null) return { days: sampled / secondsADay, coveragePercent: null };
  const window = between + intervalSeconds;
  return { days: window / secondsADay, coveragePercent: Math.min(100, (sampled * 100) / window) };
}

/** The averages of a counter that hold a day or more, the longest first; of equal ones the finer. */
export function longSeries(vm: Vm, counter: string): PerformanceSeries[] {
  return (vm.performance ?? [])
    .filter(
      (series) =>
        series.counter === counter &&
        series.rollup === 'average' &&
        series.samples * series.intervalSeconds >= daySeconds,
    )
    .sort(
      (a, b) => b.samples * b.intervalSeconds - a.samples * a.intervalSeconds || a.intervalSeconds - b.intervalSeconds,
    );
}

/** "30 days in averages of 7 200 s, 98 % of them there" */
export function observedWords(series: PerformanceSeries): string {
  const { days, coveragePercent } = observed(series);
  const coverage =
    coveragePercent === null ? 'times not told' : `${decimal(coveragePercent, 0)} % of the window has samples`;
  const long = decimal(days, 1);
  return `${long} ${long === '1' ? 'day' : 'days'} in averages of ${whole(series.intervalSeconds)} s, ${coverage}`;
}
