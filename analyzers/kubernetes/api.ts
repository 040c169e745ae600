import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { ClusterAccess } from './kubeconfig.ts';

export interface ApiAnswer {
  readonly status: number;
  /** What the JSON holds; undefined where the answer is none. */
  readonly body: unknown;
  /** The server's clock, as in the header Date. */
  readonly date: string | null;
}

/** Asks for a path with its query. There is no other verb: what reads a cluster cannot change it. */
export type Get = (path: string) => Promise<ApiAnswer>;

/** No answer came, or one that is of no use. `message` names the server and holds nothing that was sent. */
export class ApiTransportError extends Error {
  readonly isCertificate: boolean;

  constructor(message: string, isCertificate: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiTransportError';
    this.isCertificate = isCertificate;
  }
}

/** How long no byte may come; an API server ends a list after 60 s (--request-timeout). */
const timeoutMs = 90_000;
/** A page of 500 pods has about 5 MB; metrics come in one answer of about 500 bytes a pod. */
const longestAnswer = 512 * 1024 * 1024;
/** "Not now" (RFC 9110, 15.6 and RFC 6585, 4), and what a server says that starts or is overrun. */
const busyStatus: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const waitsMs: readonly number[] = [500, 1_000, 2_000, 4_000];
const longestWaitSeconds = 30;

/** Codes of Node for a certificate that is not accepted. */
const certificateCodes =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|INVALID_CA|PATH_LENGTH|ERR_SSL_.*ALERT)/;

export interface ApiOptions {
  readonly signal: AbortSignal;
  /** Waits between attempts, in milliseconds. Tests give shorter ones. */
  readonly waitsMs?: readonly number[];
}

/** One API server, over connections of its own. Proxies in the environment are not asked, redirections not followed. */
export class KubernetesApi {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;
  readonly #signal: AbortSignal;
  readonly #waitsMs: readonly number[];

  constructor(access: ClusterAccess, options: ApiOptions) {
    const { authority, certificate, key, serverName, host, insecure } = access;
    this.#access = access;
    this.#signal = options.signal;
    this.#waitsMs = options.waitsMs ?? waitsMs;
    const name = serverName ?? (isIP(host) === 0 ? host : null);
    this.#agent = new Agent({
      keepAlive: true,
      rejectUnauthorized: !insecure,
      ...(authority === null ? {} : { ca: authority }),
      ...(certificate === null || key === null ? {} : { cert: certificate, key }),
      ...(name === null ? {} : { servername: name }),
    });
  }

  get server(): string {
    const { host, port } = this.#access;
    return `${host}:${port}`;
  }

  /** Tries again where the server is busy or the connection broke: asking twice changes nothing. */
  readonly get: Get = async (path) => {
    for (const [attempt, wait] of this.#waitsMs.entries()) {
      try {
        const { answer, retryAfter } = await this.#ask(path);
        if (!busyStatus.has(answer.status)) return answer;
        await this.#wait(Math.max(wait, Math.min(retryAfter, longestWaitSeconds) * 1_000));
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof ApiTransportError) || error.isCertificate || attempt > 0) throw error;
        await this.#wait(wait);
      }
    }
    return (await this.#ask(path)).answer;
  };

  close(): void {
    this.#agent.destroy();
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer);
        reject(this.#signal.reason as Error);
      };
      const timer = setTimeout(() => {
        this.#signal.removeEventListener('abort', abort);
        resolve();
      }, milliseconds);
      this.#signal.addEventListener('abort', abort, { once: true });
    });
  }

  async #ask(path: string): Promise<{ readonly answer: ApiAnswer; readonly retryAfter: number }> {
    this.#signal.throwIfAborted();
    const { host, port, basePath, token } = this.#access;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(
        {
          host,
          port,
          method: 'GET',
          path: `${basePath}${path}`,
          headers: {
            // What the audit log shows.
            'User-Agent': 'devirt',
            Accept: 'application/json',
            ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
          },
          agent: this.#agent,
          timeout: timeoutMs,
          signal: this.#signal,
        },
        resolve,
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
      outgoing.on('error', (error) => reject(this.#explain(error)));
      outgoing.end();
    });
    const text = await this.#textOf(response);
    return {
      answer: {
        status: response.statusCode ?? 0,
        body: parseJson(text),
        date: response.headers.date ?? null,
      },
      retryAfter: Number(/^\d{1,6}$/.exec(response.headers['retry-after'] ?? '')?.[0] ?? 0),
    };
  }

  async #textOf(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > longestAnswer) {
          throw new ApiTransportError(`${this.server}: an answer of more than ${longestAnswer} bytes`, false);
        }
        chunks.push(chunk);
      }
    } catch (error) {
      throw this.#explain(error);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #explain(error: unknown): unknown {
    if (error instanceof ApiTransportError) return error;
    if (this.#signal.aborted) return this.#signal.reason;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (certificateCodes.test(code)) {
      return new ApiTransportError(`${this.server}: its certificate is not trusted (${code})`, true, { cause: error });
    }
    const reason =
      code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? 'no such name'
        : code === 'ECONNREFUSED'
          ? 'nothing listens there'
          : code === 'EPROTO'
            ? 'does not speak TLS'
            : error instanceof Error && error.message === 'timeout'
              ? `has not answered for ${timeoutMs / 1_000} s`
              : 'the connection broke';
    return new ApiTransportError(`${this.server}: ${reason}${code === '' ? '' : ` (${code})`}`, false, {
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const statusSchema = z.object({
  kind: z.literal('Status'),
  reason: z.string().optional(),
  metadata: z.object({ continue: z.string().optional() }).optional(),
});

/** The API's own word for a refusal ("Forbidden", "Expired"), and where a list may go on after it. */
export function refusalOf(answer: ApiAnswer): { readonly reason: string; readonly continueToken: string | null } {
  const status = statusSchema.safeParse(answer.body);
  return {
    reason: status.data?.reason ?? `HTTP ${answer.status}`,
    continueToken: status.data?.metadata?.continue || null,
  };
}
