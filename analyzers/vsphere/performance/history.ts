import type { PerformanceSeries } from '../../../src/model/estate.ts';
import { element, reference, type Xml } from '../client/envelope.ts';
import { VimFault } from '../client/faults.ts';
import type { ManagedObject, VimNode } from '../client/node.ts';
import { retrieve } from '../client/retrieve.ts';
import { hasNoSession, isRefusal } from '../client/retry.ts';
import type { VimSession } from '../client/session.ts';
import { chooseIntervals, type Counter, findCounters, type Interval } from './counters.ts';
import { reduceEntity } from './series.ts';

/** Counters times objects of one query. vCenter allows 64 by default (config.vpxd.stats.maxQueryMetrics). */
const startMetrics = 256;
/** Queries under way at once. */
const concurrency = 3;
/** The property that vCenter names where a query is too large. */
const sizeProperty = /querySpec\.size/i;

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
    const query = new IntervalQuery(session, source, interval, now, (id, found) => {
      series.get(id)?.push(...found);
      for (const { counter } of found) seen.add(counter);
    });
    await query.run(objects, (count) => onProgress((done += count)));
    const missing = source.counters.flatMap(({ name }) => (seen.has(name) ? [] : [name]));
    if (missing.length > 0 && objects.length > 0) notKept.push({ interval, counters: missing });
  }
  return { series, notKept };
}

class IntervalQuery {
  readonly #session: VimSession;
  readonly #source: HistorySource;
  readonly #interval: Interval;
  readonly #start: string;
  readonly #now: string;
  readonly #found: (id: string, series: readonly PerformanceSeries[]) => void;
  /** Objects of one query: less once the server says that it is too many. */
  #size: number;

  constructor(
    session: VimSession,
    source: HistorySource,
    interval: Interval,
    now: string,
    found: (id: string, series: readonly PerformanceSeries[]) => void,
  ) {
    this.#session = session;
    this.#source = source;
    this.#interval = interval;
    this.#now = now;
    this.#start = new Date(Date.parse(now) - interval.lengthSeconds * 1000).toISOString();
    this.#found = found;
    this.#size = Math.max(1, Math.floor(startMetrics / source.counters.length));
  }

  async run(objects: readonly ManagedObject[], onProgress: (objects: number) => void): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < objects.length) {
        const batch = objects.slice(next, next + this.#size);
        next += batch.length;
        await this.#query(batch);
        onProgress(batch.length);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  async #query(batch: readonly ManagedObject[]): Promise<void> {
    try {
      for (const [id, found] of await this.#ask(batch)) this.#found(id, found);
    } catch (error) {
      if (!(error instanceof VimFault) || isRefusal(error) || hasNoSession(error)) throw error;
      // One object alone: deleted since, or nothing of it can be told.
      if (batch.length === 1) return;
      const middle = Math.ceil(batch.length / 2);
      if (sizeProperty.test(error.detail?.text('invalidProperty') ?? '')) this.#size = Math.min(this.#size, middle);
      await this.#query(batch.slice(0, middle));
      await this.#query(batch.slice(middle));
    }
  }

  #ask(batch: readonly ManagedObject[]): Promise<ReadonlyMap<string, readonly PerformanceSeries[]>> {
    const { manager, counters } = this.#source;
    return this.#session.call(
      'QueryPerf',
      manager,
      batch.map((object) => this.#spec(object)),
      () => {
        const found = new Map<string, readonly PerformanceSeries[]>();
        return {
          each: ['Envelope', 'Body', 'QueryPerfResponse', 'returnval'],
          take: (entity: VimNode) => {
            const id = entity.reference('entity')?.id;
            if (id !== undefined) found.set(id, reduceEntity(entity, counters));
          },
          finish: () => found,
        };
      },
    );
  }

  #spec(object: ManagedObject): Xml {
    return element('querySpec', [
      reference('entity', object),
      element('startTime', this.#start),
      element('endTime', this.#now),
      ...this.#source.counters.map((counter) =>
        element('metricId', [
          element('counterId', counter.id),
          element('instance', counter.of === 'object' ? '' : '*'),
        ]),
      ),
      element('intervalId', this.#interval.seconds),
      element('format', 'csv'),
    ]);
  }
}
