import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { TransportError } from './faults.ts';
import { connectThroughProxy, type Proxy } from './proxy.ts';
import { connectVerified, type Trust } from './tls.ts';

export interface Server {
  /** Name or address without scheme. */
  readonly host: string;
  readonly port: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly setCookie: readonly string[];
  /** To be read to its end; throws TransportError where that does not come. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Answers that say "not now" (RFC 9110, 15.6): a vCenter's front end while its services start. */
const busyStatus: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Idle connections kept open; as many calls as run at once. */
const maxSockets = 8;

/** Sends requests to one server over connections of its own. Of proxies only the one that is given is asked. */
export class HttpsTransport {
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;

  /** `timeoutMs` is how long no byte may come. `signal` ends what is under way, but not later requests. */
  constructor(server: Server, trust: Trust, proxy: Proxy | null, timeoutMs: number, signal: AbortSignal) {
    this.#server = server;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.#agent = new Agent({ keepAlive: true, maxSockets });
    // Replaced because certificates are looked at before anything is sent.
    this.#agent.createConnection = (options, callback) => {
      // Node's types leave out that the socket is absent beside an error.
      const fail = (error: Error | null): void => callback?.(error, undefined as never);
      const verify = (through: Socket | null): void =>
        connectVerified(options as ConnectionOptions, trust, through, (error, socket) => {
          if (socket === undefined) fail(error);
          else callback?.(null, socket);
        });
      if (proxy === null) verify(null);
      else {
        connectThroughProxy(proxy, server, timeoutMs, (error, socket) => {
          if (socket === undefined) fail(error);
          else verify(socket);
        });
      }
      return undefined;
    };
  }

  /**
   * Resolves once the head of the answer is there. Rejects with TransportError. `signal` takes the place of the one that
   * was given to the constructor: logging out must work after an interruption.
   */
  async send(message: HttpRequest, signal: AbortSignal = this.#signal): Promise<HttpResponse> {
    signal.throwIfAborted();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(
        {
          host: this.#server.host,
          port: this.#server.port,
          method: message.method,
          path: message.path,
          headers: {
            // What an administrator sees in the list of sessions.
            'User-Agent': 'devirt',
            ...message.headers,
            ...(message.body === null ? {} : { 'Content-Length': Buffer.byteLength(message.body) }),
          },
          agent: this.#agent,
          timeout: this.#timeoutMs,
          signal,
        },
        resolve,
      );
      outgoing.on('timeout', () => outgoing.destroy(this.#timedOut()));
      outgoing.on('error', (error) => reject(this.#explain(error, signal)));
      outgoing.end(message.body ?? undefined);
    });
    const status = response.statusCode ?? 0;
    if (busyStatus.has(status)) {
      response.resume();
      throw new TransportError('busy', `${this.#server.host} answers with HTTP ${status}`);
    }
    return {
      status,
      contentType: response.headers['content-type'] ?? '',
      setCookie: response.headers['set-cookie'] ?? [],
      chunks: this.#chunks(response, signal),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  async *#chunks(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) yield chunk;
    } catch (error) {
      throw this.#explain(error, signal);
    }
    if (!response.complete) throw new TransportError('cut', `${this.#server.host}: the answer ended early`);
  }

  #timedOut(): TransportError {
    return new TransportError('timeout', `${this.#server.host} has not answered for ${this.#timeoutMs / 1000} s`);
  }

  #explain(error: unknown, signal: AbortSignal): unknown {
    if (error instanceof TransportError) return error;
    if (signal.aborted) return signal.reason;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const { host, port } = this.#server;
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return new TransportError('unreachable', `${host}: no such name (${code})`, { cause: error });
    }
    if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
      return new TransportError('unreachable', `${host}:${port}: nothing listens there (${code})`, { cause: error });
    }
    if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
      return new TransportError('foreign', `${host}:${port} does not speak TLS (${code})`, { cause: error });
    }
    return new TransportError('cut', `${host}: the connection broke (${code || 'without a reason'})`, { cause: error });
  }
}
