import type { Connection, GuestProcess, Listener } from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Bundle } from './bundle.ts';
import type { OpenFiles } from './processes.ts';
import { textLines, words } from './text-lines.ts';

/** States of include/net/tcp_states.h, in hexadecimal. */
const listening = '0A';
const established = '01';
/** A UDP socket without a peer shows as TCP_CLOSE. */
const unconnected = '07';
/** States in which there is a peer that is spoken to: established, and the ways to and from it. */
const withPeer = new Set(['01', '02', '04', '05', '08', '09', '0B']);
/** __SO_ACCEPTCON of include/uapi/linux/net.h: a UNIX socket that accepts connections. */
const acceptsConnections = 0x10000;

/**
 * An address of /proc/net/tcp: 32-bit words in the byte order of the machine. IPv4 in IPv6 becomes IPv4. Null for what
 * is no address.
 */
export function socketAddress(hex: string, littleEndian: boolean): string | null {
  if (!/^(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/.test(hex)) return null;
  const bytes: number[] = [];
  for (let start = 0; start < hex.length; start += 8) {
    const word = [0, 2, 4, 6].map((offset) => Number.parseInt(hex.slice(start + offset, start + offset + 2), 16));
    bytes.push(...(littleEndian ? word.toReversed() : word));
  }
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255) {
    return bytes.slice(12).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  return compressed(groups);
}

/** RFC 5952: the longest run of two or more groups of zeros, the first of several, becomes "::". */
function compressed(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  if (best.start === -1) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}

interface Socket {
  readonly protocol: 'tcp' | 'udp';
  readonly local: string;
  readonly localPort: number;
  readonly peer: string;
  readonly peerPort: number;
  readonly state: string;
  readonly inode: string;
}

function sockets(bundle: Bundle): Socket[] | null {
  const littleEndian = !/^(?:s390|ppc(?!64le)|mips(?!el|64el)|sparc)/.test(bundle.facts.get('architecture') ?? '');
  const read = (['tcp', 'tcp6', 'udp', 'udp6'] as const).map((name) => ({
    name,
    text: bundle.parts.get(`net/${name}`),
  }));
  if (read.every(({ text }) => text === undefined)) return null;
  return read.flatMap(({ name, text }) =>
    textLines(text)
      .slice(1)
      .flatMap((line) => {
        const [, local = '', peer = '', state = '', , , , , , inode = ''] = words(line);
        const [localHex = '', localPort = ''] = local.split(':');
        const [peerHex = '', peerPort = ''] = peer.split(':');
        const localAddress = socketAddress(localHex, littleEndian);
        const peerAddress = socketAddress(peerHex, littleEndian);
        if (
          localAddress === null ||
          peerAddress === null ||
          !/^[0-9A-F]{4}$/i.test(localPort) ||
          !/^[0-9A-F]{4}$/i.test(peerPort)
        )
          return [];
        const protocol: 'tcp' | 'udp' = name === 'udp' || name === 'udp6' ? 'udp' : 'tcp';
        return [
          {
            protocol,
            local: localAddress,
            localPort: Number.parseInt(localPort, 16),
            peer: peerAddress,
            peerPort: Number.parseInt(peerPort, 16),
            state: state.toUpperCase(),
            inode,
          },
        ];
      }),
  );
}

/** Of the processes that hold a socket the one that is none's child among them: a server, not its workers. */
function owner(inode: string, open: OpenFiles, byPid: ReadonlyMap<number, GuestProcess>): GuestProcess | null {
  const holders = open.socketHolders.get(inode) ?? [];
  const pid =
    holders.find((holder) => {
      const parent = byPid.get(holder)?.parentPid ?? null;
      // The first process holds the sockets of socket units too.
      return parent === null || parent === 1 || !holders.includes(parent);
    }) ?? holders[0];
  const first = pid === 1 && holders.length > 1 ? holders.find((holder) => holder !== 1) : pid;
  return first === undefined ? null : (byPid.get(first) ?? null);
}

/** Listeners and connections of /proc/net; null where the collector could not look. */
export function listenersAndConnections(
  bundle: Bundle,
  open: OpenFiles,
  processes: readonly GuestProcess[] | null,
): { readonly listeners: Listener[] | null; readonly connections: Connection[] | null } {
  const all = sockets(bundle);
  const byPid = new Map((processes ?? []).map((process) => [process.pid, process]));
  const listeners = new Map<string, Listener>();
  const keep = (listener: Listener): void => {
    const key = JSON.stringify([listener.protocol, listener.address, listener.port, listener.pid]);
    if (!listeners.has(key)) listeners.set(key, listener);
  };
  for (const socket of all ?? []) {
    const isListener = socket.protocol === 'tcp' ? socket.state === listening : socket.state === unconnected;
    if (!isListener || socket.localPort === 0) continue;
    const process = owner(socket.inode, open, byPid);
    keep({
      protocol: socket.protocol,
      address: socket.local,
      port: socket.localPort,
      pid: process?.pid ?? null,
      processName: process?.name ?? null,
    });
  }
  const unix = bundle.parts.get('net/unix');
  for (const line of textLines(unix)) {
    const match = /^[0-9A-Fa-f]+: \S+ \S+ ([0-9A-Fa-f]{8}) \S+ \S+ +(\d+) (\/.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) continue;
    if ((Number.parseInt(match[1], 16) & acceptsConnections) === 0) continue;
    const process = owner(match[2], open, byPid);
    keep({
      protocol: 'unix',
      address: match[3],
      port: null,
      pid: process?.pid ?? null,
      processName: process?.name ?? null,
    });
  }
  if (all === null && unix === undefined) return { listeners: null, connections: null };

  const listened = new Set([...listeners.values()].map(({ protocol, port }) => `${protocol}:${port}`));
  const connections = new Map<string, Connection>();
  for (const socket of all ?? []) {
    const connected = socket.protocol === 'tcp' ? withPeer.has(socket.state) : socket.state === established;
    if (!connected || socket.peerPort === 0) continue;
    const direction = listened.has(`${socket.protocol}:${socket.localPort}`) ? 'in' : 'out';
    const process = owner(socket.inode, open, byPid);
    const connection: Connection = {
      protocol: socket.protocol,
      localAddress: socket.local,
      localPort: socket.localPort,
      peerAddress: socket.peer,
      peerPort: socket.peerPort,
      direction,
      pid: process?.pid ?? null,
      processName: process?.name ?? null,
      observations: 1,
    };
    const key = connectionKey(connection);
    const known = connections.get(key);
    // Of the client's ports the lowest stands for all.
    if (known === undefined || clientPort(connection) < clientPort(known)) connections.set(key, connection);
  }
  return {
    listeners: [...listeners.values()].sort(
      (a, b) =>
        byCodePoint(a.protocol, b.protocol) ||
        (a.port ?? 0) - (b.port ?? 0) ||
        byCodePoint(a.address, b.address) ||
        (a.pid ?? 0) - (b.pid ?? 0),
    ),
    connections: all === null ? null : sortedConnections([...connections.values()]),
  };
}

const clientPort = (connection: Connection): number =>
  connection.direction === 'in' ? connection.peerPort : connection.localPort;

/** What makes two connections the same: all but the client's port and the process's number. */
export function connectionKey(connection: Connection): string {
  return JSON.stringify([
    connection.protocol,
    connection.direction,
    connection.localAddress,
    connection.peerAddress,
    connection.direction === 'in' ? connection.localPort : connection.peerPort,
    connection.processName,
  ]);
}

export function sortedConnections(connections: readonly Connection[]): Connection[] {
  return connections.toSorted(
    (a, b) =>
      byCodePoint(a.direction, b.direction) ||
      byCodePoint(a.protocol, b.protocol) ||
      byCodePoint(a.localAddress, b.localAddress) ||
      a.localPort - b.localPort ||
      byCodePoint(a.peerAddress, b.peerAddress) ||
      a.peerPort - b.peerPort ||
      byCodePoint(a.processName ?? '', b.processName ?? ''),
  );
}
