import { byCodePoint } from '../../../src/lib/order.ts';
import { element, reference, type Xml } from './envelope.ts';
import { TransportError, VimFault } from './faults.ts';
import type { ManagedObject, VimNode } from './node.ts';
import { hasNoSession, isPassing, isRefusal, withRetry } from './retry.ts';
import type { Reading } from './round-trip.ts';
import { type VimSession, whole } from './session.ts';

/** What was read of one object. */
export class ObjectContent {
  readonly object: ManagedObject;
  readonly #properties = new Map<string, VimNode>();
  /** Properties that the server would not give, and the type of the fault that says why. */
  readonly missing = new Map<string, string>();

  constructor(object: ManagedObject, node: VimNode) {
    this.object = object;
    for (const property of node.all('propSet')) {
      const name = property.text('name');
      const value = property.at('val');
      if (name !== null && value !== undefined) this.#properties.set(name, value);
    }
    for (const missing of node.all('missingSet')) {
      const path = missing.text('path');
      const fault = missing.at('fault.fault')?.type ?? missing.at('fault')?.type ?? 'unknown';
      if (path !== null) this.missing.set(path, fault);
    }
  }

  get(path: string): VimNode | undefined {
    return this.#properties.get(path);
  }

  text(path: string): string | null {
    return this.get(path)?.text() ?? null;
  }

  /** See VimNode. */
  integer(path: string): number | null {
    return this.get(path)?.integer() ?? null;
  }

  count(path: string): number | null {
    return this.get(path)?.count() ?? null;
  }

  flag(path: string): boolean | null {
    return this.get(path)?.flag() ?? null;
  }

  bytesAsMiB(path: string): number | null {
    return this.get(path)?.bytesAsMiB() ?? null;
  }

  reference(path: string): ManagedObject | null {
    return this.get(path)?.reference() ?? null;
  }

  /** The elements of an ArrayOf…. */
  list(path: string): readonly VimNode[] {
    return this.get(path)?.children ?? [];
  }

  references(path: string): readonly ManagedObject[] {
    return this.get(path)?.references() ?? [];
  }
}

export interface RetrieveOptions {
  /** Objects asked for in one call: what a lost session costs. */
  readonly batchSize?: number;
  /** Objects in a page, where the server's own default is not wanted. */
  readonly pageSize?: number;
  /** Calls under way at once. */
  readonly concurrency?: number;
  /** Called with the number of objects read so far. */
  readonly onProgress?: (objects: number) => void;
}

/** What lacks in what was read. */
export interface Lacking {
  /** Objects that were deleted since they were listed. */
  readonly gone: readonly ManagedObject[];
  /** Objects that the server cannot read, with the fault's type. */
  readonly failed: readonly { readonly object: ManagedObject; readonly fault: string }[];
  /** Paths that this version of the API does not have. */
  readonly unknownPaths: readonly string[];
  /** Paths that were refused for some objects, with the fault's type and how many. */
  readonly refused: readonly { readonly path: string; readonly fault: string; readonly objects: number }[];
}

export interface Retrieved<T> extends Lacking {
  /** In the order of the objects asked for. */
  readonly records: readonly T[];
}

const defaultBatchSize = 200;
/** Two: while one answer is read, the server prepares the next. */
const defaultConcurrency = 2;
/** Single objects that may fail before the whole is given up: else each of thousands would cost calls of its own. */
const mostFailed = 20;

/** Types that are listed together, with all that derive from them. */
export async function listObjects(session: VimSession, types: readonly string[]): Promise<ManagedObject[]> {
  const viewManager = session.required('viewManager');
  const view = await session.call(
    'CreateContainerView',
    viewManager,
    [
      reference('container', session.required('rootFolder')),
      ...types.map((type) => element('type', type)),
      element('recursive', true),
    ],
    whole((response) => response.reference('returnval')),
  );
  if (view === null) throw new TransportError('foreign', `${session.server.host} gave no view of its objects`);
  try {
    const listed = await session.call(
      'RetrievePropertiesEx',
      session.required('propertyCollector'),
      [
        element('specSet', [
          element('propSet', [element('type', view.type), element('all', false), element('pathSet', 'view')]),
          element('objectSet', [reference('obj', view)]),
        ]),
        // One property of one object: never paged.
        element('options', []),
      ],
      readReferences,
    );
    return listed.sort((a, b) => byCodePoint(a.type, b.type) || byId(a, b));
  } finally {
    await session
      .call(
        'DestroyView',
        view,
        [],
        whole(() => {}),
      )
      .catch(() => {
        // It ends with the session.
      });
  }
}

/**
 * Reads a list of references one by one. As one tree of nodes those of 10,000 VMs would stay alive for so long that V8
 * allocates all further nodes, of every answer, among what lives long: that took twice the memory and half as much time
 * again (docs/performance.md).
 */
function readReferences(): Reading<ManagedObject[]> {
  const listed: ManagedObject[] = [];
  return {
    each: ['Envelope', 'Body', '*', 'returnval', 'objects', 'propSet', 'val', 'ManagedObjectReference'],
    take: (node) => {
      const object = node.reference();
      if (object !== null) listed.push(object);
    },
    finish: () => listed,
  };
}

/** "vm-9" before "vm-10". */
function byId(a: ManagedObject, b: ManagedObject): number {
  return a.id.length - b.id.length || byCodePoint(a.id, b.id);
}

/**
 * Reads properties of many objects of a type, batch by batch. A batch that breaks off, because a connection or session
 * was lost, is read anew as a whole: a page cannot be continued in another session. Every retrieval is read to its end
 * or cancelled, since unfinished ones fill vCenter's memory (Icinga vspheredb, issue 372).
 */
export async function retrieve<T>(
  session: VimSession,
  type: string,
  objects: readonly ManagedObject[],
  paths: readonly string[],
  map: (content: ObjectContent) => T,
  options: RetrieveOptions = {},
): Promise<Retrieved<T>> {
  const records: T[] = [];
  const take = (batch: readonly T[]): void => void records.push(...batch);
  const lacking = await retrieveEach(session, type, objects, paths, map, take, options);
  return { ...lacking, records };
}

/**
 * As `retrieve`, and hands over the records of each batch to `take` instead of keeping them: one batch after another, in
 * the order of the objects asked for. While one is taken the next is read, and no more, however slow taking is.
 */
export async function retrieveEach<T>(
  session: VimSession,
  type: string,
  objects: readonly ManagedObject[],
  paths: readonly string[],
  map: (content: ObjectContent) => T,
  take: (records: readonly T[]) => Promise<void> | void,
  options: RetrieveOptions = {},
): Promise<Lacking> {
  const retrieval = new Retrieval(session, type, paths, map, options.pageSize);
  const size = options.batchSize ?? defaultBatchSize;
  let next = 0;
  let taken = Promise.resolve();
  const finish = async (batch: readonly ManagedObject[], before: Promise<void>): Promise<void> => {
    const [found] = await Promise.all([retrieval.readBatch(batch), before]);
    const records = retrieval.finish(batch, found);
    options.onProgress?.(retrieval.read);
    await take(records);
  };
  const worker = async (): Promise<void> => {
    while (next < objects.length) {
      const batch = objects.slice(next, next + size);
      next += batch.length;
      taken = finish(batch, taken);
      await taken;
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? defaultConcurrency }, worker));
  return retrieval.lacking();
}

interface Page<T> {
  readonly token: string | null;
  readonly read: readonly Entry<T>[];
}

interface Entry<T> {
  readonly id: string;
  readonly record: T;
  readonly missing: ReadonlyMap<string, string>;
}

/** Records of a batch by ids; in a wrapper, since a record may be undefined. */
type Found<T> = Map<string, { readonly record: T }>;

class Retrieval<T> {
  /** Objects of the batches that are finished. */
  read = 0;
  readonly #session: VimSession;
  readonly #type: string;
  readonly #map: (content: ObjectContent) => T;
  readonly #pageSize: number | undefined;
  /** Shared by all batches: what one learns not to ask, the others need not. */
  readonly #paths: Set<string>;
  readonly #unknownPaths = new Set<string>();
  readonly #missing = new Map<string, { path: string; fault: string; objects: number }>();
  readonly #failed: { object: ManagedObject; fault: string }[] = [];
  readonly #gone: ManagedObject[] = [];

  constructor(
    session: VimSession,
    type: string,
    paths: readonly string[],
    map: (content: ObjectContent) => T,
    pageSize: number | undefined,
  ) {
    this.#pageSize = pageSize;
    this.#session = session;
    this.#type = type;
    this.#paths = new Set(paths);
    this.#map = map;
  }

  async readBatch(batch: readonly ManagedObject[]): Promise<Found<T>> {
    const found: Found<T> = new Map();
    await this.#readOrSplit(batch, found);
    // Once more for what did not come: gone, or forgotten by the server.
    const lost = batch.filter(({ id }) => !found.has(id) && !this.#hasFailed(id));
    if (lost.length > 0 && lost.length < batch.length) await this.#readOrSplit(lost, found);
    return found;
  }

  /** The records in the order of the batch. To be called in the order of the batches. */
  finish(batch: readonly ManagedObject[], found: Found<T>): readonly T[] {
    this.read += found.size;
    this.#gone.push(...batch.filter(({ id }) => !found.has(id) && !this.#hasFailed(id)));
    return batch.flatMap(({ id }) => {
      const entry = found.get(id);
      return entry === undefined ? [] : [entry.record];
    });
  }

  lacking(): Lacking {
    for (const entry of this.#missing.values()) {
      if (entry.fault === 'InvalidProperty' && entry.objects === this.read) this.#unknownPaths.add(entry.path);
    }
    const refused = [...this.#missing.values()]
      .filter(({ fault }) => fault !== 'InvalidProperty')
      .sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.fault, b.fault));
    return {
      gone: this.#gone,
      failed: this.#failed.toSorted((a, b) => byId(a.object, b.object)),
      unknownPaths: [...this.#unknownPaths].sort(byCodePoint),
      refused,
    };
  }

  /** Of few, see mostFailed. */
  #hasFailed(id: string): boolean {
    return this.#failed.some(({ object }) => object.id === id);
  }

  async #readOrSplit(batch: readonly ManagedObject[], found: Found<T>): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.#readPages(batch, found);
    } catch (error) {
      if (!(error instanceof VimFault) || isRefusal(error) || hasNoSession(error)) throw error;
      const invalid = error.type === 'InvalidProperty' ? (error.detail?.text('name') ?? null) : null;
      if (invalid !== null && (this.#paths.delete(invalid) || this.#unknownPaths.has(invalid))) {
        this.#unknownPaths.add(invalid);
        return this.#readOrSplit(batch, found);
      }
      if (error.type === 'ManagedObjectNotFound') {
        const gone = error.detail?.reference('obj')?.id;
        const rest = batch.filter(({ id }) => id !== gone);
        if (rest.length < batch.length) return this.#readOrSplit(rest, found);
      }
      // One object that the server cannot read must not cost the others.
      const [first] = batch;
      if (batch.length === 1 && first !== undefined) {
        this.#failed.push({ object: first, fault: error.type });
        if (this.#failed.length > mostFailed) throw error;
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#readOrSplit(batch.slice(0, middle), found);
      await this.#readOrSplit(batch.slice(middle), found);
    }
  }

  /** All pages of a batch, from the start where they break off. */
  async #readPages(batch: readonly ManagedObject[], found: Found<T>): Promise<void> {
    const entries = await withRetry(
      () => this.#readPagesOnce(batch),
      (error) => error instanceof BrokenPages || isPassing(error) || hasNoSession(error),
      this.#session.backOffMs,
      this.#session.signal,
    );
    for (const { id, record, missing } of entries) {
      if (found.has(id)) continue;
      found.set(id, { record });
      for (const [path, fault] of missing) {
        const key = `${path} ${fault}`;
        const known = this.#missing.get(key);
        if (known === undefined) this.#missing.set(key, { path, fault, objects: 1 });
        else known.objects++;
      }
    }
  }

  async #readPagesOnce(batch: readonly ManagedObject[]): Promise<readonly Entry<T>[]> {
    const collector = this.#session.required('propertyCollector');
    const entries = new Map<string, Entry<T>>();
    let page = await this.#session.call('RetrievePropertiesEx', collector, this.#request(batch), () => this.#reading());
    while (true) {
      const before = entries.size;
      for (const entry of page.read) entries.set(entry.id, entry);
      const { token } = page;
      if (token === null) return [...entries.values()];
      try {
        if (entries.size === before) throw new BrokenPages(`${this.#session.server.host} repeats a page`);
        page = await this.#session.call(
          'ContinueRetrievePropertiesEx',
          collector,
          [element('token', token)],
          () => this.#reading(),
          false,
        );
      } catch (error) {
        if (this.#session.signal.aborted) throw error; // Logging out, which follows, ends the retrieval too.
        await this.#session
          .call(
            'CancelRetrievePropertiesEx',
            collector,
            [element('token', token)],
            whole(() => {}),
            false,
          )
          .catch(() => {}); // The token is gone, or its session.
        throw error instanceof VimFault ? new BrokenPages(error.message, { cause: error }) : error;
      }
    }
  }

  #request(batch: readonly ManagedObject[]): Xml[] {
    return [
      element('specSet', [
        element('propSet', [
          element('type', this.#type),
          element('all', false),
          ...[...this.#paths].map((path) => element('pathSet', path)),
        ]),
        ...batch.map((object) => element('objectSet', [reference('obj', object)])),
        element('reportMissingObjectsInResults', true),
      ]),
      element('options', this.#pageSize === undefined ? [] : [element('maxObjects', this.#pageSize)]),
    ];
  }

  #reading(): Reading<Page<T>> {
    const read: Entry<T>[] = [];
    return {
      each: ['Envelope', 'Body', '*', 'returnval', 'objects'],
      take: (node) => {
        const object = node.reference('obj');
        if (object === null) return;
        const content = new ObjectContent(object, node);
        for (const fault of content.missing.values()) {
          // Some servers say it of each property instead of the call.
          if (fault === 'NotAuthenticated') throw new VimFault('RetrievePropertiesEx', fault, '', null);
        }
        read.push({ id: object.id, record: this.#map(content), missing: content.missing });
      },
      finish: (response) => ({ token: response.text('returnval.token'), read }),
    };
  }
}

/** Pages that cannot be continued: the batch is read anew. */
class BrokenPages extends Error {}
