// An exchange with a vSphere server, recorded once and answered again from the disk, so that a client is timed alone.
import { once } from 'node:events';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { localCertificate } from '../test/support/certificates.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the server answered to one request; the body is `length` bytes from `offset` of the file. */
interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly offset: number;
  readonly length: number;
  /** True for a fault that tells of an unknown property. */
  readonly isUnknownPath: boolean;
}

/** What was answered. Clients whose requests depend on answers alone ask the same again. */
export interface Recording {
  readonly file: number;
  /** By requests, one after another: the same request for the next events has another answer each time. */
  readonly answers: Map<string, RecordedAnswer[]>;
  /** Properties that the server does not know. */
  readonly unknownPaths: Set<string>;
  /** Length of the file. */
  bytes: number;
  /** Objects that retrievals answered with. */
  objects: number;
}

export const openRecording = (path: string): Recording => ({
  file: openSync(path, 'w+', 0o600),
  answers: new Map(),
  unknownPaths: new Set(),
  bytes: 0,
  objects: 0,
});

export const closeRecording = ({ file }: Recording): void => closeSync(file);

export interface ExchangeServer extends Address {
  /** Requests so far. */
  roundTrips: number;
  /** Requests that no recorded answer is for. */
  unknown: number;
  /** Bytes of bodies sent so far. */
  sentBytes: number;
  readonly close: () => void;
}

type Answering = (incoming: IncomingMessage, body: Buffer, counts: ExchangeServer) => Promise<Answer>;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Passes everything on to a server, counts, and keeps the answers where there is a recording. */
export async function startCounter(target: Address, recording: Recording | null): Promise<ExchangeServer> {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const server = await serve(async (incoming, body) => {
    const answer = await forward(target, agent, incoming, body);
    if (recording !== null) keep(recording, keyOf(incoming, body), answer);
    return answer;
  });
  const { close } = server;
  return Object.assign(server, {
    close: () => {
      close();
      agent.destroy();
    },
  });
}

/**
 * Answers from a recording, and 404 to what is not in it; what is asked more often than it was gets the last answer
 * again. Which calls under way ask for a property that the server does
 * not know, before one of them has learnt it, is a matter of chance: it is left out of what requests are compared by, and
 * the faults that tell of it are not repeated.
 */
export function startReplay({ file, answers, unknownPaths }: Recording): Promise<ExchangeServer> {
  const knownPart = (key: string): string =>
    key.replace(/<pathSet>([^<]*)<\/pathSet>/g, (element, path: string) => (unknownPaths.has(path) ? '' : element));
  const replayed = new Map<string, RecordedAnswer[]>();
  for (const [key, all] of answers) {
    const good = all.filter(({ isUnknownPath }) => !isUnknownPath);
    if (good.length > 0) replayed.set(knownPart(key), good);
  }
  return serve(async (incoming, asked, counts) => {
    const waiting = replayed.get(knownPart(keyOf(incoming, asked))) ?? [];
    const answer = waiting.length > 1 ? waiting.shift() : waiting[0];
    if (answer === undefined) {
      counts.unknown++;
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('not recorded') };
    }
    const body = Buffer.allocUnsafe(answer.length);
    readSync(file, body, 0, answer.length, answer.offset);
    return { status: answer.status, headers: answer.headers, body };
  });
}

async function serve(answering: Answering): Promise<ExchangeServer> {
  const server = createServer(localCertificate, (incoming, outgoing) => {
    void respond(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    counts.roundTrips++;
    const { status, headers, body } = await answering(incoming, await readAll(incoming), counts);
    counts.sentBytes += body.length;
    outgoing.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens to a port has an address.
  const { address, port } = server.address() as AddressInfo;
  const counts: ExchangeServer = {
    host: address,
    port,
    roundTrips: 0,
    unknown: 0,
    sentBytes: 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return counts;
}

const keyOf = ({ method, url }: IncomingMessage, body: Buffer): string => `${method} ${url} ${body.toString('utf8')}`;

function keep(recording: Recording, key: string, { status, headers, body }: Answer): void {
  const unknownPath =
    status === 200 ? undefined : /InvalidProperty.*?<name>([^<]*)<\/name>/s.exec(body.toString())?.[1];
  if (unknownPath !== undefined) recording.unknownPaths.add(unknownPath);
  writeSync(recording.file, body, 0, body.length, recording.bytes);
  const answer = {
    status,
    headers,
    offset: recording.bytes,
    length: body.length,
    isUnknownPath: unknownPath !== undefined,
  };
  const known = recording.answers.get(key);
  if (known === undefined) recording.answers.set(key, [answer]);
  else known.push(answer);
  recording.bytes += body.length;
  recording.objects += countOf(body, '<objects>');
}

function countOf(body: Buffer, text: string): number {
  let count = 0;
  for (let at = body.indexOf(text); at !== -1; at = body.indexOf(text, at + text.length)) count++;
  return count;
}

async function forward(target: Address, agent: Agent, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const outgoing = request({
    host: target.host,
    port: target.port,
    agent,
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: { ...incoming.headers, host: `${target.host}:${target.port}` },
  });
  outgoing.end(body);
  // What once() gives of this event.
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    // The connection's own, which differ between the two sides.
    if (value !== undefined && !connectionHeaders.has(name)) headers[name] = value;
  }
  return { status: response.statusCode ?? 0, headers, body: await readAll(response) };
}

const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'transfer-encoding',
  'content-length',
  'keep-alive',
]);

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
