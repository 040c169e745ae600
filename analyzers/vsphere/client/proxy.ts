import { request } from 'node:http';
import type { Socket } from 'node:net';
import { TransportError } from './faults.ts';

/** An HTTP proxy that connects to servers for others (RFC 9110, 9.3.6). */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Value of Proxy-Authorization; null where the proxy asks for none. Sent to the proxy and nowhere else. */
  readonly authorization: string | null;
}

/**
 * Asks the proxy for a connection to `target`, through which TLS is then spoken with the server itself: the proxy sees its
 * name and nothing else. `timeoutMs` is how long no byte may come. Calls back with a TransportError where it gives none.
 */
export function connectThroughProxy(
  proxy: Proxy,
  target: { readonly host: string; readonly port: number },
  timeoutMs: number,
  done: (error: Error | null, socket?: Socket) => void,
): void {
  const name = `the proxy ${proxy.host}:${proxy.port}`;
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const outgoing = request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: {
      Host: authority,
      ...(proxy.authorization === null ? {} : { 'Proxy-Authorization': proxy.authorization }),
    },
    agent: false,
    timeout: timeoutMs,
  });
  outgoing.on('connect', ({ statusCode = 0 }, socket: Socket) => {
    if (statusCode >= 200 && statusCode < 300) return done(null, socket);
    socket.destroy();
    done(refusal(name, authority, statusCode));
  });
  // A server that is no proxy answers without connecting.
  outgoing.on('response', ({ statusCode = 0 }) => {
    outgoing.destroy();
    done(refusal(name, authority, statusCode));
  });
  outgoing.on('timeout', () => outgoing.destroy(new TransportError('timeout', `${name} does not answer`)));
  outgoing.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : 'without a reason';
    done(
      error instanceof TransportError
        ? error
        : new TransportError('unreachable', `${name}: no connection (${code})`, { cause: error }),
    );
  });
  outgoing.end();
}

/** Gateway errors say that the server cannot be reached now (RFC 9110, 15.6.3 and on); all others stay. */
function refusal(name: string, authority: string, status: number): TransportError {
  if (status === 407) return new TransportError('proxy', `${name} wants other credentials (HTTP 407)`);
  const reason = status >= 502 && status <= 504 ? 'busy' : 'proxy';
  return new TransportError(reason, `${name} does not connect to ${authority} (HTTP ${status})`);
}
