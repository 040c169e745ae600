import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { projectRoot } from '../../support/shared.ts';

export const collectScript = join(projectRoot, 'analyzers', 'guest', 'collect.sh');

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'devirt-guest-'));
  made.push(folder);
  return folder;
}

/** Writes files, by their absolute path in the guest, into a root file system as it would be mounted. */
export function fakeRoot(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  const all = {
    '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12"\n',
    '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
    '/etc/hostname': 'fake01\n',
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n',
    '/etc/group': 'root:x:0:\nwww-data:x:33:\n',
    '/etc/fstab': '/dev/sda1 / ext4 defaults 0 1\nnas01:/export /srv/data nfs ro,noauto 0 0\n',
    ...files,
  };
  for (const [path, contents] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  return root;
}
