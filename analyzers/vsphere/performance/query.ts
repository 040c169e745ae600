import { element, reference, type Xml } from '../client/envelope.ts';
import { VimFault } from '../client/faults.ts';
import type { ManagedObject, VimNode } from '../client/node.ts';
import { hasNoSession, isRefusal } from '../client/retry.ts';
import type { VimSession } from '../client/session.ts';
import type { Counter } from './counters.ts';

/** Counters times objects of one query. vCenter allows 64 by default (config.vpxd.stats.maxQueryMetrics). */
const startMetrics = 256;
/** Queries under way at once. */
const concurrency = 3;
/** The property that vCenter names where a query is too large. */
const sizeProperty = /querySpec\.size/i;

/** What is asked of each object. Times are the server's, ISO 8601. */
export interface Question<T> {
  /** The server's PerformanceManager. */
  readonly manager: ManagedObject;
  readonly counters: readonly Counter[];
  readonly intervalSeconds: number;
  readonly startOf: (object: ManagedObject) => string;
  readonly end: string;
  /** Reads what is told of one object, a PerfEntityMetricCSV. */
  readonly reduce: (entity: VimNode) => T;
  /** Called once an object, when the whole answer that it is in has come. Not for objects that nothing can be told of. */
  readonly found: (object: ManagedObject, result: T) => void;
}

/** Asks for figures of many objects, in queries that become smaller where the server says that they are too large. */
export class PerformanceQuery<T> {
  readonly #session: VimSession;
  readonly #question: Question<T>;
  /** Objects of one query. */
  #size: number;

  constructor(session: VimSession, question: Question<T>) {
    this.#session = session;
    this.#question = question;
    this.#size = Math.max(1, Math.floor(startMetrics / question.counters.length));
  }

  /** `onProgress` is called with the number of objects of each query that has come. */
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
      const results = await this.#ask(batch);
      for (const object of batch) {
        const result = results.get(object.id);
        if (result !== undefined) this.#question.found(object, result);
      }
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

  #ask(batch: readonly ManagedObject[]): Promise<ReadonlyMap<string, T>> {
    const { manager, reduce } = this.#question;
    return this.#session.call(
      'QueryPerf',
      manager,
      batch.map((object) => this.#spec(object)),
      () => {
        const results = new Map<string, T>();
        return {
          each: ['Envelope', 'Body', 'QueryPerfResponse', 'returnval'],
          take: (entity: VimNode) => {
            const id = entity.reference('entity')?.id;
            if (id !== undefined) results.set(id, reduce(entity));
          },
          finish: () => results,
        };
      },
    );
  }

  #spec(object: ManagedObject): Xml {
    const { counters, intervalSeconds, startOf, end } = this.#question;
    return element('querySpec', [
      reference('entity', object),
      element('startTime', startOf(object)),
      element('endTime', end),
      ...counters.map((counter) =>
        element('metricId', [
          element('counterId', counter.id),
          element('instance', counter.of === 'object' ? '' : '*'),
        ]),
      ),
      element('intervalId', intervalSeconds),
      element('format', 'csv'),
    ]);
  }
}
