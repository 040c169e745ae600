import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { VimSession, type SessionOptions } from '../../analyzers/vsphere/client/session.ts';
import { type CollectOptions, collectVsphere } from '../../analyzers/vsphere/collect.ts';
import type { Estate, Vm } from '../../src/model/estate.ts';
import { peerCommand } from './peers.ts';

/** How to get vcsim and govc. */
export const vcsimHint = 'test/peers/install builds it (needs Go)';

export const username = 'user';
/** Planted: it must come out nowhere. */
export const password = 'PLANTED-vcsim-password';

export interface Vcsim {
  readonly host: string;
  readonly port: number;
  readonly thumbprintSha1: string;
  readonly thumbprintSha256: string;
  /** Runs govc against it and gives its output. */
  govc(...args: string[]): Promise<string>;
}

const running = new Set<ChildProcess>();
// Of the file that imports this: inside a hook or test it would be too late to ask for it.
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null) continue;
    child.kill();
    await once(child, 'exit');
  }
});

/** Starts a simulator that ends with the tests of the file. */
export async function startVcsim(...args: string[]): Promise<Vcsim> {
  const command = peerCommand('vcsim');
  if (command === null) throw new Error(`vcsim is missing: ${vcsimHint}`);
  const child = spawn(command, ['-username', username, '-password', password, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.add(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const started = JSON.parse(line) as { address: string; thumbprintSha1: string; thumbprintSha256: string };
  const [host = '', port = ''] = started.address.split(':');
  return {
    host,
    port: Number(port),
    thumbprintSha1: started.thumbprintSha1,
    thumbprintSha256: started.thumbprintSha256,
    govc: (...words) => govc(started.address, words),
  };
}

function govc(address: string, args: readonly string[]): Promise<string> {
  const command = peerCommand('govc');
  if (command === null) throw new Error(`govc is missing: ${vcsimHint}`);
  const env = {
    ...process.env,
    GOVC_URL: `https://${address}/sdk`,
    GOVC_USERNAME: username,
    GOVC_PASSWORD: password,
    GOVC_INSECURE: 'true',
    GOVC_PERSIST_SESSION: 'false',
  };
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`govc ${args.join(' ')}: ${stderr}`, { cause: error }));
    });
  });
}

/** Opens a session that waits a few milliseconds where a user's waits seconds. */
export function openSession(
  server: { readonly host: string; readonly port: number },
  options: Partial<SessionOptions> = {},
): Promise<VimSession> {
  return VimSession.open({
    server: { host: server.host, port: server.port },
    trust: { kind: 'insecure' },
    login: { username, password },
    signal: new AbortController().signal,
    backOffMs: [1, 2, 4, 8],
    ...options,
  });
}

/** Reads the whole inventory as the command does. */
export async function collectFrom(
  server: { readonly host: string; readonly port: number },
  options: Partial<CollectOptions> = {},
  sessionOptions: Partial<SessionOptions> = {},
): Promise<Estate> {
  const session = await openSession(server, sessionOptions);
  try {
    const vms: Vm[] = [];
    const estate = await collectVsphere(session, { history: false, ...options }, (some) => void vms.push(...some));
    return { ...estate, vms };
  } finally {
    await session.close();
  }
}
