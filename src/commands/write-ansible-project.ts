import { ansibleProject } from '../../generators/ansible/project.ts';
import { exitCode, type ExitCode } from '../lib/errors.ts';
import { writeOutput } from '../lib/output-writer.ts';
import { guestOs } from '../planner/fit/guest-os.ts';
import { collectScript } from './collect-script.ts';
import { readSources } from './read-sources.ts';
import { Terminal } from './terminal.ts';

/**
 * Writes an Ansible project that collects guests to a folder: those of the sources, or an empty inventory where none is
 * given. Returns the exit code; throws DevirtError.
 */
export async function writeAnsibleProject(
  folder: string,
  sources: readonly string[],
  options: { readonly quiet?: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const read = sources.length === 0 ? null : await readSources(sources, terminal, signal);
  const guests = (read?.estate.vms ?? []).map((vm) => ({ vm, osFamily: guestOs(vm).family }));
  const { files, hosts, rows } = ansibleProject(guests, await collectScript());
  const written = await writeOutput(folder, files, { signal });
  for (const { error } of read?.failed ?? []) terminal.error(error.message, error.remedy);
  for (const path of written.kept) {
    terminal.warn(`${path} was changed by hand and is left alone; the new version is ${path}.new`);
  }
  terminal.info(
    read === null
      ? `name your guests in ${folder}/inventory.yaml; ${folder}/README.md says how to run it`
      : `${hosts} guests in the inventory, ${rows.length - hosts} VMs left out (${folder}/vms.csv says why); ${folder}/README.md says how to run it`,
  );
  terminal.result(folder);
  return (read?.failed.length ?? 0) > 0 ? exitCode.incomplete : exitCode.done;
}
