import type { PerformanceSeries, Source, Vm } from '../../model/estate.ts';
import { vmEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import { decimal, whole } from '../figures.ts';

/**
 * What counts as a day of figures, in seconds: an hour less, because a vCenter that keeps a day has not rolled up the
 * latest figures yet, and one that asks a little later misses the first.
 */
export const daySeconds = 23 * 3600;

/**
 * From this interval on averages hide peaks, in seconds. Measured on enterprise traces against averages of five minutes:
 * those of two hours keep the p95 at a median of 1.00, but at 0.18 in the worst VM (docs/decisions/history.md).
 */
export const coarseSeconds = 7200;

/**
 * Short averages of so long show a week as it goes, weekend included, so that the estimate out of long averages has
 * nothing to add but its error (docs/decisions/history.md), in seconds.
 */
const weekSeconds = 7 * 24 * 3600;

/** A counter's figure out of what the server keeps of the past. */
export interface HistoryFigure {
  readonly series: PerformanceSeries;
  readonly statistic: 'p95' | 'p99' | 'max';
  /** In the unit of the series. */
  readonly value: number;
  /** Averages over so long a time that they hide peaks. */
  readonly isCoarse: boolean;
  /** All samples together are less than a day. */
  readonly isShort: boolean;
}

const lengthSeconds = ({ samples, intervalSeconds }: PerformanceSeries): number => samples * intervalSeconds;

/**
 * The figures of one counter of a VM, one a series of `rollup`: `fine` out of short intervals, `coarse` out of those of
 * two hours and more. Those of less than a day only where there are no others; where short ones cover a week, these
 * alone. A series of zeros counts as none: what runs always uses something.
 */
export function historyFigures(
  vm: Vm,
  counter: string,
  fine: HistoryFigure['statistic'],
  coarse: HistoryFigure['statistic'],
  rollup: PerformanceSeries['rollup'] = 'average',
): readonly HistoryFigure[] {
  const figures = (vm.performance ?? [])
    .filter((series) => series.counter === counter && series.rollup === rollup && series.max > 0)
    .map((series) => {
      const isCoarse = series.intervalSeconds >= coarseSeconds;
      const statistic = isCoarse ? coarse : fine;
      const isShort = lengthSeconds(series) < daySeconds;
      return { series, statistic, value: series[statistic], isCoarse, isShort };
    });
  const week = figures.filter(({ series, isCoarse }) => !isCoarse && lengthSeconds(series) >= weekSeconds);
  if (week.length > 0) return week;
  const long = figures.filter(({ isShort }) => !isShort);
  return long.length > 0 ? long : figures;
}

/** "p95 of 288 averages of 300 s, 24 h in all, from … to …", "p99 of 4032 maxima of 300 s, …" */
export function historyWords({ statistic, series }: HistoryFigure): string {
  const { samples, intervalSeconds, rollup, from, to } = series;
  const rolledUp = rollup === 'average' ? 'averages' : 'maxima';
  const window = from === null || to === null ? '' : `, from ${from} to ${to}`;
  return `${statistic} of ${whole(samples)} ${rolledUp} of ${whole(intervalSeconds)} s, ${decimal(lengthSeconds(series) / 3600)} h in all${window}`;
}

/** "VirtualMachine vm-42 PerformanceManager.QueryPerf cpu.usagemhz.average, p95 of 288 averages of 300 s, …" */
export function historyEvidence(source: Source, vm: Vm, figure: HistoryFigure): Evidence {
  const { path, ...evidence } = vmEvidence(source, vm, 'vm.performance', figure.value);
  return { ...evidence, path: `${path} ${figure.series.counter}, ${historyWords(figure)}` };
}

/** The one that `size` makes most of; null where there is none. */
export function largest<T>(list: readonly T[], size: (one: T) => number): T | null {
  let found: T | null = null;
  for (const one of list) if (found === null || size(one) > size(found)) found = one;
  return found;
}

/**
 * Ready time in percent of one vCPU's time, of a figure of `cpu.ready.summation`, which counts milliseconds of all
 * vCPUs in an interval: ÷ (interval × 1000 ms) × 100 ÷ vCPUs (VMware KB 2002181).
 */
export function readyPercentOf({ series, value }: HistoryFigure, vcpus: number): number {
  return value / (series.intervalSeconds * 10) / vcpus;
}
