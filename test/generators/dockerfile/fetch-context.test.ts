import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextItems } from '../../../generators/dockerfile/context-items.ts';
import { fetchContextScript } from '../../../generators/dockerfile/fetch-context.ts';
import type { ContainerFile } from '../../../src/model/container.ts';
import { describePeer } from '../../support/peers.ts';

const file = (path: string, changes: Partial<ContainerFile> = {}): ContainerFile => ({
  path,
  why: 'configuration',
  sizeBytes: null,
  secret: false,
  origin: 'test',
  ...changes,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devirt-context-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lays a file of the guest below root/. */
function lay(path: string, content: string): void {
  mkdirSync(dirname(join(folder, 'root', path)), { recursive: true });
  writeFileSync(join(folder, 'root', path), content);
}

/** Runs the script of these files on root/; sh is dash on Debian. */
function fetched(files: readonly ContainerFile[], args: readonly string[] = [], shell = 'sh') {
  const items = contextItems({ files: [...files] }, []);
  const context = join(folder, 'context');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'fetch-context.sh'), fetchContextScript('app', items));
  const { status, stderr } = spawnSync(shell, ['fetch-context.sh', ...args, '--root', join(folder, 'root')], {
    cwd: context,
    encoding: 'utf8',
  });
  const found = readdirSync(join(context, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(context.length + 1));
  return { status, stderr, found: found.sort(), context, items };
}

describePeer('rsync', 'apt-get install rsync')('fetch-context.sh on a root filesystem', () => {
  it('brings the files that are listed, with checksums, and nothing else', () => {
    lay('etc/app.conf', 'a = 1\n');
    lay('etc/other.conf', 'b = 2\n');
    lay('srv/app/main.py', 'print(1)\n');
    const { status, found, context } = fetched([file('/etc/app.conf'), file('/srv/app', { why: 'content' })]);
    expect({ status, found }).toEqual({ status: 0, found: ['files/etc/app.conf', 'files/srv/app/main.py'] });
    execFileSync('sha256sum', ['--quiet', '-c', 'sha256sums'], { cwd: context });
    expect(lstatSync(join(context, 'files/etc/app.conf')).mode & 0o7777).toBe(0o640);
  });

  it('leaves out files with secrets, within folders too, and says so', () => {
    lay('etc/app.conf', 'x\n');
    lay('srv/app/main.py', 'print(1)\n');
    lay('srv/app/[a]*.env', 'KEY=1\n');
    const { status, found, stderr } = fetched([
      file('/etc/app.conf', { secret: true }),
      file('/srv/app', { why: 'content' }),
      file('/srv/app/[a]*.env', { secret: true }),
    ]);
    expect({ status, found }).toEqual({ status: 0, found: ['files/srv/app/main.py'] });
    expect(stderr).toContain('/etc/app.conf');
  });

  it.each([
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nx\n', 1],
    ['a password in a URL', 'x\nurl = postgresql://app:hunter2@db/app\n', 2],
    ['a password in quotes', 'connect(password="correct horse")\nconnect(password="correcthorse")\n', 2],
    ['a property', 'db.password=hunter2hunter\n', 1],
    ['an access key', 'AKIAABCDEFGHIJKLMNOP\n', 1],
  ])('refuses %s, with its place and without its text, unless it is allowed', (_, content, line) => {
    lay('etc/app.conf', content);
    const refused = fetched([file('/etc/app.conf')]);
    expect({ status: refused.status, found: refused.found }).toEqual({ status: 3, found: [] });
    expect(refused.stderr).toContain(`files/etc/app.conf:${line}\n`);
    expect(refused.stderr).not.toMatch(/hunter2|correcthorse|AKIA|BEGIN/);
    const allowed = fetched([file('/etc/app.conf')], ['--allow', `files/etc/app.conf:${line}`]);
    expect({ status: allowed.status, found: allowed.found }).toEqual({ status: 0, found: ['files/etc/app.conf'] });
  });

  it('follows links within the root alone', () => {
    lay('etc/real.conf', 'real\n');
    mkdirSync(join(folder, 'root/etc/enabled'));
    symlinkSync('/etc/real.conf', join(folder, 'root/etc/enabled/site'));
    symlinkSync('../../../../../../../../etc/hostname', join(folder, 'root/etc/enabled/out'));
    const { status, found, stderr, context } = fetched([file('/etc/enabled/site'), file('/etc/enabled/out')]);
    expect({ status, found }).toEqual({ status: 1, found: ['files/etc/enabled/site'] });
    expect(readFileSync(join(context, 'files/etc/enabled/site'), 'utf8')).toBe('real\n');
    expect(stderr).toContain('not on the guest: /etc/enabled/out');
  });

  it.each(['sh', 'bash'])('takes any path for a path, in %s', (shell) => {
    const paths = [
      '/srv/a b',
      "/srv/it's",
      '/srv/$(touch owned)',
      '/srv/`touch owned`',
      '/srv/line\nbreak',
      '/srv/-rf',
      '/srv/a"b\\c',
      '/srv/*',
      '/srv/; touch owned #',
      `/srv/${'long/'.repeat(80)}x`,
    ];
    for (const path of paths) lay(path, 'x\n');
    const { status, found, items, context } = fetched(
      paths.map((path) => file(path)),
      [],
      shell,
    );
    expect(status).toBe(0);
    expect(found).toEqual(items.items.map(({ source }) => source).sort());
    expect(readdirSync(context).sort()).toEqual(['fetch-context.sh', 'files', 'secret-files', 'sha256sums']);
    expect(found).toHaveLength(paths.length);
  });
});

describe('fetch-context.sh', () => {
  it('is no more than its template for hostile names', () => {
    const script = fetchContextScript('app', contextItems({ files: [file("/srv/'\n}; rm -rf ~; {")] }, []));
    expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0);
  });
});
