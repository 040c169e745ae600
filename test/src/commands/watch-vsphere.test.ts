import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEstate } from '../../../analyzers/saved-estate/estate-file.ts';
import {
  type Clock,
  parseDuration,
  watchVsphereCommand,
  type WatchVsphereOptions,
} from '../../../src/commands/watch-vsphere.ts';
import type { Estate, PerformanceSeries } from '../../../src/model/estate.ts';
import { scratchFolder, start } from '../../support/devirt.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { password, startVcsim, username, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

describe('the time of a watch', () => {
  it('has a unit, and is neither too short nor too long', () => {
    expect(['1h', '36h', '14d', '2w', '60d'].map(parseDuration)).toEqual([
      3600, 129_600, 1_209_600, 1_209_600, 5_184_000,
    ]);
    for (const text of ['', '14', '0h', '61d', '9w', '1.5d', '14 d', '-1d', '14m']) {
      expect(() => parseDuration(text)).toThrow('no time from 1h to 60d');
    }
  });
});

const minute = 60_000;
/** Full hours, so that spans begin with the first round. */
const begun = Date.parse('2026-11-24T10:00:00Z');

/** A clock that moves where somebody sleeps, for the server and for us. */
class TestClock implements Clock {
  #now = begun;
  /** Called after each sleep. */
  onWake: (time: number) => void = () => {};
  now(): number {
    return this.#now;
  }
  async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    this.#now = Math.max(this.#now, time);
    this.onWake(this.#now);
    signal.throwIfAborted();
  }
}

/** A vCenter whose time is that of the clock. */
async function serverAt(vcsim: Vcsim, clock: Clock): Promise<FaultProxy> {
  const proxy = await startFaultProxy(vcsim);
  proxy.translate = (message) => {
    const isTime = message.body.includes('<CurrentTime ');
    const now = new Date(clock.now()).toISOString();
    const answer = (body: string): string => body.replace(/(<returnval[^>]*>)[^<]*(<)/, `$1${now}$2`);
    return isTime ? { ...message, answer } : message;
  };
  return proxy;
}

function optionsFor(servers: readonly FaultProxy[], folder: string, watch: string): WatchVsphereOptions {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  return {
    server: servers.map(({ host, port }) => `${host}:${port}`),
    username,
    passwordFile,
    insecure: true,
    history: false,
    quiet: true,
    watch,
    out: join(folder, 'a.ndjson.gz'),
  };
}

const never = new AbortController().signal;

const seriesOf = (estate: Estate, counter = 'cpu.usagemhz.average'): PerformanceSeries[][] =>
  estate.vms.map(({ performance }) => (performance ?? []).filter((series) => series.counter === counter));

const wordsOf = (estate: Estate): string[] =>
  estate.sources.flatMap(({ warnings }) =>
    warnings.filter(({ place }) => place === 'watch').map(({ message }) => message),
  );

describePeer('vcsim', vcsimHint)('devirt collect vsphere --watch', () => {
  let vcsim: Vcsim;
  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '2', '-hosts', '1', '-standalone-hosts', '0');
  });

  it('samples the hour before and all that follows, each sample once', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], scratchFolder(), '6h');
    expect(await watchVsphereCommand(options, never, clock)).toBe(0);
    const estate = await readEstate(options.out);
    expect(estate.vms).toHaveLength(2);
    for (const series of seriesOf(estate)) {
      // 7 hours of 12 spans
      expect(series).toMatchObject([
        {
          intervalSeconds: 300,
          rollup: 'average',
          samples: 84,
          from: '2026-11-24T09:05:00',
          to: '2026-11-24T16:00:00',
        },
        {
          intervalSeconds: 300,
          rollup: 'maximum',
          samples: 84,
          from: '2026-11-24T09:05:00',
          to: '2026-11-24T16:00:00',
        },
      ]);
      const [average, maximum] = series;
      expect(maximum?.p95).toBeGreaterThan(average?.p95 ?? Number.POSITIVE_INFINITY);
    }
    expect(estate.hosts.every(({ performance }) => (performance ?? []).length > 0)).toBe(true);
    // The simulator's clusters, as vSphere's, are not sampled.
    expect(estate.clusters.every(({ performance }) => (performance ?? []).length === 0)).toBe(true);
    expect(wordsOf(estate)).toEqual([
      'watched from 2026-11-24T09:05:00 to 2026-11-24T16:00:00: 84 of 84 spans of 5 minutes have samples',
    ]);
    // At 0:00, 0:45, … 6:00: each a session of its own.
    expect(proxy.methods.filter((method) => method === 'Login')).toHaveLength(9);
    expect(proxy.methods.filter((method) => method === 'Logout')).toHaveLength(9);
  });

  it('is over when it is over, and longer where more is asked for', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], scratchFolder(), '1h');
    await watchVsphereCommand(options, never, clock);
    const calls = proxy.methods.length;
    expect(await watchVsphereCommand({ ...options, once: true }, never, clock)).toBe(0);
    expect(proxy.methods).toHaveLength(calls);
    await watchVsphereCommand({ ...options, watch: '2h' }, never, clock);
    expect(seriesOf(await readEstate(options.out))[0]?.[0]).toMatchObject({ samples: 36 });
  });

  it('of a server that was away names the gap, and only that', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], scratchFolder(), '6h');
    // Away from 12:10 to 14:10, in a way that the client does not itself try again, which would take real seconds.
    proxy.fault = () =>
      clock.now() >= begun + 130 * minute && clock.now() < begun + 250 * minute
        ? { kind: 'fault', type: 'HostNotReachable', text: '' }
        : null;
    expect(await watchVsphereCommand(options, never, clock)).toBe(0);
    const estate = await readEstate(options.out);
    // The last round before is at 11:30, and 12:15 fails; the first after is at 14:10, and reads from 13:10 on.
    expect(wordsOf(estate)).toEqual([
      'watched from 2026-11-24T09:05:00 to 2026-11-24T16:00:00: 64 of 84 spans of 5 minutes have samples; not from 2026-11-24T11:30:00 to 2026-11-24T13:10:00',
    ]);
    expect(seriesOf(estate)[0]?.[0]).toMatchObject({ samples: 64 });
  });

  it('that is killed in the middle of a round goes on without a sample twice or lost', async () => {
    const clock = new TestClock();
    const folder = scratchFolder();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], folder, '14d');
    const args = [
      'collect',
      'vsphere',
      '--server',
      `${proxy.host}:${proxy.port}`,
      '--username',
      username,
      '--insecure',
      '--password-file',
      options.passwordFile ?? '',
      '--no-history',
      '--watch',
      '14d',
      '--once',
      '--out',
      options.out,
    ];
    const once = async (killAt: string | null): Promise<number | null> => {
      const { child, done } = start(args);
      proxy.fault = ({ method }) => {
        if (method === killAt) child.kill('SIGKILL');
        return null;
      };
      return (await done).code;
    };
    expect(await once(null)).toBe(0);
    for (const killAt of ['QueryPerf', 'CurrentTime', 'Logout']) {
      await clock.sleepUntil(clock.now() + 20 * minute, never);
      expect(await once(killAt)).toBeNull();
      const whole = await readEstate(options.out);
      expect(whole.vms).toHaveLength(2);
      expect(await once(null)).toBe(0);
    }
    const estate = await readEstate(options.out);
    for (const [average] of seriesOf(estate)) expect(average).toMatchObject({ samples: 24, to: '2026-11-24T11:00:00' });
    expect(readdirSync(`${options.out}.watch`).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('that is told to stop while it waits leaves a snapshot of all that was seen', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], scratchFolder(), '14d');
    const stop = new AbortController();
    clock.onWake = (time) => {
      if (time >= begun + 90 * minute) stop.abort(new Error('stopped'));
    };
    await expect(watchVsphereCommand(options, stop.signal, clock)).rejects.toThrow('stopped');
    expect(seriesOf(await readEstate(options.out))[0]?.[0]).toMatchObject({ to: '2026-11-24T10:45:00' });
    expect(proxy.methods.at(-1)).toBe('Logout');
  });

  it('tries a login that was refused once, and not again within a day whoever starts it', async () => {
    const clock = new TestClock();
    const folder = scratchFolder();
    const proxy = await serverAt(vcsim, clock);
    const options = optionsFor([proxy], folder, '1h');
    writeFileSync(options.passwordFile ?? '', 'PLANTED-wrong');
    const logins = (): number => proxy.methods.filter((method) => method === 'Login').length;
    await expect(watchVsphereCommand(options, never, clock)).rejects.toThrow('does not let user log in');
    await expect(watchVsphereCommand(options, never, clock)).rejects.toThrow(
      'not tried, because it refused this login',
    );
    await expect(watchVsphereCommand({ ...options, once: true }, never, clock)).rejects.toMatchObject({ exitCode: 4 });
    expect(logins()).toBe(1);
    const memory = readdirSync(`${options.out}.watch`).filter((name) => name.endsWith('.json'));
    expect(memory).toHaveLength(1);
    expect(readFileSync(join(`${options.out}.watch`, memory[0] ?? ''), 'utf8')).not.toContain('PLANTED');
    // Mended, and said so
    writeFileSync(options.passwordFile ?? '', password);
    rmSync(join(`${options.out}.watch`, memory[0] ?? ''));
    expect(await watchVsphereCommand(options, never, clock)).toBe(0);
    // Or a day later
    writeFileSync(options.passwordFile ?? '', 'PLANTED-wrong');
    const later = { ...options, watch: '3d' };
    await expect(watchVsphereCommand(later, never, clock)).rejects.toThrow('does not let user log in');
    await clock.sleepUntil(clock.now() + 24 * 60 * minute, never);
    writeFileSync(options.passwordFile ?? '', password);
    expect(await watchVsphereCommand({ ...later, once: true }, never, clock)).toBe(0);
  });

  it('of several servers goes on where one refuses', async () => {
    const clock = new TestClock();
    const [a, b] = [await serverAt(vcsim, clock), await serverAt(vcsim, clock)];
    b.fault = ({ method }) => (method === 'Login' ? { kind: 'fault', type: 'InvalidLogin', text: '' } : null);
    const options = optionsFor([a, b], scratchFolder(), '2h');
    expect(await watchVsphereCommand(options, never, clock)).toBe(5);
    const estate = await readEstate(options.out);
    expect(seriesOf(estate)[0]?.[0]).toMatchObject({ samples: 36 });
    expect(estate.sources[0]?.warnings.map(({ message }) => message).join('\n')).toContain(
      `${b.host}:${b.port} was to be read`,
    );
    expect(b.methods.filter((method) => method === 'Login')).toHaveLength(1);
  });

  it('ends though a server never comes, or does not come back', async () => {
    const clock = new TestClock();
    const [a, neverThere, gone] = [
      await serverAt(vcsim, clock),
      await serverAt(vcsim, clock),
      await serverAt(vcsim, clock),
    ];
    const away = { kind: 'fault', type: 'HostNotReachable', text: '' } as const;
    neverThere.fault = () => away;
    gone.fault = () => (clock.now() > begun + 30 * minute ? away : null);
    const options = optionsFor([a, neverThere, gone], scratchFolder(), '1h');
    expect(await watchVsphereCommand(options, never, clock)).toBe(5);
    // A day after its window ended, the one that is gone is given up.
    expect(clock.now()).toBeLessThanOrEqual(begun + (25 * 60 + 10) * minute);
    expect(
      wordsOf(await readEstate(options.out))
        .map((words) => words.slice(0, 64))
        .toSorted(),
    ).toEqual([
      'watched from 2026-11-24T09:05:00 to 2026-11-24T10:00:00: 12 of 1',
      'watched from 2026-11-24T09:05:00 to 2026-11-24T11:00:00: 24 of 2',
    ]);
  });

  it('does not mix two vCenters of one name', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const options = { ...optionsFor([proxy], scratchFolder(), '1h'), once: true };
    await watchVsphereCommand(options, never, clock);
    const { translate } = proxy;
    proxy.translate = (message) =>
      message.body.includes('<RetrieveServiceContent ')
        ? { ...message, answer: (body) => body.replace(/(<instanceUuid>)[^<]*/, '$1another') }
        : translate(message);
    await expect(watchVsphereCommand(options, never, clock)).rejects.toThrow('samples of another vCenter');
  });

  it('keeps the password out of all that it writes', async () => {
    const clock = new TestClock();
    const proxy = await serverAt(vcsim, clock);
    const folder = scratchFolder();
    const options = { ...optionsFor([proxy], folder, '1h'), once: true };
    await watchVsphereCommand(options, never, clock);
    const files = readdirSync(`${options.out}.watch`).map((name) => readFileSync(join(`${options.out}.watch`, name)));
    expect(files.length).toBeGreaterThan(1);
    for (const file of [...files, readFileSync(options.out)]) {
      const text = file[0] === 0x1f ? gunzipSync(file).toString('utf8') : file.toString('latin1');
      expect(text).not.toContain(password);
    }
    expect(existsSync(`${options.out}.partial`)).toBe(false);
  });
});
