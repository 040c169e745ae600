import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { collectScript } from './collect-script.ts';
import { keepBundle } from './keep-bundle.ts';
import { runCollector } from './run-collector.ts';
import { Terminal } from './terminal.ts';
import { withPartials } from './with-partials.ts';

export interface CollectRootOptions {
  readonly verifyFiles?: boolean;
  readonly out: string;
  readonly quiet?: boolean;
}

/**
 * Collects from a root file system that is mounted here (guestmount, virt-v2v, a backup), with this machine's shell.
 * What only a running guest shows lacks, and is said. Returns the exit code; throws DevirtError.
 */
export async function collectRoot(
  root: string,
  options: CollectRootOptions,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const folder = resolve(root);
  const isRoot = await stat(join(folder, 'etc')).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isRoot) {
    throw new DevirtError(
      `--root ${root}: holds no folder etc`,
      'Give the folder at which the root file system is mounted.',
      exitCode.noSource,
    );
  }
  const script = await collectScript();
  return withPartials(options.out, async (partials) => {
    const path = join(partials, 'root');
    const verify = options.verifyFiles === true ? ['--verify-files'] : [];
    const args = ['-s', '--', '--out', '-', '--root', folder, ...verify];
    terminal.info(`reading ${folder}`);
    const end = await runCollector({ command: 'sh', args, script, path, timeoutSeconds }, signal);
    const bundle = end.bytes === 0 ? null : await keepBundle(path, options.out, 'root');
    if (bundle === null) {
      throw new DevirtError(
        `--root ${root}: no whole bundle came of it: ${end.stderr.trim().split('\n')[0] || 'the collector says no reason'}`,
        'Mount it at a path of plain letters, and read it as a user who may.',
        exitCode.noSource,
      );
    }
    for (const gap of bundle.gaps) terminal.warn(gap);
    if (!bundle.asRoot) terminal.warn('not read as root: protected files of the guest are not in the bundle');
    terminal.result(bundle.path);
    return bundle.asRoot ? exitCode.done : exitCode.incomplete;
  });
}
