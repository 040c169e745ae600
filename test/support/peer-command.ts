import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where test/peers/install puts what no package manager of the system holds. */
export const peerFolder =
  process.env['DEVIRT_PEERS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'devirt-peers');

/** Peers that are no command of their own (a module of an interpreter, an image): how to see that they are there. */
const modules: ReadonlyMap<string, readonly [command: string, ...args: string[]]> = new Map([
  ['openpyxl', ['python3', '-c', 'import openpyxl']],
  ['guests', ['test', '-f', join(peerFolder, 'guests', 'base.raw')]],
  ['images', ['sh', '-c', `test -f '${join(peerFolder, 'images', 'base.tar')}' && command -v buildah`]],
]);

/** The command to run a peer with (for others the one that sees that they are there), or null where the peer is not installed. */
export function peerCommand(name: string): string | null {
  const probe = modules.get(name);
  if (probe !== undefined) {
    const [command, ...args] = probe;
    return spawnSync(command, args, { stdio: 'ignore' }).status === 0 ? command : null;
  }
  for (const folder of [join(peerFolder, 'bin'), ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
