import type { PerformanceSeries } from '../../../src/model/estate.ts';
import type { ManagedObject } from '../client/node.ts';
import { retrieve } from '../client/retrieve.ts';
import type { VimSession } from '../client/session.ts';
import { chooseIntervals, type Counter, findCounters, type Interval } from './counters.ts';
import { PerformanceQuery } from './query.ts';
import { reduceEntity } from './series.ts';

/** What a server's PerformanceManager can tell. */
export interface HistorySource {
  readonly manager: ManagedObject;
  readonly counters: readonly Counter[];
  readonly intervals: readonly Interval[];
}

export interface History {
  /** By the objects' ids; objects of which nothing is kept have an empty list. */
  readonly series: ReadonlyMap<string, readonly PerformanceSeries[]>;
  /** Counters of which no object has a sample, by interval. */
  readonly notKept: readonly { readonly interval: Interval; readonly counters: readonly string[] }[];
}

/** Null where the server has no figures. */
export async function openHistory(session: VimSession): Promise<HistorySource | null> {
  const manager = session.service('perfManager');
  if (manager === null) return null;
  const { records } = await retrieve(
    session,
    manager.type,
    [manager],
    ['perfCounter', 'historicalInterval'],
    (content) => ({
      counters: findCounters(content.list('perfCounter')),
      intervals: chooseIntervals(content.list('historicalInterval')),
    }),
  );
  const [found] = records;
  return found === undefined || found.counters.length === 0 ? null : { manager, ...found };
}

/**
 * Reads the history of objects of one type, `now` being the server's time, and reduces each series as it comes.
 * `onProgress` is called with the number of objects read, over all intervals.
 */
export async function readHistory(
  session: VimSession,
  source: HistorySource,
  objects: readonly ManagedObject[],
  now: string,
  onProgress: (objects: number) => void = () => {},
): Promise<History> {
  const series = new Map<string, PerformanceSeries[]>(objects.map(({ id }) => [id, []]));
  const notKept: { interval: Interval; counters: string[] }[] = [];
  let done = 0;
  for (const interval of source.intervals) {
    const seen = new Set<string>();
    const start = new Date(Date.parse(now) - interval.lengthSeconds * 1000).toISOString();
    const query = new PerformanceQuery(session, {
      manager: source.manager,
      counters: source.counters,
      intervalSeconds: interval.seconds,
      startOf: () => start,
      end: now,
      reduce: (entity) => reduceEntity(entity, source.counters),
      found: ({ id }, found) => {
        series.get(id)?.push(...found);
        for (const { counter } of found) seen.add(counter);
      },
    });
    await query.run(objects, (count) => onProgress((done += count)));
    const missing = source.counters.flatMap(({ name }) => (seen.has(name) ? [] : [name]));
    if (missing.length > 0 && objects.length > 0) notKept.push({ interval, counters: missing });
  }
  return { series, notKept };
}
