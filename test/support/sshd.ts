/**
 * Real sshd on the loopback for tests of ssh, with keys, configuration and a client of their own: nothing of the
 * machine's is used or changed, except /run/sshd, which sshd wants.
 */
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { describePeer, peerCommand } from './peers.ts';

/** `describe` for tests with a real sshd, which wants root. */
export const describeSshd = describePeer('sshd', 'test/peers/install installs openssh-server (needs root)');

/** Where an sshd and the client that knows it live: in a folder of the test. */
export interface SshLab {
  readonly folder: string;
  /** A folder for PATH whose `ssh` is the system's, with the lab's configuration. */
  readonly bin: string;
  /** Private key that every sshd of the lab accepts, and one that none does. */
  readonly key: string;
  readonly otherKey: string;
  readonly knownHosts: string;
  /** Adds lines to the client's configuration. */
  readonly configure: (lines: string) => void;
}

function makeKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  return path;
}

/** Sets a client up; `folder` becomes readable for all, because sshd serves other users from it. */
export function sshLab(folder: string): SshLab {
  chmodSync(folder, 0o755);
  const bin = join(folder, 'bin');
  const config = join(folder, 'ssh_config');
  const knownHosts = join(folder, 'known_hosts');
  const key = makeKey(join(folder, 'key'));
  const otherKey = makeKey(join(folder, 'other-key'));
  mkdirSync(bin);
  writeFileSync(knownHosts, '');
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec ${peerCommand('ssh') ?? 'ssh'} -F ${config} "$@"\n`, {
    mode: 0o755,
  });
  let lines = '';
  const configure = (more: string): void => {
    lines += `${more}\n`;
    const common = `Host *\n  HostName 127.0.0.1\n  User root\n  IdentityFile ${key}\n  IdentityAgent none\n  UserKnownHostsFile ${knownHosts}\n  GlobalKnownHostsFile none\n  StrictHostKeyChecking yes\n`;
    // The first value counts, so that what is common stands last.
    writeFileSync(config, `${lines}${common}`);
  };
  configure('');
  return { folder, bin, key, otherKey, knownHosts, configure };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
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

/**
 * Starts an sshd that runs the shell script `session` in place of whatever a client asks for, which it finds in
 * $SSH_ORIGINAL_COMMAND; it is stopped after the test. Returns its port. `known`: the client knows its key.
 */
export async function startSshd(
  lab: SshLab,
  session: string,
  options: { readonly known?: boolean } = {},
): Promise<number> {
  const sshd = peerCommand('sshd');
  if (sshd === null) throw new Error('no sshd');
  const port = await freePort();
  const hostKey = makeKey(join(lab.folder, `host-key-${port}`));
  const sessionPath = join(lab.folder, `session-${port}`);
  const authorized = join(lab.folder, 'authorized_keys');
  const config = join(lab.folder, `sshd_config-${port}`);
  writeFileSync(sessionPath, `#!/bin/sh\n${session}\n`, { mode: 0o755 });
  writeFileSync(authorized, readFileSync(`${lab.key}.pub`));
  writeFileSync(
    config,
    `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${hostKey}\nPidFile none\nAuthorizedKeysFile ${authorized}\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\nSubsystem sftp internal-sftp\nForceCommand ${sessionPath}\n`,
  );
  if (options.known !== false) {
    const [type = '', text = ''] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');
    writeFileSync(lab.knownHosts, `[127.0.0.1]:${port} ${type} ${text}\n`, { flag: 'a' });
  }
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${complaint}`);
    await sleep(50);
  }
  return port;
}
