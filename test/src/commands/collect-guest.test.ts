import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readBundle } from '../../../analyzers/guest/bundle/bundle.ts';
import { defaultBundleLimits } from '../../../analyzers/guest/bundle/limits.ts';
import { devirt, type Run, scratchFolder, start } from '../../support/devirt.ts';
import { bootedGuests, describeGuests, run as runOn } from '../../support/guests.ts';
import { projectRoot } from '../../support/shared.ts';
import { describeSshd, type SshLab, sshLab, startSshd } from '../../support/sshd.ts';

// Each starts programs that start others, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const scriptText = readFileSync(join(projectRoot, 'analyzers', 'guest', 'collect.sh'), 'utf8');

/** A root file system with next to nothing in it, which collect.sh has read at once. */
function smallRoot(folder: string, hostName = 'tiny'): string {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc', 'hostname'), `${hostName}\n`);
  writeFileSync(join(root, 'etc', 'os-release'), 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n');
  return root;
}

/** What a session of the tests' sshd runs: the command that was sent, reading that root. */
const collecting = (root: string): string => `exec sh -c "$SSH_ORIGINAL_COMMAND --root ${root}"`;

const begin = (lab: SshLab, ...args: string[]): ReturnType<typeof start> =>
  start(['collect', 'guest', ...args], { env: { PATH: `${lab.bin}:${process.env['PATH'] ?? ''}` } });
const collect = (lab: SshLab, ...args: string[]): Promise<Run> => begin(lab, ...args).done;
const bundlesIn = (folder: string): string[] => readdirSync(folder).toSorted();
const contents = (path: string): ReturnType<typeof readBundle> => readBundle(path, defaultBundleLimits);

describe('devirt collect guest --print-script', () => {
  it('prints the script and nothing else', async () => {
    expect(await devirt('collect', 'guest', '--print-script')).toEqual({
      code: 0,
      signal: null,
      stdout: scriptText,
      stderr: '',
    });
  });
});

describe('devirt collect guest --root', () => {
  it('reads a mounted root file system and says what lacks', async () => {
    const folder = scratchFolder();
    const out = join(folder, 'guests');
    const run = await devirt('collect', 'guest', '--root', smallRoot(folder), '--out', out);
    expect(run.stderr).toContain('has no processes, connections');
    const [name = ''] = bundlesIn(out);
    expect(name).toMatch(/^devirt-guest-tiny-\d{8}T\d{6}Z\.tar\.gz$/);
    expect(run.stdout).toBe(`${join(out, name)}\n`);
    expect(run.code).toBe(process.getuid?.() === 0 ? 0 : 5);
    expect((await contents(join(out, name))).facts.get('way')).toBe('root');
    expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
  });

  it('names a bundle safely, whatever the guest calls itself', async () => {
    const folder = scratchFolder();
    const out = join(folder, 'guests');
    const root = smallRoot(folder, `../../$(id)'"\u001b[31m.\u202e..`);
    expect((await devirt('collect', 'guest', '--root', root, '--out', out)).stderr).not.toContain('\u001b[31m');
    expect(bundlesIn(out)).toHaveLength(1);
    expect(bundlesIn(out)[0]).toMatch(/^devirt-guest-[A-Za-z0-9._-]+-\d{8}T\d{6}Z\.tar\.gz$/);
    expect(bundlesIn(folder)).toEqual(['guests', 'root']);
  });

  it('refuses what is no root file system', async () => {
    const folder = scratchFolder();
    const run = await devirt('collect', 'guest', '--root', folder, '--out', join(folder, 'guests'));
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toContain('holds no folder etc');
  });
});

describe('devirt collect guest --ansible', () => {
  it('writes a project for the guests of an export, or an empty one', async () => {
    const folder = scratchFolder();
    const csv = join(folder, 'csv');
    mkdirSync(csv);
    writeFileSync(
      join(csv, 'RVTools_tabvInfo.csv'),
      'VM,Powerstate,OS according to the configuration file,Primary IP Address\n{{ 7*7 }},poweredOn,Ubuntu Linux (64-bit),10.0.0.5\nad,poweredOn,Microsoft Windows Server 2019 (64-bit),10.0.0.6\n',
    );
    const project = join(folder, 'project');
    const run = await devirt('collect', 'guest', '--ansible', project, csv);
    expect(run).toMatchObject({ code: 0, stdout: `${project}\n` });
    expect(run.stderr).toContain('1 guests in the inventory, 1 VMs left out');
    expect(readFileSync(join(project, 'collect.sh'), 'utf8')).toBe(scriptText);
    expect(readFileSync(join(project, 'inventory.yaml'), 'utf8')).not.toContain('{');
    expect((await devirt('collect', 'guest', '--ansible', join(folder, 'empty'))).code).toBe(0);
    expect((await devirt('collect', 'guest', '--ansible', project, join(folder, 'none.xlsx'))).code).toBe(3);
  });
});

describe('devirt collect guest without a guest', () => {
  it.each([
    [[], 'no guest is named'],
    [['--', '-oProxyCommand=touch x'], 'is no name of a host'],
    [['$(touch x)'], 'is no name of a host'],
    [['a b'], 'is no name of a host'],
    [['a;touch x'], 'is no name of a host'],
    [['web', '--user=-oProxyCommand=x'], 'is no name of a user'],
    [['web\u001b[31m'], 'is no name of a host'],
    [['web', '--jobs', '0'], '--jobs 0'],
    [['web', '--port', '99999'], '--port 99999'],
    [['web', '--timeout', 'x'], '--timeout x'],
    [['web', '--root', '/mnt'], 'another way than ssh'],
    [['--print-script', '--root', '/mnt'], 'three ways'],
    [['--hosts-file', 'no-such-file'], 'cannot be read'],
  ])('%j is wrong usage, and runs nothing', async (args, message) => {
    const folder = scratchFolder();
    const { done } = start(['collect', 'guest', '--out', 'guests', ...args], { cwd: folder, env: { PATH: folder } });
    const run = await done;
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toContain('\u001b[31m');
    expect(bundlesIn(folder)).toEqual([]);
  });
});

it('devirt collect guest says where there is no ssh', async () => {
  const folder = scratchFolder();
  const out = join(folder, 'guests');
  const run = await start(['collect', 'guest', 'web01', '--out', out], { env: { PATH: folder } }).done;
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain('ssh cannot be started (ENOENT)');
  expect(bundlesIn(out)).toEqual([]);
});

describeSshd('devirt collect guest by ssh', () => {
  it('collects guests at once, each into a bundle of its own, and again beside it', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const gate = join(folder, 'gate');
    mkdirSync(gate);
    const root = smallRoot(folder);
    // Each waits until three are there.
    const port = await startSshd(
      lab,
      `: > ${gate}/$$; while [ $(ls ${gate} | wc -l) -lt 3 ]; do sleep 0.1; done; ${collecting(root)}`,
    );
    lab.configure(`Host *\n  Port ${port}`);
    const out = join(folder, 'guests');
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, 'app01 # of the shop\r\n\n# not this\ndb01\n');
    const run = await collect(lab, 'web01', '--hosts-file', hosts, '--jobs', '3', '--timeout', '50', '--out', out);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout.split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual([
      'HOST RESULT',
      'web01 collected',
      'app01 collected',
      'db01 collected',
      '',
    ]);
    const first = bundlesIn(out);
    expect(first).toHaveLength(3);
    for (const name of first) expect((await contents(join(out, name))).facts.get('hostName')).toBe('tiny');
    expect((await collect(lab, `root@127.0.0.1:${port}`, '--out', out, '--quiet')).code).toBe(0);
    expect(bundlesIn(out)).toHaveLength(4);
    expect(bundlesIn(out)).toEqual(expect.arrayContaining(first));
  });

  it('says of each that fails why and what to do, and collects the others', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const root = smallRoot(folder);
    const good = await startSshd(lab, collecting(root));
    const unknown = await startSshd(lab, collecting(root), { known: false });
    const silent = await startSshd(lab, 'exit 0');
    const chatty = await startSshd(lab, `echo Welcome; ${collecting(root)}`);
    const broken = await startSshd(lab, `${collecting(root).replace('exec ', '')} | head -c 300`);
    const appliance = await startSshd(lab, String.raw`printf 'bad \033[31mcommand\n' >&2; exit 3`);
    lab.configure(
      [
        ['good', good],
        ['unknown', unknown],
        ['silent', silent],
        ['chatty', chatty],
        ['broken', broken],
        ['appliance', appliance],
        ['down', 9],
      ]
        .map(([name, port]) => `Host ${name}\n  Port ${port}`)
        .join('\n') +
        `\nHost refused\n  Port ${good}\n  IdentityFile ${lab.otherKey}\n  IdentitiesOnly yes\nHost nameless\n  HostName nameless.invalid\nHost changed\n  Port ${good}\n  UserKnownHostsFile ${folder}/changed`,
    );
    const otherKey = readFileSync(`${lab.otherKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(join(folder, 'changed'), `[127.0.0.1]:${good} ${otherKey}\n`);
    // The key of the alias alone: what stands for all hosts would be offered too.
    const config = join(folder, 'ssh_config');
    writeFileSync(config, readFileSync(config, 'utf8').replace('Host *', 'Host * !refused'));
    const known = `\nHost refused\n  HostName 127.0.0.1\n  User root\n  IdentityAgent none\n  UserKnownHostsFile ${lab.knownHosts}\n`;
    writeFileSync(config, known, { flag: 'a' });

    const out = join(folder, 'guests');
    const names = ['good', 'refused', 'unknown', 'changed', 'down', 'nameless', 'silent', 'chatty', 'broken'];
    const run = await collect(lab, ...names, 'appliance', '--jobs', '10', '--out', out);
    expect(run.code).toBe(5);
    const reasons = Object.fromEntries(
      run.stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => /^(\S+) +(.+?) +(\d+) +([\d.]+) {2}(.*)$/.exec(line)?.slice(1) ?? [])
        .map(([host = '', result, , , reason]) => [host, `${result}: ${reason}`]),
    );
    expect(reasons).toEqual({
      good: expect.stringMatching(/^collected: devirt-guest-tiny-\d+T\d+Z\.tar\.gz$/),
      refused: 'failed: it accepts none of the keys that were offered',
      unknown: 'failed: its host key is not known',
      changed: 'failed: its host key is not the one that is known',
      down: 'failed: nothing listens there',
      nameless: 'failed: there is no address for its name',
      silent: 'failed: it sent no whole bundle',
      chatty: 'failed: it sent no whole bundle',
      broken: 'failed: it sent no whole bundle',
      appliance: String.raw`failed: the collector ended with exit code 3: bad \u{1b}[31mcommand`,
    });
    expect(run.stderr).toContain('refused: it accepts none');
    expect(run.stderr).toContain('ssh-add -l');
    expect(run.stderr).toContain('silent, chatty, broken: it sent no whole bundle');
    expect(run.stderr).not.toContain('\u001b[31m');
    expect(bundlesIn(out)).toHaveLength(1);
  });

  it('ends a guest that hangs, and keeps the one beside it', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const made = join(folder, 'made');
    expect((await devirt('collect', 'guest', '--root', smallRoot(folder), '--out', made)).code).toBe(0);
    const hanging = await startSshd(lab, 'cat > /dev/null; exec sleep 30');
    const quick = await startSshd(lab, `cat > /dev/null; exec cat ${made}/*`);
    const out = join(folder, 'guests');
    const run = await collect(lab, `127.0.0.1:${hanging}`, `127.0.0.1:${quick}`, '--timeout', '10', '--out', out);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('it was not done after 10 s and was ended');
    expect(bundlesIn(out)).toEqual(bundlesIn(made));
  });

  it('takes what a command sends that the key is bound to, which reads no script', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const installed = join(folder, 'devirt-collect');
    writeFileSync(installed, scriptText, { mode: 0o755 });
    const port = await startSshd(lab, `exec ${installed} --out - --root ${smallRoot(folder)}`);
    const out = join(folder, 'guests');
    expect((await collect(lab, `127.0.0.1:${port}`, '--out', out)).code).toBe(0);
    expect(bundlesIn(out)).toHaveLength(1);
  });

  it('ends with 4 where no guest could be collected', async () => {
    const folder = scratchFolder();
    const run = await collect(sshLab(folder), '127.0.0.1:9', '--out', join(folder, 'guests'));
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('nothing listens there');
    expect(bundlesIn(join(folder, 'guests'))).toEqual([]);
  });

  it('goes on without sudo where sudo asks, and says what lacks', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const root = smallRoot(folder);
    chmodSync(root, 0o755);
    const asNobody = `exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c "$SSH_ORIGINAL_COMMAND --root ${root}"`;
    const port = await startSshd(lab, asNobody);
    const out = join(folder, 'guests');
    const run = await collect(lab, `127.0.0.1:${port}`, '--sudo', '--out', out);
    expect(run.code).toBe(5);
    expect(run.stdout).toMatch(/in part .*devirt-guest-tiny/);
    expect(run.stderr).toContain('sudo asks for a password or refuses: collected as this user');
    expect((await contents(join(out, bundlesIn(out)[0] ?? ''))).facts.get('asRoot')).toBe('false');
    const plain = await collect(lab, `127.0.0.1:${port}`, '--out', out);
    expect(plain.code).toBe(5);
    expect(plain.stderr).toContain('not collected as root');
  });

  it('ends a guest that never stops sending', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const port = await startSshd(lab, 'exec cat /dev/zero');
    const run = await collect(lab, `127.0.0.1:${port}`, '--out', join(folder, 'guests'));
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('it sends more than a bundle may hold');
    expect(bundlesIn(join(folder, 'guests'))).toEqual([]);
  });

  it('stops where the disk is full, and what is whole stays', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const out = join(folder, 'full');
    mkdirSync(out);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', out]);
    onTestFinished(() => void execFileSync('umount', [out]));
    const good = await startSshd(lab, collecting(smallRoot(folder)));
    const large = await startSshd(lab, 'exec cat /dev/zero');
    const hosts = [`127.0.0.1:${good}`, `127.0.0.1:${large}`, `localhost:${good}`];
    const run = await collect(lab, ...hosts, '--jobs', '1', '--out', out);
    expect(run.code).toBe(74);
    expect(run.stderr).toContain('cannot be written (ENOSPC)');
    expect(run.stderr).toContain('1 of 3 guests are whole');
    expect(bundlesIn(out)).toEqual([expect.stringMatching(/^devirt-guest-tiny/)]);
  });

  it('leaves no partial file where it is interrupted', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const begun = join(folder, 'begun');
    const port = await startSshd(lab, `: > ${begun}; head -c 100000 /dev/zero; exec sleep 20`);
    const out = join(folder, 'guests');
    const { child, done } = begin(lab, `127.0.0.1:${port}`, '--out', out);
    while (!existsSync(begun)) await sleep(50);
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expect(bundlesIn(out)).toEqual([]);
  });
});

describeGuests('devirt collect guest from booted guests', () => {
  const guests = bootedGuests();

  it('collects them as root, with sudo and as a user, and assess takes what came', async () => {
    const folder = scratchFolder();
    const lab = sshLab(folder);
    const { web01, app01, db01 } = guests;
    lab.configure(
      [web01, app01, db01]
        .map(
          ({ name, sshPort, keyPath, knownHostsPath }) =>
            `Host ${name}\n  Port ${sshPort}\n  IdentityFile ${keyPath}\n  UserKnownHostsFile ${knownHostsPath}`,
        )
        .join('\n'),
    );
    const out = join(folder, 'guests');
    const run = await collect(
      lab,
      'root@web01',
      'deploy@app01',
      'viewer@db01',
      '--sudo',
      '--timeout',
      '1200',
      '--out',
      out,
    );
    expect(run.code).toBe(5);
    expect(run.stdout).toMatch(/root@web01 +collected/);
    expect(run.stdout).toMatch(/deploy@app01 +collected/);
    expect(run.stdout).toMatch(/viewer@db01 +in part/);
    expect(run.stderr).toContain('viewer@db01: sudo asks for a password or refuses');
    const bundles = await Promise.all(bundlesIn(out).map((name) => contents(join(out, name))));
    expect(bundles.map(({ facts }) => [facts.get('hostName'), facts.get('asRoot')])).toEqual([
      ['app01', 'true'],
      ['db01', 'false'],
      ['web01', 'true'],
    ]);
    // Nothing is left there.
    expect((await runOn(web01, 'ls -d /tmp/devirt* /root/devirt*')).stdout.toString()).toBe('');
    const assessed = await devirt('assess', out, '--guests', out, '--out', join(folder, 'out'), '--json');
    expect(assessed.stderr).not.toContain('fault of ours');
    expect([0, 5]).toContain(assessed.code);
  }, 2_700_000);
});
