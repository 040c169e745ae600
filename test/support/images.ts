/**
 * Images of guests, built and run without a container engine: buildah builds them in a chroot on a base made by
 * mmdebstrap (test/peers/images), and run-container runs them in a network of their own, in which other guests answer by
 * name through ssh.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sshArguments } from './boot-guests.ts';
import type { BootedGuest } from './guests.ts';
import { describePeer, peerFolder } from './peers.ts';

/** `describe` for tests that build images. */
export const describeImages = describePeer('images', 'test/peers/install brings buildah and a base image (needs root)');

const base = join(peerFolder, 'images');
const runContainer = fileURLToPath(new URL('../peers/images/run-container', import.meta.url));

/** Output of a command; throws with what it said where it fails. */
export function command(file: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error(`${[file, ...args].join(' ')}: ${stderr.slice(-3000)}${stdout.slice(-2000)}`));
    });
  });
}

/** Where images lie and containers run; all of it in a folder of the test. */
export class ImageWorkshop {
  readonly #folder: string;
  readonly #network: string;
  readonly #subnet: string;
  readonly #children: ChildProcess[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    // Interface names have at most 15 characters; a subnet of those for benchmarks (RFC 2544) meets no machine's own.
    this.#network = `dv${process.pid}`;
    this.#subnet = `198.18.${process.pid % 250}`;
  }

  /** Address of what runs in the network. */
  get address(): string {
    return `${this.#subnet}.2`;
  }

  #buildah(...args: readonly string[]): Promise<string> {
    const places = ['--root', join(this.#folder, 'store'), '--runroot', join(this.#folder, 'run')];
    return command('buildah', ...places, '--storage-driver', 'vfs', ...args);
  }

  /** The base image, the network, and a way to each guest's ports: `ports` is a list of guest and port. */
  async open(
    guests: readonly BootedGuest[],
    ports: readonly (readonly [guest: string, port: number])[],
  ): Promise<void> {
    await this.#buildah('from', '--name', 'base', 'scratch');
    await this.#buildah('add', '--quiet', 'base', join(base, 'base.tar'), '/');
    await this.#buildah('commit', '--quiet', '--rm', 'base', 'docker.io/library/debian:bookworm-slim');
    const [net, host, inner] = [this.#network, `${this.#network}h`, `${this.#network}c`];
    await command('ip', 'netns', 'add', net);
    await command('ip', 'link', 'add', host, 'type', 'veth', 'peer', 'name', inner, 'netns', net);
    await command('ip', 'addr', 'add', `${this.#subnet}.1/24`, 'dev', host);
    await command('ip', 'link', 'set', host, 'up');
    await command('ip', '-n', net, 'addr', 'add', `${this.address}/24`, 'dev', inner);
    await command('ip', '-n', net, 'link', 'set', inner, 'up');
    await command('ip', '-n', net, 'link', 'set', 'lo', 'up');
    // The safe sysctl that the manifests set.
    await command('ip', 'netns', 'exec', net, 'sysctl', '-qw', 'net.ipv4.ip_unprivileged_port_start=0');
    const hosts = ['127.0.0.1 localhost'];
    for (const [index, guest] of guests.entries()) {
      const address = `${this.#subnet}.${index + 11}`;
      await command('ip', 'addr', 'add', `${address}/24`, 'dev', host);
      hosts.push(`${address} ${guest.name}`);
      const ways = ports.flatMap(([name, port]) =>
        name === guest.name ? ['-L', `${address}:${port}:127.0.0.1:${port}`] : [],
      );
      if (ways.length === 0) continue;
      const options = ['-S', 'none', '-o', 'ExitOnForwardFailure=yes', '-N', ...ways, 'root@127.0.0.1'];
      this.#children.push(spawn('ssh', [...sshArguments(guest), ...options], { stdio: 'ignore' }));
    }
    writeFileSync(join(this.#folder, 'hosts'), `${hosts.join('\n')}\n`);
  }

  /** Builds the Dockerfile of a folder. Returns the folder of what the image holds, and its size beyond the base. */
  async build(context: string, name: string): Promise<BuiltImage> {
    const mounts = { 'sources.list': '/etc/apt/sources.list', 'apt.conf': '/etc/apt/apt.conf.d/90build' };
    const volumes = Object.entries(mounts).flatMap(([file, path]) => ['--volume', `${join(base, file)}:${path}:ro`]);
    const how = ['--isolation', 'chroot', '--pull-never', '--quiet', '--tag', name];
    await this.#buildah('build', ...how, ...volumes, context);
    const container = await this.#buildah('from', '--pull-never', `localhost/${name}`);
    const root = await this.#buildah('mount', container);
    const inspected = JSON.parse(await this.#buildah('inspect', '--type', 'image', name)) as {
      OCIv1: { config: { User?: string; Env?: string[]; Cmd?: string[]; WorkingDir?: string } };
    };
    const { config } = inspected.OCIv1;
    const sizeOf = async (image: string): Promise<number> =>
      Number(
        (await this.#buildah('images', '--json', image)).match(/"size": "([^"]+)"/)?.[1]?.replace(/ MB/, '') ??
          Number.NaN,
      );
    return {
      root,
      user: config.User ?? '0:0',
      environment: config.Env ?? [],
      command: config.Cmd ?? [],
      workingDirectory: config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir,
      megabytesAboveBase:
        (await sizeOf(`localhost/${name}`)) - (await sizeOf('docker.io/library/debian:bookworm-slim')),
    };
  }

  /** Starts an image as Kubernetes would at the restricted level: see test/peers/images/run-container. */
  start(image: BuiltImage, options: RunOptions): RunningContainer {
    const [uid = '0', gid = '0'] = image.user.split(':');
    const log = join(this.#folder, `${this.#children.length}.log`);
    const output = openSync(log, 'a');
    chownSync(log, Number(uid), Number(gid));
    const binds = [`${join(this.#folder, 'hosts')}:/etc/hosts`, ...(options.binds ?? [])];
    const child = spawn(
      runContainer,
      [
        this.#network,
        image.root,
        `${uid}:${gid}`,
        image.workingDirectory,
        ...(options.scratch ?? []).flatMap((path) => ['--scratch', path]),
        ...binds.flatMap((bind) => ['--bind', bind]),
        ...[...image.environment, ...(options.environment ?? [])].flatMap((each) => ['--env', each]),
        '--',
        ...(options.command ?? image.command),
      ],
      { stdio: ['ignore', output, output] },
    );
    closeSync(output);
    this.#children.push(child);
    return {
      output: () => readFileSync(log, 'utf8'),
      ended: once(child, 'exit').then(() => child.exitCode),
      stop: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  /** A folder of the test, for volumes and secrets. */
  newFolder(name: string): string {
    const path = join(this.#folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await command('ip', 'netns', 'del', this.#network).catch(() => {});
  }
}

export interface BuiltImage {
  readonly root: string;
  readonly user: string;
  readonly environment: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly megabytesAboveBase: number;
}

export interface RunOptions {
  /** "HOST:PATH". */
  readonly binds?: readonly string[];
  readonly scratch?: readonly string[];
  readonly environment?: readonly string[];
  /** Instead of the image's own. */
  readonly command?: readonly string[];
}

export interface RunningContainer {
  output(): string;
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Asks until something answers, or fails with what the container said. */
export async function eventually<T>(ask: () => Promise<T>, container: RunningContainer, seconds = 90): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`no answer: ${container.output().slice(-3000)}`, { cause: error });
      await sleep(500);
    }
  }
}
