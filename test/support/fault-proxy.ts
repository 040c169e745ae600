import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { foreignCertificate, localCertificate } from './certificates.ts';

/** What the proxy sees of a request. */
export interface Seen {
  /** Name of the SOAP method, or the path of a request that is none. */
  readonly method: string;
  /** How many requests of this method came before. */
  readonly index: number;
  readonly body: string;
}

/** What goes wrong. */
export type Fault =
  /** The connection breaks before an answer. */
  | { readonly kind: 'cut' }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'truncate' }
  /** The answer ends in the middle as if it were whole. */
  | { readonly kind: 'end-early' }
  /** No byte comes for as long as the client waits. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** A front end answers by itself, in HTML. */
  | { readonly kind: 'status'; readonly status: number }
  /** A SOAP fault with a text in any language. */
  | { readonly kind: 'fault'; readonly type: string; readonly text: string; readonly detail?: string }
  /** The last answer to a retrieval once more. */
  | { readonly kind: 'repeat' }
  /** Something happens on the server first. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<unknown> }
  /** The answer says something else. */
  | { readonly kind: 'rewrite'; readonly rewrite: (body: string) => string };

export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Methods in the order in which they came. */
  readonly methods: readonly string[];
  readonly thumbprintSha256: string;
  /** Called for each request; null lets it pass. */
  fault: (seen: Seen) => Fault | null;
  /** Called for each request that is passed on: where to, and with what. */
  translate: (message: Message) => Message;
  /** Called with the head of each answer. */
  onHeaders: (headers: IncomingHttpHeaders) => void;
  /** From the next connection on, shows another certificate; ends those that are open. */
  changeCertificate(): Promise<void>;
}

export interface Message {
  readonly path: string;
  readonly body: Buffer;
  /** Changes the answer. */
  readonly answer?: (body: string) => string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

const running = new Set<Server>();
// Of the file that imports this: inside a hook or test it would be too late to ask for it.
afterAll(() => {
  for (const server of running) {
    server.closeAllConnections();
    server.close();
  }
});

/** Stands between a client and a vSphere server and does what networks, front ends and vCenters do. */
export async function startFaultProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  const counts = new Map<string, number>();
  const methods: string[] = [];
  const lastPage: { answer: Answer | null } = { answer: null };
  const server = createServer(localCertificate, (incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const text = body.toString('utf8');
    const method = /<soapenv:Body><(\w+)/.exec(text)?.[1] ?? incoming.url ?? '';
    const index = counts.get(method) ?? 0;
    counts.set(method, index + 1);
    methods.push(method);
    const fault = proxy.fault({ method, index, body: text });
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'cut') {
      outgoing.destroy();
      return;
    }
    if (fault?.kind === 'status') {
      outgoing.writeHead(fault.status, { 'Content-Type': 'text/html' }).end('<html>Service Unavailable');
      return;
    }
    if (fault?.kind === 'fault') {
      outgoing.writeHead(500, { 'Content-Type': 'text/xml' }).end(soapFault(fault));
      return;
    }
    if (fault?.kind === 'delay') await sleep(fault.ms);
    if (fault?.kind === 'meanwhile') await fault.run();
    const message = proxy.translate({ path: incoming.url ?? '/', body });
    const fresh = await forward(target, incoming, message, proxy.onHeaders);
    const answer = fault?.kind === 'repeat' && lastPage.answer !== null ? lastPage.answer : fresh;
    if (method.endsWith('RetrievePropertiesEx')) lastPage.answer = answer;
    const rewrite = fault?.kind === 'rewrite' ? fault.rewrite : message.answer;
    const whole = rewrite === undefined ? answer.body : Buffer.from(rewrite(answer.body.toString('utf8')));
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    outgoing.writeHead(answer.status, headers);
    if (fault?.kind === 'truncate') {
      // Enough to be read before the connection breaks.
      outgoing.write(whole.subarray(0, Math.floor(whole.length / 2)), () => setTimeout(() => outgoing.destroy(), 20));
    } else if (fault?.kind === 'end-early') outgoing.end(whole.subarray(0, Math.floor(whole.length / 2)));
    else outgoing.end(whole);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.add(server);
  const { address, port } = server.address() as AddressInfo;
  const proxy: FaultProxy = {
    host: address,
    port,
    methods,
    thumbprintSha256: new X509Certificate(localCertificate.cert).fingerprint256,
    fault: () => null,
    translate: (message) => message,
    onHeaders: () => {},
    changeCertificate: async () => {
      server.setSecureContext(foreignCertificate);
      server.closeAllConnections();
      await sleep(20);
    },
  };
  return proxy;
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function forward(
  target: { readonly host: string; readonly port: number },
  incoming: IncomingMessage,
  { path, body }: Message,
  onHeaders: (headers: IncomingHttpHeaders) => void,
): Promise<Answer> {
  const outgoing = request({
    host: target.host,
    port: target.port,
    method: incoming.method ?? 'GET',
    path,
    headers: { ...incoming.headers, host: `${target.host}:${target.port}` },
    rejectUnauthorized: false,
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  onHeaders(response.headers);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.headers)) if (value !== undefined) headers[name] = value;
  return { status: response.statusCode ?? 0, headers, body: await readAll(response) };
}

function soapFault({ type, text, detail }: { type: string; text: string; detail?: string }): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>' +
    `<faultcode>ServerFaultCode</faultcode><faultstring>${text}</faultstring>` +
    `<detail><${type}Fault xmlns="urn:vim25" xsi:type="${type}">${detail ?? ''}</${type}Fault></detail>` +
    '</soapenv:Fault></soapenv:Body></soapenv:Envelope>'
  );
}
