import { byCodePoint } from '../../../src/lib/order.ts';
import { TransportError } from './faults.ts';
import type { HttpResponse } from './https-transport.ts';
import type { ManagedObject } from './node.ts';
import { isPassing, withRetry } from './retry.ts';
import type { VimSession } from './session.ts';

/** Objects asked for in one call. One call a VM, as others do, hangs on vCenters with many (forklift, issue 6662). */
const batchSize = 1_000;
/** Calls under way at once for names of tags and categories, which the API gives one by one. */
const namesAtOnce = 4;
/** Bytes of one answer: 1,000 objects with 50 tags each are about 4 MB. */
const mostBytes = 64 * 1024 * 1024;

const sessionHeader = 'vmware-api-session-id';

/** The two generations of the REST API: since 7.0 U2 under /api, before under /rest, where every answer is in `value`. */
interface Generation {
  readonly session: string;
  readonly tagging: string;
  readonly action: string;
  readonly id: (id: string) => string;
  readonly unwrap: (answer: unknown) => unknown;
}

const current: Generation = {
  session: '/api/session',
  tagging: '/api/cis/tagging',
  action: '?action=',
  id: (id) => encodeURIComponent(id),
  unwrap: (answer) => answer,
};
const former: Generation = {
  session: '/rest/com/vmware/cis/session',
  tagging: '/rest/com/vmware/cis/tagging',
  action: '?~action=',
  id: (id) => `id:${encodeURIComponent(id)}`,
  unwrap: (answer) => property(answer, 'value'),
};

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The tags of objects, "Category/Tag", by the objects' ids; objects without tags are left out. Reads them in batches,
 * and each tag's and category's name once. Rejects with TransportError.
 */
export async function readTags(
  session: VimSession,
  objects: readonly ManagedObject[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rest = await RestSession.open(session);
  try {
    const attached = new Map<string, readonly string[]>();
    for (let start = 0; start < objects.length; start += batchSize) {
      const answer = await rest.post(`/tag-association${rest.generation.action}list-attached-tags-on-objects`, {
        object_ids: objects.slice(start, start + batchSize).map(({ type, id }) => ({ type, id })),
      });
      if (!Array.isArray(answer)) throw new TransportError('foreign', 'the REST API does not list the tags of objects');
      for (const entry of listOf(answer)) {
        const id = textOf(property(property(entry, 'object_id'), 'id'));
        const tags = listOf(property(entry, 'tag_ids')).flatMap((tag) => textOf(tag) ?? []);
        if (id !== null && tags.length > 0) attached.set(id, tags);
      }
    }
    const tags = await namesOf(new Set([...attached.values()].flat()), (id) =>
      rest.get(`/tag/${rest.generation.id(id)}`),
    );
    const categories = await namesOf(new Set([...tags.values()].flatMap(({ category }) => category ?? [])), (id) =>
      rest.get(`/category/${rest.generation.id(id)}`),
    );
    const named = new Map<string, readonly string[]>();
    for (const [object, ids] of attached) {
      const names = ids.flatMap((id) => {
        const tag = tags.get(id);
        const category = categories.get(tag?.category ?? '');
        return tag === undefined || category === undefined ? [] : [`${category.name}/${tag.name}`];
      });
      if (names.length > 0) named.set(object, [...new Set(names)].sort(byCodePoint));
    }
    return named;
  } finally {
    await rest.close();
  }
}

interface Named {
  readonly name: string;
  /** Of a tag: its category's id. */
  readonly category: string | null;
}

async function namesOf(
  ids: ReadonlySet<string>,
  get: (id: string) => Promise<unknown>,
): Promise<ReadonlyMap<string, Named>> {
  const found = new Map<string, Named>();
  const pending = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const answer = await get(id);
      const name = textOf(property(answer, 'name'));
      if (name !== null) found.set(id, { name, category: textOf(property(answer, 'category_id')) });
    }
  };
  await Promise.all(Array.from({ length: namesAtOnce }, worker));
  return found;
}

/** A session of the REST API, which is another than that of SOAP. */
class RestSession {
  readonly generation: Generation;
  readonly #session: VimSession;
  #token: string;

  private constructor(session: VimSession, generation: Generation, token: string) {
    this.#session = session;
    this.generation = generation;
    this.#token = token;
  }

  static async open(session: VimSession): Promise<RestSession> {
    for (const generation of [current, former]) {
      const token = await logIn(session, generation);
      if (token !== null) return new RestSession(session, generation, token);
    }
    throw new TransportError('foreign', `${session.server.host} has no REST API`);
  }

  get(path: string): Promise<unknown> {
    return this.#ask('GET', path, null);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#ask('POST', path, JSON.stringify(body));
  }

  async close(): Promise<void> {
    // Not the signal of the work, which may have ended it.
    await this.#send('DELETE', this.generation.session, null, AbortSignal.timeout(5_000)).catch(() => {});
  }

  async #ask(method: 'GET' | 'POST', path: string, body: string | null): Promise<unknown> {
    const url = `${this.generation.tagging}${path}`;
    const [status, answer] = await withRetry(
      async () => {
        const sent = await this.#send(method, url, body);
        if (sent[0] !== 401) return sent;
        // The session has ended: another one, once a call.
        this.#token = (await logIn(this.#session, this.generation)) ?? this.#token;
        return this.#send(method, url, body);
      },
      isPassing,
      this.#session.backOffMs,
      this.#session.signal,
    );
    // A tag that was deleted since.
    if (status === 404) return undefined;
    if (status !== 200) {
      throw new TransportError(
        'foreign',
        `${this.#session.server.host} answers ${method} ${url.split('?')[0]} with HTTP ${status}`,
      );
    }
    return this.generation.unwrap(answer);
  }

  async #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: string | null,
    signal?: AbortSignal,
  ): Promise<readonly [status: number, answer: unknown]> {
    const headers = { 'Content-Type': 'application/json', [sessionHeader]: this.#token };
    const response = await this.#session.transport.send({ method, path, headers, body }, signal);
    return [response.status, await readJson(response)];
  }
}

/** A new session's token; null where this generation of the API is not there. */
async function logIn(session: VimSession, generation: Generation): Promise<string | null> {
  const response = await withRetry(
    () =>
      session.transport.send({
        method: 'POST',
        path: generation.session,
        headers: { Authorization: session.basicAuthorization() },
        body: '',
      }),
    isPassing,
    session.backOffMs,
    session.signal,
  );
  const answer = await readJson(response);
  if (response.status === 404 || response.status === 405) return null;
  if (response.status !== 200 && response.status !== 201) {
    throw new TransportError(
      'foreign',
      `${session.server.host} refuses a session of its REST API (HTTP ${response.status})`,
    );
  }
  return textOf(generation.unwrap(answer));
}

/** The answer as JSON; undefined for what is none, since errors may come as anything. */
async function readJson(response: HttpResponse): Promise<unknown> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TransportError('foreign', 'an answer of the REST API is too long');
    pieces.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return undefined;
  }
}
