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

/** An interval that is asked for, and the counters of which an object had samples in it. */
interface Asked {
  readonly interval: Interval;
  readonly query: PerformanceQuery<PerformanceSeries[]>;
  readonly seen: Set<string>;
}

/** Reads the history of objects of one type, `now` being the server's time, and reduces each series as it comes. */
export class History {
  /** How many intervals each object is asked for. */
  readonly intervals: number;
  readonly #counters: readonly Counter[];
  readonly #asked: readonly Asked[];
  #series = new Map<string, PerformanceSeries[]>();
  #objects = 0;

  constructor(session: VimSession, { manager, counters, intervals }: HistorySource, now: string) {
    this.intervals = intervals.length;
    this.#counters = counters;
    this.#asked = intervals.map((interval) => {
      const seen = new Set<string>();
      const start = new Date(Date.parse(now) - interval.lengthSeconds * 1000).toISOString();
      const query = new PerformanceQuery(session, {
        manager,
        counters,
        intervalSeconds: interval.seconds,
        startOf: () => start,
        end: now,
        reduce: (entity) => reduceEntity(entity, counters),
        found: ({ id }, found) => {
          this.#series.get(id)?.push(...found);
          for (const { counter } of found) seen.add(counter);
        },
      });
      return { interval, query, seen };
    });
  }

  /**
   * The series of some objects by their ids; the list of one of which nothing is kept is empty. To be called for some
   * after others. `onProgress` is called with the number of objects read so far, over all intervals and calls.
   */
  async read(
    objects: readonly ManagedObject[],
    onProgress: (objects: number) => void = () => {},
  ): Promise<ReadonlyMap<string, readonly PerformanceSeries[]>> {
    const series = new Map<string, PerformanceSeries[]>(objects.map(({ id }) => [id, []]));
    this.#series = series;
    for (const { query } of this.#asked) await query.run(objects, (count) => onProgress((this.#objects += count)));
    return series;
  }

  /** Counters of which no object has had a sample, by interval; none where no object was asked about. */
  notKept(): { readonly interval: Interval; readonly counters: readonly Counter[] }[] {
    if (this.#objects === 0) return [];
    return this.#asked.flatMap(({ interval, seen }) => {
      const counters = this.#counters.filter(({ name }) => !seen.has(name));
      return counters.length === 0 ? [] : [{ interval, counters }];
    });
  }
}
