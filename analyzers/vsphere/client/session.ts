import { XmlError } from '../../../src/lib/tables/xml-reader.ts';
import { AnswerReader } from './answer-reader.ts';
import { element, envelope, type Xml } from './envelope.ts';
import { readFault, TransportError } from './faults.ts';
import { HttpsTransport, type Server } from './https-transport.ts';
import type { ManagedObject, VimNode } from './node.ts';
import type { Proxy } from './proxy.ts';
import { defaultBackOffMs, isRefusal, loggingInAgain, retrying, withRetry } from './retry.ts';
import { type RoundTrip, type TraceEvent, type VimCall, traced } from './round-trip.ts';
import { chooseVersion, listedVersions } from './service-versions.ts';
import type { Trust } from './tls.ts';

export interface Login {
  readonly username: string;
  /** Sent to the server and nowhere else: in no error, no trace, no file. */
  readonly password: string;
}

export interface SessionOptions {
  readonly server: Server;
  readonly trust: Trust;
  /** Asked only where it is given: what the environment says does not count. */
  readonly proxy?: Proxy | null;
  readonly login: Login;
  /** Ends what is under way; the session still logs out. */
  readonly signal: AbortSignal;
  readonly trace?: (event: TraceEvent) => void;
  /** How long no byte may come, in ms. A vCenter under load takes its time before the first one. */
  readonly timeoutMs?: number;
  readonly backOffMs?: readonly number[];
}

const defaultTimeoutMs = 120_000;
/** Sessions end after 30 idle minutes (vCenter's default `vpxd.httpClientIdleTimeout`, ESXi's session timeout). */
const keepAliveMs = 10 * 60_000;
const logoutTimeoutMs = 5_000;

const serviceInstance: ManagedObject = { type: 'ServiceInstance', id: 'ServiceInstance' };

/** A result read from the response element as a whole. */
export function whole<T>(finish: (response: VimNode) => T): VimCall<T>['read'] {
  return () => ({ each: null, take: () => {}, finish });
}

/**
 * A session with a vCenter or ESXi host. `open` connects and logs in, `close` logs out; in between `call` sends whatever
 * is asked, and survives lost connections and sessions.
 */
export class VimSession {
  readonly server: Server;
  readonly transport: HttpsTransport;
  /** Aborted where the work is to end, and once the session is closed. */
  readonly signal: AbortSignal;
  readonly #options: SessionOptions;
  readonly #call: RoundTrip;
  readonly #unauthenticated: RoundTrip;
  readonly #keepAlive: NodeJS.Timeout;
  #content: VimNode | null = null;
  #version = '';
  /** The server's cookie as it was set, quotes included. */
  #cookie: string | null = null;
  #key = '';
  #generation = 0;
  #loggingIn: Promise<void> | null = null;
  readonly #closed = new AbortController();

  private constructor(options: SessionOptions) {
    this.server = options.server;
    this.#options = options;
    this.signal = AbortSignal.any([options.signal, this.#closed.signal]);
    const { signal } = this;
    const backOffMs = options.backOffMs ?? defaultBackOffMs;
    const { server, trust, proxy = null, timeoutMs = defaultTimeoutMs } = options;
    this.transport = new HttpsTransport(server, trust, proxy, timeoutMs, signal);
    const plain: RoundTrip = (call) => this.#send(call, signal);
    this.#unauthenticated = retrying(traced(plain, options.trace ?? (() => {})), backOffMs, signal);
    this.#call = loggingInAgain(this.#unauthenticated, this);
    this.#keepAlive = setInterval(() => void this.currentTime().catch(() => {}), keepAliveMs);
    this.#keepAlive.unref();
  }

  /**
   * Connects and logs in. Rejects with TransportError or VimFault; a wrong password is tried once only, since more would
   * lock the account.
   */
  static async open(options: SessionOptions): Promise<VimSession> {
    const session = new VimSession(options);
    try {
      session.#version = await session.#readVersion();
      session.#content = await session.#unauthenticated({
        method: 'RetrieveServiceContent',
        body: envelope('RetrieveServiceContent', serviceInstance, []),
        repeatable: true,
        read: whole((response) => {
          const content = response.at('returnval');
          if (content === undefined) throw new TransportError('foreign', `${options.server.host} is no vSphere`);
          return content;
        }),
      });
      await session.#logIn();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  get backOffMs(): readonly number[] {
    return this.#options.backOffMs ?? defaultBackOffMs;
  }

  /** What the server says of itself: name, version, apiType, instanceUuid. */
  get about(): VimNode {
    const about = this.#content?.at('about');
    if (about === undefined) throw new TransportError('foreign', `${this.server.host} does not say what it is`);
    return about;
  }

  /** A manager or root folder by its name in ServiceContent; null where this server has none. */
  service(name: string): ManagedObject | null {
    return this.#content?.reference(name) ?? null;
  }

  /** As `service`, for what every server has. */
  required(name: string): ManagedObject {
    const object = this.service(name);
    if (object === null) throw new TransportError('foreign', `${this.server.host} has no ${name}`);
    return object;
  }

  /** Calls a method; see RoundTrip. */
  call<T>(
    method: string,
    self: ManagedObject,
    parameters: readonly Xml[],
    read: VimCall<T>['read'],
    repeatable = true,
  ): Promise<T> {
    return this.#call({ method, body: envelope(method, self, parameters), repeatable, read });
  }

  /** The server's clock, "2026-11-24T08:29:37.123Z". */
  currentTime(): Promise<string | null> {
    return this.call(
      'CurrentTime',
      serviceInstance,
      [],
      whole((response) => response.text('returnval')),
    );
  }

  /** The server's name of the session, by which it can be asked about it. */
  get key(): string {
    return this.#key;
  }

  /** Basic authorisation for services beside SOAP, which have sessions of their own. */
  basicAuthorization(): string {
    const { username, password } = this.#options.login;
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  /** Logs out and closes all connections. Never rejects: there is nothing left to do about it. */
  async close(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.#closed.abort(new TransportError('cut', `the session with ${this.server.host} is closed`));
    const manager = this.service('sessionManager');
    if (this.#cookie !== null && manager !== null) {
      const call = {
        method: 'Logout',
        body: envelope('Logout', manager, []),
        repeatable: false,
        read: whole(() => {}),
      };
      // The signal of the work may have ended it: logging out has one of its own.
      await this.#send(call, AbortSignal.timeout(logoutTimeoutMs)).catch(() => {});
    }
    this.#cookie = null;
    this.transport.close();
  }

  /** See Sessions. A login that was refused stays refused. */
  get generation(): number {
    return this.#generation;
  }

  /** Several calls notice the end of a session at once; one of them logs in. */
  async renew(generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    this.#loggingIn ??= this.#logInAnew();
    await this.#loggingIn;
  }

  async #logInAnew(): Promise<void> {
    try {
      await this.#logIn();
      this.#loggingIn = null;
    } catch (error) {
      if (!isRefusal(error)) this.#loggingIn = null;
      throw error;
    }
  }

  async #logIn(): Promise<void> {
    const { username, password } = this.#options.login;
    const manager = this.required('sessionManager');
    this.#cookie = null;
    this.#key = await this.#unauthenticated({
      method: 'Login',
      body: envelope('Login', manager, [element('userName', username), element('password', password)]),
      repeatable: true,
      read: whole((response) => response.text('returnval.key') ?? ''),
    });
    this.#generation++;
  }

  async #readVersion(): Promise<string> {
    const { host } = this.server;
    const response = await withRetry(
      () => this.transport.send({ method: 'GET', path: '/sdk/vimServiceVersions.xml', headers: {}, body: null }),
      // On first contact, what is not there or hangs is more likely to be the wrong server than a passing fault.
      (error) => error instanceof TransportError && (error.reason === 'busy' || error.reason === 'cut'),
      this.#options.backOffMs ?? defaultBackOffMs,
      this.signal,
    );
    const pieces: Buffer[] = [];
    for await (const chunk of response.chunks) pieces.push(chunk);
    try {
      if (response.status !== 200) throw new XmlError(`HTTP ${response.status}`);
      const versions = listedVersions(Buffer.concat(pieces));
      if (versions.length === 0) throw new XmlError('no version of urn:vim25');
      return chooseVersion(versions);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      throw new TransportError('foreign', `${host} has no vSphere API at /sdk (${error.message})`, { cause: error });
    }
  }

  async #send<T>(call: VimCall<T>, signal: AbortSignal): Promise<T> {
    const response = await this.transport.send(
      {
        method: 'POST',
        path: '/sdk',
        headers: {
          'Content-Type': 'text/xml; charset=utf-8',
          SOAPAction: `"urn:vim25/${this.#version}"`,
          // A login whose answer was lost has left a cookie, and whoever is logged in may not log in (InvalidLogin).
          ...(this.#cookie === null || call.method === 'Login' ? {} : { Cookie: this.#cookie }),
        },
        body: call.body,
      },
      signal,
    );
    for (const cookie of response.setCookie) {
      if (cookie.startsWith('vmware_soap_session=')) this.#cookie = cookie.split(';', 1)[0] ?? null;
    }
    if (!/xml/i.test(response.contentType)) {
      for await (const _ of response.chunks); // Read to its end, so that the connection can be used again.
      throw new TransportError(
        response.status >= 500 ? 'busy' : 'foreign',
        `${this.server.host} answers ${call.method} with HTTP ${response.status} and no XML`,
      );
    }
    const reading = call.read();
    const reader = new AnswerReader(reading.each, (node) => reading.take(node));
    try {
      for await (const chunk of response.chunks) reader.write(chunk);
      const { body } = reader.end();
      if (body.name === 'Fault') throw readFault(call.method, body);
      return reading.finish(body);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      // A front end that gives up in the middle of an answer ends it as if it were whole.
      throw new TransportError(
        'cut',
        `${this.server.host}: the answer to ${call.method} is damaged (${error.message})`,
        {
          cause: error,
        },
      );
    }
  }
}
