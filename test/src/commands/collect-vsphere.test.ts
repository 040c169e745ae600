import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEstate } from '../../../analyzers/saved-estate/estate-file.ts';
import { devirt, type Run, scratchFolder, start } from '../../support/devirt.ts';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { password, startVcsim, username, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

const collect = (server: Address, out: string, given: string, ...more: string[]): Promise<Run> =>
  start(
    ['collect', 'vsphere', '--server', `${server.host}:${server.port}`, '--username', username, '--out', out, ...more],
    { env: { DEVIRT_PASSWORD: given } },
  ).done;

describePeer('vcsim', vcsimHint)('devirt collect vsphere', () => {
  let vcsim: Vcsim;
  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '3');
  });

  it('writes a snapshot that assess takes like an export', async () => {
    const folder = scratchFolder();
    const out = join(folder, 'vcenter.ndjson.gz');
    const run = await collect(vcsim, out, password, '--thumbprint', vcsim.thumbprintSha256);
    expect(run).toMatchObject({ code: 0, stdout: `${out}\n` });
    const assessed = await devirt('assess', out, '--out', join(folder, 'out'), '--json');
    expect(JSON.parse(assessed.stdout)).toMatchObject({ estate: { vms: 6, hosts: 4, clusters: 1 } });
    const explained = await devirt('explain', 'DC0_H0_VM0', '--out', join(folder, 'out'));
    expect(explained.stdout).toMatch(/VirtualMachine vm-\d+ config\.hardware\.numCPU = 1/);
  });

  describe('from several servers', () => {
    const collectFrom = (
      servers: readonly Address[],
      out: string,
      given = password,
      ...more: string[]
    ): Promise<Run> => {
      const names = servers.flatMap(({ host, port }) => ['--server', `${host}:${port}`]);
      return start(['collect', 'vsphere', ...names, '--username', username, '--out', out, '--insecure', ...more], {
        env: { DEVIRT_PASSWORD: given },
      }).done;
    };
    const nowhere = { host: '127.0.0.1', port: 9 };

    it('makes one snapshot, whatever their order', async () => {
      const folder = scratchFolder();
      const esxi = await startVcsim('-esx', '-vms', '2');
      const [a, b] = [join(folder, 'a'), join(folder, 'b')];
      expect(await collectFrom([vcsim, esxi, vcsim], a, password, '--no-history')).toMatchObject({ code: 0 });
      expect((await collectFrom([esxi, vcsim], b, password, '--no-history')).code).toBe(0);
      const { sources, vms } = await readEstate(a);
      expect(sources.map(({ kind }) => kind)).toEqual(['vsphere', 'vsphere']);
      const counts = [0, 1].map((index) => vms.filter(({ source }) => source === index).length);
      expect(counts.toSorted((x, y) => x - y)).toEqual([2, 6]);
      expect((await readEstate(b)).vms.map(({ id, source }) => [id, source])).toEqual(
        vms.map(({ id, source }) => [id, source]),
      );
    });

    it('ends with 5 where one fails, names it, and the snapshot tells of it', async () => {
      const folder = scratchFolder();
      const out = join(folder, 'a');
      const run = await collectFrom([nowhere, vcsim], out);
      expect(run).toMatchObject({ code: 5, stdout: `${out}\n` });
      expect(run.stderr).toContain('127.0.0.1:9: nothing listens there');
      const assessed = await devirt('assess', out, '--out', join(folder, 'out'), '--json');
      expect(assessed.code).toBe(5);
      expect(assessed.stderr).toContain('127.0.0.1:9 was to be read in the same run and could not be');
      expect(JSON.parse(assessed.stdout)).toMatchObject({ estate: { vms: 6 } });
    });

    it('ends with 4 where all fail, names each, and writes nothing', async () => {
      const out = join(scratchFolder(), 'a');
      const run = await collectFrom([nowhere, { host: '127.0.0.1', port: 10 }], out);
      expect(run.code).toBe(4);
      expect(run.stderr).toContain('127.0.0.1:9: nothing listens there');
      expect(run.stderr).toContain('127.0.0.1:10: nothing listens there');
      expect(existsSync(out)).toBe(false);
    });

    it('reads four at a time, and one that fails does not cost the others', async () => {
      const proxies = await Promise.all(Array.from({ length: 6 }, () => startFaultProxy(vcsim)));
      let active = 0;
      let most = 0;
      let openGate = (): void => {};
      // The first four wait for each other, so that they must be under way at once.
      const gate = new Promise<void>((resolve) => (openGate = resolve));
      for (const proxy of proxies) {
        proxy.fault = ({ method }) => {
          if (method === 'Login') {
            most = Math.max(most, ++active);
            if (active === 4) openGate();
          }
          if (method === 'Logout') active--;
          return method === 'CurrentTime' ? { kind: 'meanwhile', run: () => gate } : null;
        };
      }
      const out = join(scratchFolder(), 'a');
      const run = await collectFrom([...proxies, nowhere], out, password, '--no-history');
      expect(run.code).toBe(5);
      expect(run.stderr).toContain('127.0.0.1:9: nothing listens there');
      expect(most).toBe(4);
      const { sources, vms } = await readEstate(out);
      expect(sources).toHaveLength(6);
      expect(vms).toHaveLength(6);
    });

    it('each by its own certificate', async () => {
      const proxy = await startFaultProxy(vcsim);
      const [a, b] = [`${vcsim.host}:${vcsim.port}`, `${proxy.host}:${proxy.port}`];
      const pinning = (...pins: string[]): Promise<Run> =>
        start(
          [
            'collect',
            'vsphere',
            '--server',
            a,
            b,
            '--username',
            username,
            '--no-history',
            '--out',
            join(scratchFolder(), 'a'),
            '--thumbprint',
            ...pins,
          ],
          { env: { DEVIRT_PASSWORD: password } },
        ).done;
      const [ofA, ofB] = [vcsim.thumbprintSha256, proxy.thumbprintSha256];
      expect((await pinning(`${a}=${vcsim.thumbprintSha1}`, `${b}=${ofB}`)).code).toBe(0);
      expect((await pinning(ofA, `${b}=${ofB}`)).code).toBe(0);
      expect(await pinning(`${a}=${ofB}`, `${b}=${ofA}`)).toMatchObject({ code: 4 });
      expect(await pinning(`${a}=${ofA}`)).toMatchObject({ code: 5 });
      expect(await pinning(`elsewhere=${ofA}`)).toMatchObject({ code: 2 });
      expect(await pinning(ofA, ofB)).toMatchObject({ code: 2 });
    });

    it('does not lock an account whose password is wrong', async () => {
      const proxies = await Promise.all([1, 2, 3, 4].map(() => startFaultProxy(vcsim)));
      const run = await collectFrom(proxies, join(scratchFolder(), 'a'), 'PLANTED-wrong', '--trace');
      expect(run.code).toBe(4);
      expect(proxies.flatMap(({ methods }) => methods).filter((method) => method === 'Login')).toHaveLength(2);
      expect(run.stderr).toContain('not tried, because others refuse this login');
      expect(run.stdout + run.stderr).not.toContain('PLANTED');
    });
  });

  it('goes through a proxy only where it is told to, and says its password nowhere', async () => {
    const proxy = await startConnectProxy();
    const address = `${proxy.host}:${proxy.port}`;
    const through = (url: string | null): Promise<Run> =>
      start(
        [
          'collect',
          'vsphere',
          '--server',
          `${vcsim.host}:${vcsim.port}`,
          '--username',
          username,
          '--insecure',
          '--no-history',
          '--trace',
          '--out',
          join(scratchFolder(), 'a'),
          ...(url === null ? [] : ['--proxy', url]),
        ],
        { env: { DEVIRT_PASSWORD: password, HTTPS_PROXY: `http://${address}`, https_proxy: `http://${address}` } },
      ).done;
    expect((await through(null)).code).toBe(0);
    expect(proxy.asked).toEqual([]);
    const run = await through(`http://me:PLANTED%20proxy@${address}`);
    expect(run.code).toBe(0);
    expect(proxy.asked[0]).toEqual({
      authority: `${vcsim.host}:${vcsim.port}`,
      authorization: `Basic ${Buffer.from('me:PLANTED proxy').toString('base64')}`,
    });
    proxy.refuse = 407;
    const refused = await through(`http://me:PLANTED%20proxy@${address}`);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(`the proxy ${address} wants other credentials`);
    const wrong = [await through('https://me:PLANTED@proxy'), await through('me:PLANTED@proxy:x')];
    expect(wrong.map(({ code }) => code)).toEqual([2, 2]);
    for (const { stdout, stderr } of [run, refused, ...wrong]) expect(stdout + stderr).not.toContain('PLANTED');
  });

  it('takes the password from a file too', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'password');
    writeFileSync(file, `${password}\n`);
    const run = await collect(vcsim, join(folder, 'a'), 'wrong', '--insecure', '--password-file', file);
    expect(run.code).toBe(0);
  });

  it('ends with 4 for a wrong password, and says it nowhere', async () => {
    const out = join(scratchFolder(), 'a');
    const run = await collect(vcsim, out, 'PLANTED-wrong', '--insecure', '--trace');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('does not let user log in (InvalidLogin)');
    expect(run.stdout + run.stderr).not.toContain('PLANTED');
    expect(existsSync(out)).toBe(false);
  });

  it('ends with 4 for a certificate that nobody vouches for, and prints what to pin', async () => {
    const run = await collect(vcsim, join(scratchFolder(), 'a'), password);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain(vcsim.thumbprintSha1);
    expect(run.stderr).toContain(vcsim.thumbprintSha256);
  });

  it('ends with 4 where nothing listens', async () => {
    const run = await collect({ host: '127.0.0.1', port: 9 }, join(scratchFolder(), 'a'), password, '--insecure');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('nothing listens there');
  });

  it('ends with 5 where something lacks, and lists it', async () => {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = ({ method }) => (/^\/(?:api|rest)/.test(method) ? { kind: 'status', status: 403 } : null);
    const run = await collect(proxy, join(scratchFolder(), 'a'), password, '--insecure');
    expect(run.code).toBe(5);
    expect(run.stderr).toMatch(/tags are unknown/);
  });

  it('ends with 2 for wrong usage, without a word of what may be a password', async () => {
    const run = await devirt('collect', 'vsphere', '--server', 'user:PLANTED@host', '--username', 'x');
    expect(run.code).toBe(2);
    expect(run.stdout + run.stderr).not.toContain('PLANTED');
    expect((await collect(vcsim, 'a', password, '--insecure', '--thumbprint', 'AA')).code).toBe(2);
    expect((await collect(vcsim, 'a', password, '--thumbprint', 'AA')).code).toBe(2);
  });

  it('ends with 74 where it cannot write', async () => {
    const run = await collect(vcsim, join(scratchFolder(), 'not', 'there'), password, '--insecure');
    expect(run.code).toBe(74);
  });

  it('logs out when it is interrupted, and leaves the last snapshot alone', async () => {
    const out = join(scratchFolder(), 'a');
    writeFileSync(out, 'the last one');
    const proxy = await startFaultProxy(vcsim);
    const started = start(
      [
        'collect',
        'vsphere',
        '--server',
        `${proxy.host}:${proxy.port}`,
        '--username',
        username,
        '--out',
        out,
        '--insecure',
      ],
      { env: { DEVIRT_PASSWORD: password } },
    );
    proxy.fault = ({ method, index }) => {
      if (method !== 'RetrievePropertiesEx' || index !== 3) return null;
      started.child.kill('SIGINT');
      return { kind: 'delay', ms: 200 };
    };
    const run = await started.done;
    expect(run.code).toBe(130);
    expect(proxy.methods.at(-1)).toBe('Logout');
    expect(readFileSync(out, 'utf8')).toBe('the last one');
  });

  it('keeps password and cookie out of everything that it writes', async () => {
    const proxy = await startFaultProxy(vcsim);
    const cookies: string[] = [];
    proxy.onHeaders = (headers) => cookies.push(...(headers['set-cookie'] ?? []));
    const out = join(scratchFolder(), 'a');
    const run = await collect(proxy, out, password, '--insecure', '--trace');
    expect(run.code).toBe(0);
    const cookie = /vmware_soap_session="?([^";]+)/.exec(cookies.join('\n'))?.[1] ?? '';
    expect(cookie).not.toBe('');
    const written = run.stdout + run.stderr + gunzipSync(readFileSync(out)).toString('utf8');
    expect(written).not.toContain(password);
    expect(written).not.toContain(Buffer.from(`${username}:${password}`).toString('base64'));
    expect(written).not.toContain(cookie);
  });
});
