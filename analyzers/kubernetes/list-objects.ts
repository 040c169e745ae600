import { z } from 'zod';
import { refusalOf, type Get } from './api.ts';

/** The API does not let us list this, or does not have it. */
export class ListRefused extends Error {
  readonly status: number;
  /** The API's own word: "Forbidden", "NotFound", "Unauthorized". */
  readonly reason: string;

  constructor(path: string, status: number, reason: string) {
    super(`${path}: HTTP ${status} (${reason})`);
    this.name = 'ListRefused';
    this.status = status;
    this.reason = reason;
  }
}

export interface ListResult<T> {
  readonly items: readonly T[];
  /** Items that are not as the API describes them, and are left out. */
  readonly malformed: number;
  /** True where the list is not of one moment: it took longer than the server keeps the past. */
  readonly isInconsistent: boolean;
  /** The server's clock at the first page. */
  readonly date: string | null;
}

/** What kubectl asks for at once. */
const pageSize = 500;
/** How often a list is begun anew for which the server keeps no place. */
const mostRestarts = 3;
const gone = 410;
/** Objects that an answer may hold altogether; a cluster is supported up to 150,000 pods. */
const mostItems = 2_000_000;

const pageSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(z.unknown()).nullable(),
});

/**
 * Lists a resource to its end, in pages. A list that takes longer than etcd keeps the past (5 minutes) gets 410 Gone; it
 * is then gone on with where the server offers that (objects may have changed in between), else begun anew.
 * `keyOf` names an object, so that none is taken twice. Throws ListRefused.
 */
export async function listObjects<T>(
  get: Get,
  path: string,
  schema: z.ZodType<T>,
  keyOf: (item: T) => string,
  onProgress: (items: number) => void = () => undefined,
): Promise<ListResult<T>> {
  let items = new Map<string, T>();
  let malformed = 0;
  let isInconsistent = false;
  let restarts = 0;
  let date: string | null = null;
  let token = '';
  for (;;) {
    const query = `limit=${pageSize}${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`;
    const answer = await get(`${path}?${query}`);
    if (answer.status === gone && token !== '') {
      const { continueToken } = refusalOf(answer);
      isInconsistent = continueToken !== null;
      if (continueToken === null) {
        if (restarts === mostRestarts) throw new ListRefused(path, gone, 'Expired');
        restarts++;
        items = new Map();
        malformed = 0;
      }
      token = continueToken ?? '';
      continue;
    }
    if (answer.status !== 200) throw new ListRefused(path, answer.status, refusalOf(answer).reason);
    const page = pageSchema.safeParse(answer.body);
    if (!page.success) throw new ListRefused(path, answer.status, 'no list');
    date ??= answer.date;
    for (const raw of page.data.items ?? []) {
      const item = schema.safeParse(raw);
      if (item.success) items.set(keyOf(item.data), item.data);
      else malformed++;
    }
    onProgress(items.size);
    const next = page.data.metadata?.continue ?? '';
    if (next === '') break;
    if (next === token || items.size + malformed > mostItems) throw new ListRefused(path, answer.status, 'no end');
    token = next;
  }
  return { items: [...items.values()], malformed, isInconsistent, date };
}
