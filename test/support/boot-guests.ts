/**
 * One boot of the guests for a whole run of vitest (its globalSetup). Booting is dear, so that nothing boots until a test
 * file asks, and all files share what was booted. It runs in vitest's main process, which outlives every test file, and
 * is asked through a UNIX socket in a folder of the run: `bootedGuests` in guests.ts connects, and the answer comes when
 * the guests are up. The guests end with the run; where vitest crashes or is killed they die with it (test/peers/guests/boot
 * asks the kernel for that).
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { expectedServices } from './expected-services.ts';
import { peerFolder } from './peer-command.ts';

/** How a guest is reached. */
export interface BootedGuest {
  readonly name: string;
  /** On the network that the guests share. */
  readonly address: string;
  /** As the hypervisor knows it: the DMI table's. */
  readonly uuid: string;
  /** Of the card on the shared network. */
  readonly mac: string;
  /** On 127.0.0.1. */
  readonly sshPort: number;
  /** The private key of root, deploy and viewer. */
  readonly keyPath: string;
  /** A known_hosts file that holds the guest's key under its port. */
  readonly knownHostsPath: string;
  /** The socket of an ssh connection as root that is open already (ssh -S): commands through it need no handshake. */
  readonly controlPath: string;
}

/** What the socket answers. */
export type BootAnswer = { readonly guests: readonly BootedGuest[] } | { readonly error: string };

declare module 'vitest' {
  interface ProvidedContext {
    guestsSocket: string;
  }
}

const guestsFolder = fileURLToPath(new URL('../peers/guests/', import.meta.url));
/** For one guest to answer, on a machine that is busy with other tests: 10 s are usual on one that is not. */
const bootMilliseconds = 240_000;
/** For its services to be up: RabbitMQ and Tomcat take a minute each without KVM beside other guests. */
const servicesMilliseconds = 420_000;

export default function setup(project: TestProject): () => Promise<void> {
  const run = mkdtempSync(join(tmpdir(), 'devirt-guests-'));
  const children = new Set<ChildProcess>();
  let booting: Promise<BootAnswer> | null = null;
  const server = createServer((socket) => {
    booting ??= bootAll(run, children).then(
      (guests) => ({ guests }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    socket.on('error', () => socket.destroy());
    void booting.then((answer) => socket.end(JSON.stringify(answer)));
  });
  const path = join(run, 'socket');
  server.listen(path).unref();
  project.provide('guestsSocket', path);

  return async () => {
    server.close();
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(run, { recursive: true, force: true });
  };
}

/** Boots the guests of guests.txt one after another, which is faster than at once, and waits for their services. */
async function bootAll(run: string, children: Set<ChildProcess>): Promise<readonly BootedGuest[]> {
  const table = readFileSync(join(guestsFolder, 'guests.txt'), 'utf8').split('\n');
  const rows = table.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/\s+/));
  const hostKey = readFileSync(join(peerFolder, 'guests', 'host-key.pub'), 'utf8');
  const lanPort = await freePort();
  const guests: BootedGuest[] = [];
  for (const [name = '', address = '', uuid = '', mac = ''] of rows) {
    const guest: BootedGuest = {
      name,
      address,
      uuid,
      mac,
      sshPort: await freePort(),
      keyPath: join(peerFolder, 'guests', 'id_ed25519'),
      knownHostsPath: join(run, 'known_hosts'),
      controlPath: join(run, `${name}.ssh`),
    };
    guests.push(guest);
    writeFileSync(guest.knownHostsPath, `[127.0.0.1]:${guest.sshPort} ${hostKey}`, { flag: 'a' });
    await boot(guest, lanPort, run, children);
  }
  await Promise.all(guests.map(waitForServices));
  return guests;
}

async function boot(guest: BootedGuest, lanPort: number, run: string, children: Set<ChildProcess>): Promise<void> {
  const command = join(guestsFolder, 'boot');
  const child = spawn(command, [guest.name, String(guest.sshPort), String(lanPort), run], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.add(child);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const deadline = Date.now() + bootMilliseconds;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${guest.name} did not start: ${complaint}`);
    if (Date.now() > deadline) throw new Error(`${guest.name} does not answer; its console is in ${run}`);
    const master = spawn('ssh', [...sshArguments(guest), '-o', 'ControlMaster=yes', '-N', 'root@127.0.0.1'], {
      stdio: 'ignore',
    });
    children.add(master);
    const ended = once(master, 'exit');
    // The master listens on its socket as soon as it has logged in.
    while (master.exitCode === null) {
      if ((await ssh(guest, ['-O', 'check'])).status === 0) return;
      await Promise.race([ended, sleep(200)]);
    }
    children.delete(master);
    await sleep(500);
  }
}

/** Until systemd has started what it was told to, and what starts in the background listens too. */
async function waitForServices(guest: BootedGuest): Promise<void> {
  const deadline = Date.now() + servicesMilliseconds;
  const expected = expectedServices
    .filter((service) => service.guest === guest.name)
    .flatMap((service) => service.listens.map((listener) => listener.replace(/ .*:/, ' ')));
  for (;;) {
    const state = await ssh(guest, [], "systemctl is-system-running --wait; ss -ltunH | awk '{ print $1, $5 }'");
    const [system = '', ...listeners] = state.stdout.trim().split('\n');
    const ports = new Set(listeners.map((line) => line.replace(/ .*:/, ' ')));
    const lacking = expected.filter((port) => !ports.has(port));
    if ((system === 'running' || system === 'degraded') && lacking.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`${guest.name} is ${system}, and nothing listens on ${lacking.join(', ')}`);
    await sleep(1000);
  }
}

function ssh(guest: BootedGuest, options: readonly string[], ...command: readonly string[]): Promise<SshRun> {
  return new Promise((resolve) => {
    execFile('ssh', [...sshArguments(guest), ...options, 'root@127.0.0.1', ...command], (error, stdout) =>
      resolve({ status: error === null ? 0 : 1, stdout }),
    );
  });
}

interface SshRun {
  readonly status: number;
  readonly stdout: string;
}

/** What every ssh to a guest needs, through the open connection where there is one; the user's own configuration is left out. */
export function sshArguments(guest: BootedGuest): readonly string[] {
  const options = {
    UserKnownHostsFile: guest.knownHostsPath,
    GlobalKnownHostsFile: 'none',
    BatchMode: 'yes',
    IdentitiesOnly: 'yes',
    ConnectTimeout: '5',
    LogLevel: 'ERROR',
  };
  return ['-F', 'none', '-p', String(guest.sshPort), '-i', guest.keyPath, '-S', guest.controlPath].concat(
    Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  );
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
