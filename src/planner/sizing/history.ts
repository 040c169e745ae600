import type { PerformanceSeries, Source, Vm } from '../../model/estate.ts';
import { vmEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import { decimal, whole } from '../figures.ts';

/**
 * What counts as a day of figures, in seconds: an hour less, because a vCenter that keeps a day has not rolled up the
 * latest figures yet, and one that asks a little later misses the first.
 */
const daySeconds = 23 * 3600;

/**
 * From this interval on averages hide peaks, in seconds. Measured on enterprise traces against averages of five minutes:
 * those of two hours keep the p95 at a median of 1.00, but at 0.18 in the worst VM (docs/decisions/history.md).
 */
const coarseSeconds = 7200;

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

/**
 * The figures of one counter of a VM, one an interval: `fine` out of short averages, `coarse` out of those of two hours
 * and more. Those of less than a day only where there are no others. A series of zeros counts as none: what runs always
 * uses something.
 */
export function historyFigures(
  vm: Vm,
  counter: string,
  fine: HistoryFigure['statistic'],
  coarse: HistoryFigure['statistic'],
): readonly HistoryFigure[] {
  const figures = (vm.performance ?? [])
    .filter((series) => series.counter === counter && series.max > 0)
    .map((series) => {
      const isCoarse = series.intervalSeconds >= coarseSeconds;
      const statistic = isCoarse ? coarse : fine;
      const isShort = series.samples * series.intervalSeconds < daySeconds;
      return { series, statistic, value: series[statistic], isCoarse, isShort };
    });
  const long = figures.filter(({ isShort }) => !isShort);
  return long.length > 0 ? long : figures;
}

/** "p95 of 288 averages of 300 s, 24 h in all, from … to …" */
export function historyWords({ statistic, series }: HistoryFigure): string {
  const { samples, intervalSeconds, from, to } = series;
  const window = from === null || to === null ? '' : `, from ${from} to ${to}`;
  return `${statistic} of ${whole(samples)} averages of ${whole(intervalSeconds)} s, ${decimal((samples * intervalSeconds) / 3600)} h in all${window}`;
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
