import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGuest } from '../../../analyzers/guest/bundle/read-guest.ts';
import { describePeer } from '../../support/peers.ts';
import { collectScript, fakeRoot, temporaryFolder } from './fake-root.ts';

/** Runs a script in a mount namespace of its own, where it may mount what it likes. */
const inNamespace = (script: string, ...args: readonly string[]) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', ...args], { encoding: 'utf8' });

describePeer('unshare', 'of util-linux')('collect.sh where nothing can be written', () => {
  it('a full disk: says so, and leaves nothing half', () => {
    const folder = temporaryFolder();
    const run = inNamespace(
      'mount -t tmpfs -o size=64k none "$1" && { head -c 100000 /dev/zero >"$1/ballast" || :; } 2>/dev/null\nsh "$2" --root "$3" --out "$1/a.tar.gz"; echo "exit $?"; ls "$1"',
      folder,
      collectScript,
      fakeRoot({}),
    );
    expect(run.stderr).toContain('could not write');
    expect(run.stdout).toBe('exit 74\nballast\n');
  }, 60_000);

  it('a read-only /tmp and a read-only root: needs neither', async () => {
    const out = join(temporaryFolder(), 'a.tar.gz');
    const root = fakeRoot({});
    // The bundle goes to a file that is open already.
    const run = inNamespace(
      'exec 3>"$3"; mount -t tmpfs -o ro none /var/tmp && mount --rbind / /mnt && mount -o remount,bind,ro /mnt && cd /mnt && { ! touch /mnt/tmp/x; } 2>/dev/null && TMPDIR=/mnt/tmp sh "/mnt$1" --root "/mnt$2" --out - >&3; echo "exit $?"',
      collectScript,
      root,
      out,
    );
    expect([run.stdout, run.stderr]).toEqual(['exit 0\n', expect.stringContaining('wrote -')]);
    expect((await readGuest(out)).guest.identity.hostName).toBe('fake01');
  }, 60_000);
});

const specification = `Name: shop-tool
Version: 2.1
Release: 3
Epoch: 1
Summary: A tool
License: MIT
BuildArch: noarch
%description
A tool.
%install
mkdir -p %{buildroot}/opt/tool/bin %{buildroot}/etc/tool
echo 1 >%{buildroot}/opt/tool/bin/tool
echo a=1 >%{buildroot}/etc/tool/tool.conf
%files
/opt/tool/bin/tool
%config /etc/tool/tool.conf
`;

describePeer('rpmbuild', 'test/peers/install installs it')('collect.sh on a system of RPMs', () => {
  it('reads packages, what none owns, and which were changed', async () => {
    const build = temporaryFolder();
    writeFileSync(join(build, 'tool.spec'), specification);
    execFileSync('rpmbuild', ['-bb', '--define', `_topdir ${build}`, join(build, 'tool.spec')], { stdio: 'ignore' });
    const root = fakeRoot({ '/opt/own/data': 'x'.repeat(100) });
    mkdirSync(join(root, 'var', 'lib', 'rpm'), { recursive: true });
    const rpms = join(build, 'RPMS', 'noarch');
    const [file = ''] = readdirSync(rpms);
    const install = ['--root', root, '--dbpath', '/var/lib/rpm', '--install', '--nodeps', join(rpms, file)];
    execFileSync('rpm', install, { stdio: 'ignore' });
    expect(existsSync(join(root, 'opt/tool/bin/tool'))).toBe(true);
    appendFileSync(join(root, 'opt/tool/bin/tool'), 'changed');
    const out = join(temporaryFolder(), 'a.tar.gz');
    expect(spawnSync('sh', [collectScript, '--root', root, '--verify-files', '--out', out]).status).toBe(0);
    const { guest } = await readGuest(out);
    expect(guest.packages).toEqual([
      { name: 'shop-tool', version: '1:2.1-3', manager: 'rpm', manual: null, location: null },
    ]);
    expect(guest.unownedTrees?.filter(({ path }) => path.startsWith('/opt'))).toEqual([
      { path: '/opt/own', files: 1, sizeBytes: 100 },
    ]);
    expect(guest.changedFiles).toEqual([
      { path: '/opt/tool/bin/tool', package: 'shop-tool', configuration: false, missing: false },
    ]);
  }, 60_000);
});
