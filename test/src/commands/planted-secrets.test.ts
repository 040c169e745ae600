import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, scratchFolder, start } from '../../support/devirt.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { password, startVcsim, username, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

/** Secrets begin with this, wherever they are planted: so does the password of the simulator. */
const mark = 'PLANTED';
/** As VMware writes its keys; the simulator's own are of zeros. */
const licenceKeys = ['PL4NT-3DKEY-00001-AAAAA-BBBBB', '00000-00000-00000-00000-00000'];

/** Everything below a folder, unpacked, with the names of the files. */
function allText(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile()) return [path];
      const bytes = readFileSync(path);
      return [path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')];
    })
    .join('\n');
}

interface Talkative {
  readonly proxy: FaultProxy;
  /** Cookies and tokens that it gave. */
  readonly sessionSecrets: ReadonlySet<string>;
  /** Planted secrets that were in its answers. */
  readonly told: ReadonlySet<string>;
}

/** A server that tells secrets with everything. */
async function talkative(vcsim: Vcsim): Promise<Talkative> {
  const proxy = await startFaultProxy(vcsim);
  const sessionSecrets = new Set<string>();
  const told = new Set<string>();
  proxy.onHeaders = (headers) => {
    const cookie = /vmware_soap_session="?([^";]+)/.exec((headers['set-cookie'] ?? []).join('\n'))?.[1];
    if (cookie !== undefined) sessionSecrets.add(cookie);
  };
  proxy.translate = (message) => ({
    ...message,
    answer: (body) => {
      const token = message.path.endsWith('/session') ? /[0-9a-f-]{32,}/i.exec(body)?.[0] : undefined;
      if (token !== undefined) sessionSecrets.add(token);
      const answer = body
        .replace(/<LicenseManagerLicenseInfo>/, `$&<licenseKey>${licenceKeys[0]}</licenseKey>`)
        .replaceAll('<fullFormattedMessage>', `$&the password is ${mark}-event-1 `);
      for (const secret of [licenceKeys[0] ?? '', `${mark}-event-1`, `${mark}-userdata`])
        if (answer.includes(secret)) told.add(secret);
      return answer;
    },
  });
  return { proxy, sessionSecrets, told };
}

describePeer('vcsim', vcsimHint)('secrets of a vCenter', () => {
  let vcsim: Vcsim;

  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '2');
    const vm = '/DC0/vm/DC0_H0_VM0';
    for (const field of ['Root password', 'Remark']) await vcsim.govc('fields.add', field);
    await vcsim.govc('fields.set', 'Root password', `${mark}-attribute`, vm);
    await vcsim.govc('fields.set', 'Remark', `pw=${mark}-remark; key ${licenceKeys[0]}`, vm);
    const applications = [
      { a: `java -Dpassword=${mark}-app1`, v: '17' },
      { a: 'nginx', v: `token: ${mark}-app2` },
    ];
    const extra = {
      'guestinfo.userdata': `${mark}-userdata`,
      'guestinfo.metadata': `${mark}-metadata`,
      'guestinfo.appInfo': JSON.stringify({ version: '1', applications }),
      'guestInfo.detailed.data': `prettyName='Debian' password='${mark}-detailed'`,
      'vmware.tools.secret': `${mark}-extra`,
      'numa.autosize': `${mark}-numa`,
    };
    const options = Object.entries(extra).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const annotation = `Login: root\npassword: ${mark}-annotation\nlicence ${licenceKeys[0]}`;
    await vcsim.govc('vm.change', '-vm', vm, '-annotation', annotation, ...options);
    await vcsim.govc('snapshot.create', '-vm', vm, '-d', `password=${mark}-snapshot`, `pw: ${mark}-name`);
    await vcsim.govc('vm.power', '-off', vm);
  });

  const collect = (proxy: FaultProxy, out: string, given = password): ReturnType<typeof start> =>
    start(
      ['collect', 'vsphere', '--server', `${proxy.host}:${proxy.port}`, '--username', username, '--out', out].concat(
        '--insecure',
        '--trace',
      ),
      { env: { DEVIRT_PASSWORD: given } },
    );

  function expectNone(folder: string, sessionSecrets: ReadonlySet<string>, ...runs: readonly Run[]): void {
    const written = [allText(folder), ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('\n');
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    const found = [mark, ...licenceKeys, basic, ...sessionSecrets].filter((secret) => written.includes(secret));
    expect(found).toEqual([]);
  }

  it('are in no file and no message, from the snapshot to the report', async () => {
    const folder = scratchFolder();
    const snapshot = join(folder, 'vcenter.ndjson.gz');
    const { proxy, sessionSecrets, told } = await talkative(vcsim);
    const collected = await collect(proxy, snapshot).done;
    expect(collected.code).toBe(0);
    // The cookie of SOAP and the token of the REST API.
    expect(sessionSecrets.size).toBeGreaterThanOrEqual(2);
    expect(told.size).toBe(3);
    const out = join(folder, 'out');
    const assessed = await start(['assess', snapshot, '--out', out, '--json']).done;
    expect(assessed.code).toBe(0);
    const explained = await start(['explain', 'DC0_H0_VM0', '--out', out]).done;
    expect(explained.stdout).toContain('[redacted]');
    expectNone(folder, sessionSecrets, collected, assessed, explained);
  });

  it('are in no message about a login that fails, even if the server repeats them', async () => {
    const folder = scratchFolder();
    const { proxy, sessionSecrets } = await talkative(vcsim);
    const wrong = `${mark}-wrong`;
    const refused = await collect(proxy, join(folder, 'a'), wrong).done;
    proxy.fault = ({ method }) =>
      method === 'Login' ? { kind: 'fault', type: 'InvalidLogin', text: `no user with ${wrong}` } : null;
    const repeated = await collect(proxy, join(folder, 'b'), wrong).done;
    proxy.fault = ({ method }) =>
      method === 'Login' ? { kind: 'fault', type: 'InvalidRequest', text: `&lt;password&gt;${wrong}` } : null;
    const misunderstood = await collect(proxy, join(folder, 'c'), wrong).done;
    expect([refused.code, repeated.code, misunderstood.code]).toEqual([4, 4, 4]);
    expectNone(folder, sessionSecrets, refused, repeated, misunderstood);
  });

  describe('are left nowhere', () => {
    it('by answers that break off', async () => {
      const folder = scratchFolder();
      const { proxy, sessionSecrets } = await talkative(vcsim);
      proxy.fault = ({ method, index }) => {
        if (index !== 0) return null;
        return /^(?:Login|ReadNextEvents|CreateCollectorForEvents|QueryPerf)$/.test(method)
          ? { kind: 'end-early' }
          : null;
      };
      const run = await collect(proxy, join(folder, 'a')).done;
      expect(run.code).toBe(0);
      expect(run.stderr).toMatch(/Login: .* is damaged/);
      expectNone(folder, sessionSecrets, run);
    });

    it('by a program that is killed in the middle', async () => {
      const folder = scratchFolder();
      const { proxy, sessionSecrets } = await talkative(vcsim);
      const started = collect(proxy, join(folder, 'a'));
      proxy.fault = ({ method }) => {
        if (method !== 'ReadNextEvents') return null;
        started.child.kill('SIGKILL');
        return { kind: 'hang' };
      };
      const run = await started.done;
      expect(run.signal).toBe('SIGKILL');
      expect(sessionSecrets.size).toBeGreaterThan(0);
      expectNone(folder, sessionSecrets, run);
    });

    it('by a server that goes away in the middle, whose errors say why', async () => {
      const folder = scratchFolder();
      const { proxy, sessionSecrets } = await talkative(vcsim);
      proxy.fault = ({ method, body }) =>
        method === 'RetrievePropertiesEx' &&
        body.includes('<type>VirtualMachine</type>') &&
        body.includes('config.annotation')
          ? { kind: 'fault', type: 'NoPermission', text: `password: ${mark}-fault1` }
          : null;
      const run = await collect(proxy, join(folder, 'a')).done;
      expect(run.code).toBe(5);
      expectNone(folder, sessionSecrets, run);
    });
  });
});
