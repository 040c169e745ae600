/**
 * The booted guests, for tests. A file that wants them says
 *
 *     describeGuests('collect.sh on guests', () => {
 *       const guests = bootedGuests();
 *       it('…', async () => { await text(guests.web01, 'uname -r'); });
 *     });
 *
 * All files of a run share one boot (boot-guests.ts), so that a test leaves a guest as it found it: it stops no service,
 * and removes the files it lays. What runs on the guests is in expected-services.ts, how they are made in
 * test/peers/guests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, inject } from 'vitest';
import { type BootAnswer, type BootedGuest, sshArguments } from './boot-guests.ts';
import { describePeer } from './peers.ts';

export type { BootedGuest };
export const guestNames = ['web01', 'app01', 'db01', 'cms01', 'infra01'] as const;
export type GuestName = (typeof guestNames)[number];

/** `describe` for tests on booted guests. */
export const describeGuests = describePeer('guests', 'test/peers/install builds them (needs root on Debian 12)');

/** Longer than a boot of all guests may take on a busy machine. */
const bootTimeout = 1_200_000;

/**
 * The guests, booted before the tests of the surrounding `describe`: to be read in tests and hooks, not while tests are
 * listed.
 */
export function bootedGuests(): Readonly<Record<GuestName, BootedGuest>> {
  const found = new Map<string, BootedGuest>();
  beforeAll(async () => {
    const socket = connect(inject('guestsSocket'));
    const answer = JSON.parse(await textOf(socket)) as BootAnswer;
    if ('error' in answer) throw new Error(answer.error);
    for (const guest of answer.guests) found.set(guest.name, guest);
  }, bootTimeout);
  const named = (name: GuestName): BootedGuest => {
    const guest = found.get(name);
    if (guest === undefined) throw new Error(`${name} is not booted yet: ask in a test or a hook`);
    return guest;
  };
  return {
    get web01() {
      return named('web01');
    },
    get app01() {
      return named('app01');
    },
    get db01() {
      return named('db01');
    },
    get cms01() {
      return named('cms01');
    },
    get infra01() {
      return named('infra01');
    },
  };
}

export interface GuestRun {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a command line in the guest's shell, as root where no other of its users is named. */
export async function run(
  guest: BootedGuest,
  command: string,
  options: { readonly user?: 'root' | 'deploy' | 'viewer'; readonly input?: string | Uint8Array } = {},
): Promise<GuestRun> {
  const user = options.user ?? 'root';
  // The open connection is root's: for others a connection of their own.
  const own = user === 'root' ? [] : ['-S', 'none'];
  const child = spawn('ssh', [...sshArguments(guest), ...own, `${user}@127.0.0.1`, command]);
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(options.input ?? '');
  const [stderr] = await Promise.all([textOf(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout: Buffer.concat(output), stderr };
}

/** What a command of root prints; throws where it fails. */
export async function text(guest: BootedGuest, command: string): Promise<string> {
  const { status, stdout, stderr } = await run(guest, command);
  if (status !== 0) throw new Error(`${guest.name}: ${command}: exit ${String(status)}: ${stderr}`);
  return stdout.toString('utf8');
}

const forwards: ChildProcess[] = [];
// Of the file that imports this: inside a hook or test it would be too late to ask for it.
afterAll(async () => {
  for (const child of forwards) {
    if (child.exitCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
});

/** A port on 127.0.0.1 that leads to a TCP port of the guest's loopback, until the tests of the file end. */
export async function forward(guest: BootedGuest, port: number): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  const way = `127.0.0.1:${address.port}:127.0.0.1:${port}`;
  const options = ['-S', 'none', '-o', 'ExitOnForwardFailure=yes', '-N', '-L', way];
  const child = spawn('ssh', [...sshArguments(guest), ...options, 'root@127.0.0.1'], { stdio: 'ignore' });
  forwards.push(child);
  while (!(await accepts(address.port))) {
    if (child.exitCode !== null) throw new Error(`${guest.name}: no way to port ${port}`);
    await sleep(100);
  }
  return address.port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A secret that is planted in a guest. */
export interface PlantedSecret {
  readonly id: string;
  readonly kind: string;
  readonly guest: GuestName;
  /** The file that holds it. Where that is a unit, a process's environment or command line does too. */
  readonly place: string;
  readonly value: string;
}

/** The secrets planted in the guests: none may come out anywhere. */
export function plantedSecrets(): readonly PlantedSecret[] {
  const list = JSON.parse(
    readFileSync(new URL('../peers/guests/planted-secrets.json', import.meta.url), 'utf8'),
  ) as readonly (Omit<PlantedSecret, 'value'> & { readonly value: readonly string[] })[];
  // In pieces in the file, so that whoever scans this repository takes none for real.
  return list.map((secret) => ({ ...secret, value: secret.value.join('') }));
}
