import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll } from 'vitest';

export interface ConnectProxy {
  readonly host: string;
  readonly port: number;
  /** Servers that it was asked to connect to, "127.0.0.1:8989", and the credentials that came along. */
  readonly asked: readonly { readonly authority: string; readonly authorization: string | null }[];
  /** The status it answers with instead of connecting. */
  refuse: number | null;
}

const running = new Set<{ server: Server; sockets: Set<Socket> }>();
afterAll(() => {
  for (const { server, sockets } of running) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** An HTTP proxy that connects for others and sees nothing of what they say, as squid does. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  const asked: { authority: string; authorization: string | null }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const authority = request.url ?? '';
    asked.push({ authority, authorization: request.headers['proxy-authorization'] ?? null });
    if (proxy.refuse !== null) {
      socket.end(`HTTP/1.1 ${proxy.refuse} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const colon = authority.lastIndexOf(':');
    const through = connect(Number(authority.slice(colon + 1)), authority.slice(0, colon), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(through).pipe(socket);
    });
    for (const one of [socket, through]) {
      sockets.add(one);
      one.on('error', () => {
        socket.destroy();
        through.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.add({ server, sockets });
  const { address, port } = server.address() as AddressInfo;
  const proxy: ConnectProxy = { host: address, port, asked, refuse: null };
  return proxy;
}
