import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { administratorCertificate, clientAuthority, localCertificate } from './certificates.ts';
import { peerCommand } from './peers.ts';

/** How to get kube-apiserver, kube-scheduler, kubectl and etcd. */
export const kubeHint = 'test/peers/install builds it (needs Go)';

export interface Kube {
  /** "https://127.0.0.1:41234" */
  readonly server: string;
  /** etcd's address, for tests that compact what it keeps. */
  readonly etcd: string;
  /** A folder that is gone after the tests of the file. */
  readonly folder: string;
  /** Of an administrator with a client certificate. */
  readonly kubeconfig: string;
  /** Users that log in with a token; each has what its test binds to it, at first nothing. */
  readonly tokens: Readonly<Record<'reader' | 'stranger', string>>;
  /** Sends one object to the API as the administrator, and gives the answer; throws where it is no success. */
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Runs kubectl as the administrator. `input` is its standard input. */
  kubectl(args: readonly string[], input?: string): Promise<KubectlRun>;
}

export interface KubectlRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Planted: they must come out nowhere. */
const tokens = { reader: 'PLANTED-token-of-the-reader', stranger: 'PLANTED-token-of-a-stranger' } as const;

const stops: (() => Promise<void>)[] = [];
// Of the file that imports this: inside a hook or test it would be too late to ask for it.
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

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

interface Program {
  readonly child: ChildProcess;
  /** The last lines that it wrote. */
  readonly tail: () => string;
}

function run(name: string, args: readonly string[]): Program {
  const command = peerCommand(name);
  if (command === null) throw new Error(`${name} is missing: ${kubeHint}`);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (text: string): void => {
    log = (log + text).slice(-4000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  stops.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // What they would write on their way out goes to a folder that is removed.
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return { child, tail: () => log };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(server: string, method: string, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${server}${path}`,
      {
        method,
        ca: localCertificate.cert,
        ...administratorCertificate,
        headers: {
          'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function untilReady(server: string, program: Program): Promise<void> {
  while (program.child.exitCode === null) {
    const answer = await ask(server, 'GET', '/readyz').catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`kube-apiserver ended: ${program.tail()}`);
}

/** A kubeconfig of one cluster, one user and one context. */
export function kubeconfigText(server: string, user: Readonly<Record<string, unknown>>): string {
  const authority = Buffer.from(localCertificate.cert).toString('base64');
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'test-context', context: { cluster: 'test', user: 'user' } }],
    'current-context': 'test-context',
  });
}

/**
 * Starts etcd and an API server that end with the tests of the file: empty, without controllers, scheduler or kubelet,
 * so that pods stay as they were posted. Admission is as by default (Pod Security, quota, limits) but for service
 * accounts, which a controller would have to make. Resolves when it is ready.
 */
export async function startKube(...apiServerArgs: string[]): Promise<Kube> {
  const folder = mkdtempSync(join(tmpdir(), 'devirt-kube-'));
  stops.push(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };

  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  run(
    'etcd',
    [
      ['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
      ['--listen-client-urls', etcd, '--advertise-client-urls', etcd],
      ['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    ].flat(),
  );

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serviceAccountKey = file('sa.key', privateKey.export({ type: 'sec1', format: 'pem' }).toString());
  const server = `https://127.0.0.1:${port}`;
  const apiServer = run(
    'kube-apiserver',
    [
      ['--etcd-servers', etcd, '--bind-address', '127.0.0.1', '--secure-port', String(port)],
      ['--tls-cert-file', file('server.crt', localCertificate.cert)],
      ['--tls-private-key-file', file('server.key', localCertificate.key)],
      ['--client-ca-file', file('clients.crt', clientAuthority), '--authorization-mode', 'RBAC'],
      ['--token-auth-file', file('tokens.csv', `${tokens.reader},reader,1\n${tokens.stranger},stranger,2\n`)],
      ['--service-account-issuer', 'https://kubernetes.default.svc'],
      ['--service-account-key-file', serviceAccountKey, '--service-account-signing-key-file', serviceAccountKey],
      ['--service-cluster-ip-range', '10.0.0.0/24', '--disable-admission-plugins', 'ServiceAccount'],
      ['--allow-privileged=true', '--v', '0'],
      apiServerArgs,
    ].flat(),
  );
  await untilReady(server, apiServer);

  const { cert, key } = administratorCertificate;
  const kubeconfig = file(
    'admin.kubeconfig',
    kubeconfigText(server, {
      'client-certificate-data': Buffer.from(cert).toString('base64'),
      'client-key-data': Buffer.from(key).toString('base64'),
    }),
  );
  return {
    server,
    etcd,
    folder,
    kubeconfig,
    tokens,
    async send(method, path, body) {
      const { status, text } = await ask(server, method, path, body);
      if (status >= 300) throw new Error(`${method} ${path}: HTTP ${status} ${text}`);
      return JSON.parse(text) as unknown;
    },
    kubectl: (args, input = '') => kubectl(kubeconfig, args, input),
  };
}

/**
 * Starts a kube-scheduler in its default configuration on the cluster; it ends with the tests of the file. Only the limits
 * of its own client are raised, so that binding does not wait for them.
 */
export function startScheduler({ kubeconfig, folder }: Pick<Kube, 'kubeconfig' | 'folder'>): void {
  const config = join(folder, 'scheduler.json');
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      leaderElection: { leaderElect: false },
      clientConnection: { kubeconfig, qps: 2000, burst: 4000 },
    }),
  );
  run('kube-scheduler', ['--config', config, '--secure-port', '0', '--v', '0']);
}

function kubectl(kubeconfig: string, args: readonly string[], input: string): Promise<KubectlRun> {
  const command = peerCommand('kubectl');
  if (command === null) throw new Error(`kubectl is missing: ${kubeHint}`);
  const child = spawn(command, [`--kubeconfig=${kubeconfig}`, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
