import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isGuestBundle } from '../../../analyzers/guest/bundle/bundle.ts';
import { readGuest } from '../../../analyzers/guest/bundle/read-guest.ts';
import { guestSchema, redacted, type Guest } from '../../../src/model/guest.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { collectScript, fakeRoot, temporaryFolder } from './fake-root.ts';
import { commandForms, isComment, settingsForms } from './secret-forms.ts';

const hint = 'test/peers/install installs it';
const shells: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['dash', 'dash'],
  ['bash', 'bash', '--posix'],
  ['busybox', 'busybox', 'sh'],
];

function collect(
  args: readonly string[],
  options: {
    readonly shell?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
  } = {},
): SpawnSyncReturns<Buffer> {
  const [command = 'sh', ...before] = options.shell ?? ['sh'];
  const script = options.input === undefined ? [collectScript] : ['-s', '--'];
  return spawnSync(command, [...before, ...script, ...args], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

const unpacked = (bundle: string): string => gunzipSync(readFileSync(bundle)).toString('latin1');

async function guestOf(bundle: string): Promise<Guest> {
  expect(await isGuestBundle(bundle)).toBe(true);
  const { guest, warnings } = await readGuest(bundle);
  expect(warnings).toEqual([]);
  return guestSchema.parse(guest);
}

/** Folder with links to all commands of the system but those that are left out. */
function pathWithout(...left: readonly string[]): string {
  const folder = temporaryFolder();
  for (const source of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(source)) continue;
    for (const name of readdirSync(source)) {
      if (!left.includes(name) && !existsSync(join(folder, name))) {
        try {
          symlinkSync(join(source, name), join(folder, name));
        } catch {
          // A link that leads nowhere is there already.
        }
      }
    }
  }
  return folder;
}

/** A PATH that finds a program of the test before the system's. */
function pathWith(name: string, script: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
}

const sample = (): string =>
  fakeRoot({
    '/etc/nginx/nginx.conf': 'user www-data;\nserver { listen 80; root /var/www/shop; }\n',
    '/etc/cron.d/report': 'MAILTO=ops\n15 3 * * 1 www-data /usr/local/bin/report --all\n',
    '/etc/systemd/system/shop.service':
      '[Unit]\nDescription=Shop\nAfter=network.target\n[Service]\nUser=www-data\nEnvironment="MODE=a b" \\\n  PORT=8080\nExecStart=-/opt/shop/bin/shop --name "two words" \\\n  --port ${PORT}\nKillSignal=SIGQUIT\n[Install]\nWantedBy=multi-user.target\n',
    '/opt/shop/bin/shop': 'binary',
    '/opt/shop/data/a': 'x'.repeat(1000),
    '/var/lib/dpkg/status':
      'Package: nginx\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.22.1-9\n\nPackage: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\nPackage: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9\n',
    '/var/lib/apt/extended_states': 'Package: libc6\nArchitecture: amd64\nAuto-Installed: 1\n\n',
    '/var/lib/dpkg/info/nginx.list': '/etc/nginx\n/etc/nginx/nginx.conf\n',
  });

for (const [name, ...shell] of shells) {
  describePeer(shell[0] ?? name, hint)(`collect.sh under ${name}`, () => {
    it('collects this machine', async () => {
      const out = join(temporaryFolder(), 'a.tar.gz');
      const { status, stderr } = collect(['--out', out], { shell });
      expect([status, stderr.toString()]).toEqual([0, expect.stringContaining('CPU time')]);
      expect(execFileSync('tar', ['-tzf', out]).toString().split('\n')[0]).toBe('manifest');
      const guest = await guestOf(out);
      expect(guest.way).toBe('script');
      expect(guest.processes?.some(({ pid }) => pid === process.pid)).toBe(true);
      expect(guest.memoryMiB).toBeGreaterThan(100);
      expect(guest.listeners).not.toBeNull();
      expect(readFileSync(out).length).toBeLessThan(10 * 1024 * 1024);
    }, 120_000);

    it('collects a mounted root file system', async () => {
      const root = sample();
      symlinkSync('/etc/systemd/system/shop.service', join(root, 'etc/systemd/system/x.wants'));
      const out = join(temporaryFolder(), 'a.tar.gz');
      expect(collect(['--root', root, '--out', out], { shell }).status).toBe(0);
      const guest = await guestOf(out);
      expect(guest).toMatchObject({
        way: 'root',
        id: '0123456789abcdef0123456789abcdef',
        processes: null,
        listeners: null,
        connections: null,
        memoryMiB: null,
        identity: { hostName: 'fake01' },
        system: { id: 'debian', versionId: '12' },
        cron: [
          {
            place: '/etc/cron.d/report:2',
            schedule: '15 3 * * 1',
            user: 'www-data',
            command: '/usr/local/bin/report --all',
          },
        ],
      });
      expect(guest.packages).toEqual([
        { name: 'libc6', version: '2.36-9', manager: 'dpkg', manual: false, location: null },
        { name: 'nginx', version: '1.22.1-9', manager: 'dpkg', manual: true, location: null },
      ]);
      expect(guest.units?.find((unit) => unit.name === 'shop.service')).toMatchObject({
        user: 'www-data',
        environment: { MODE: 'a b', PORT: '8080' },
        execStart: [
          {
            path: '/opt/shop/bin/shop',
            argv: ['/opt/shop/bin/shop', '--name', 'two words', '--port', '${PORT}'],
            ignoreFailure: true,
          },
        ],
        killSignal: 'SIGQUIT',
      });
      expect(guest.unownedTrees).toContainEqual({ path: '/opt/shop', files: 2, sizeBytes: 1006 });
      expect(guest.unownedTrees?.some(({ path }) => path === '/etc/nginx/nginx.conf')).toBe(false);
      expect(guest.configuration?.find(({ path }) => path === '/etc/nginx/nginx.conf')?.contents).toContain(
        'root /var/www/shop;',
      );
      expect(guest.gaps).toContainEqual({ what: 'processes', reason: expect.stringContaining('mounted root') });
    }, 60_000);

    it('lets no planted secret into the bundle, and says where each was', async () => {
      const secret = fc.stringMatching(/^[A-Za-z0-9]{14,40}$/);
      const values = fc.sample(secret, { seed: 7, numRuns: settingsForms.length + commandForms.length * 3 });
      const files: Record<string, string> = { '/etc/shadow': `root:$6$abc$${values[0] ?? ''}:1::::::\n` };
      const planted: { kind: string; value: string }[] = [];
      const next = (kind: string): string => {
        const value = values[planted.length] ?? '';
        planted.push({ kind, value });
        return value;
      };
      for (const [index, form] of settingsForms.entries())
        files[`/etc/default/form-${index}`] = `a=1\n${form.text(next(form.kind))}\nz=1\n`;
      for (const [index, form] of commandForms.entries()) {
        files[`/etc/cron.d/form-${index}`] = `1 2 * * * root ${form.text(next(`${form.kind} in a crontab`))}\n`;
        files[`/etc/systemd/system/form-${index}.service`] =
          `[Service]\nExecStart=/bin/sh -c '${form.text(next(`${form.kind} in a unit`))}'\n`;
        files[`/etc/systemd/system/plain-${index}.service`] =
          `[Service]\nExecStart=/usr/bin/${form.text(next(`${form.kind} of a unit`))}\n`;
      }
      const out = join(temporaryFolder(), 'a.tar.gz');
      expect(collect(['--root', fakeRoot(files), '--out', out], { shell }).status).toBe(0);
      const text = unpacked(out);
      expect(planted.filter(({ value }) => text.includes(value)).map(({ kind }) => kind)).toEqual([]);
      expect(text).toContain(redacted);
      const guest = await guestOf(out);
      const json = JSON.stringify(guest);
      expect(planted.filter(({ value }) => json.includes(value))).toEqual([]);
      for (const [index, form] of settingsForms.entries()) {
        expect([
          form.kind,
          guest.secrets?.some(({ place }) => place.startsWith(`/etc/default/form-${index}:`)),
        ]).toEqual([form.kind, !isComment(form.kind)]);
      }
    }, 120_000);
  });
}

describePeer('shellcheck', hint)('collect.sh', () => {
  it('is clean for shellcheck', () => {
    const command = peerCommand('shellcheck') ?? '';
    const { stdout, status } = spawnSync(command, ['-s', 'sh', collectScript]);
    expect([status, stdout.toString()]).toEqual([0, '']);
  });

  it('says how it is used, and refuses what it does not know', () => {
    expect(collect(['--help']).stdout.toString()).toContain('--verify-files');
    expect(collect(['--nonsense']).status).toBe(2);
    expect(collect(['--root', join(temporaryFolder(), 'empty')]).status).toBe(2);
  });

  it('comes through standard input and goes to standard output', async () => {
    const { stdout, status } = collect(['--root', sample(), '--out', '-'], {
      input: readFileSync(collectScript, 'utf8'),
    });
    expect(status).toBe(0);
    const path = join(temporaryFolder(), 'a.tar.gz');
    writeFileSync(path, stdout);
    expect((await guestOf(path)).identity.hostName).toBe('fake01');
  }, 60_000);

  it('works without ss, ps, timeout, ip, lsblk and systemctl', async () => {
    const out = join(temporaryFolder(), 'a.tar.gz');
    const env = {
      PATH: pathWithout(
        'ss',
        'ps',
        'timeout',
        'ip',
        'lsblk',
        'systemctl',
        'last',
        'openssl',
        'getcap',
        'ionice',
        'renice',
      ),
    };
    expect(collect(['--out', out], { env }).status).toBe(0);
    const guest = await guestOf(out);
    expect(guest.listeners).not.toBeNull();
    expect(guest.processes?.length).toBeGreaterThan(1);
    expect(guest.gaps).toContainEqual({ what: 'lsblk', reason: 'there is no command lsblk' });
  }, 120_000);

  it('ends a command that hangs, with timeout and without', async () => {
    const script = readFileSync(collectScript, 'utf8').replace(/^limit=30$/m, 'limit=1');
    expect(script).toContain('\nlimit=1\n');
    for (const left of [[], ['timeout']]) {
      const folder = pathWithout(...left, 'lsblk');
      writeFileSync(join(folder, 'lsblk'), '#!/bin/sh\nsleep 300\n');
      chmodSync(join(folder, 'lsblk'), 0o755);
      const { stdout, status } = collect(['--out', '-'], { env: { PATH: folder }, input: script });
      expect(status).toBe(0);
      const path = join(temporaryFolder(), 'a.tar.gz');
      writeFileSync(path, stdout);
      const guest = await guestOf(path);
      expect(guest.gaps).toContainEqual({ what: 'lsblk', reason: 'its time limit ended it' });
      expect(guest.host.blockDevices).toBeNull();
    }
  }, 240_000);

  it('never waits for a password of sudo', () => {
    const asked = join(temporaryFolder(), 'asked');
    const env = {
      PATH: pathWith(
        'sudo',
        `#!/bin/sh\necho "$@" >>${asked}\ncase $1 in -n) exit 1 ;; esac\nread -r password </dev/tty\n`,
      ),
    };
    const { status, stderr } = runAsNobody(['--sudo', '--root', sample(), '--out', '-'], env);
    expect(status).toBe(0);
    expect(stderr.toString()).toContain('sudo would ask for a password');
  }, 60_000);

  it('says so when the file cannot be written, and leaves nothing half', () => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.tar.gz');
    mkdirSync(out);
    const { status, stderr } = collect(['--root', sample(), '--out', join(folder, 'missing', 'a.tar.gz')]);
    expect([status, stderr.toString()]).toEqual([74, expect.stringContaining('could not write')]);
    expect(readdirSync(folder)).toEqual(['a.tar.gz']);
  }, 60_000);

  it('writes with the rights of its owner alone, and nothing beside the bundle', () => {
    const folder = temporaryFolder();
    const { status } = collect(['--root', sample(), '--out', join(folder, 'a.tar.gz')], {
      env: { TMPDIR: '/nowhere' },
    });
    expect(status).toBe(0);
    expect(readdirSync(folder)).toEqual(['a.tar.gz']);
    expect(
      execFileSync('stat', ['-c', '%a', join(folder, 'a.tar.gz')])
        .toString()
        .trim(),
    ).toBe('600');
  }, 60_000);
});

/** As a user without rights: the script is read by it, so it lies where that user can read. */
function runAsNobody(args: readonly string[], env: Readonly<Record<string, string>>): SpawnSyncReturns<Buffer> {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const script = join(folder, 'collect.sh');
  writeFileSync(script, readFileSync(collectScript));
  chmodSync(script, 0o644);
  for (const path of [...(env['PATH'] ?? '').split(delimiter), ...args.filter((arg) => arg.startsWith('/tmp/'))]) {
    if (path.startsWith('/tmp/') && existsSync(path)) execFileSync('chmod', ['-R', 'a+rX', path]);
  }
  const isRoot = process.getuid?.() === 0;
  return spawnSync('sh', [script, ...args], {
    env: { ...process.env, ...env },
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
    maxBuffer: 64 * 1024 * 1024,
  });
}

describePeer('dash', hint)('collect.sh without rights', () => {
  it('says what it lacks', async () => {
    const { stdout, status } = runAsNobody(['--out', '-'], {});
    expect(status).toBe(0);
    const path = join(temporaryFolder(), 'a.tar.gz');
    writeFileSync(path, stdout);
    const guest = await guestOf(path);
    expect(guest.asRoot).toBe(false);
    expect(guest.gaps).toContainEqual({ what: 'root', reason: expect.stringContaining('not run as root') });
    expect(guest.listeners).not.toBeNull();
  }, 120_000);
});
