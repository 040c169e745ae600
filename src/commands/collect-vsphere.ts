import { exitCode, type ExitCode } from '../lib/errors.ts';
import { mergeEstates } from '../model/merge-estates.ts';
import { writeSnapshot } from './snapshot-file.ts';
import {
  inSession,
  noneRead,
  onEach,
  readInventory,
  sayWarnings,
  startRun,
  type VsphereOptions,
  withLacking,
} from './vsphere-run.ts';

export interface CollectVsphereOptions extends VsphereOptions {
  readonly out: string;
}

/**
 * Reads vCenters or ESXi hosts and writes what was read to options.out, one snapshot of all, for `devirt assess`. The
 * password comes from a file, DEVIRT_PASSWORD or a prompt. Servers that could not be read are named, and make it
 * incomplete. Returns the exit code; throws DevirtError, where none could be read too.
 */
export async function collectVsphereCommand(options: CollectVsphereOptions, signal: AbortSignal): Promise<ExitCode> {
  const run = await startRun(options, signal);
  const { terminal } = run;
  const { done, failed } = await onEach(run.targets, run, (target) =>
    inSession(target, run, (session) => readInventory(session, target, run)),
  );
  if (done.length === 0) throw noneRead(failed);

  const estate = mergeEstates(done.map(({ result }) => result));
  await writeSnapshot(options.out, withLacking(estate, failed));
  for (const { error } of failed) terminal.error(error.message, error.remedy);
  // Merging keeps the sources one after another, and each server is one.
  for (const [index, { target }] of done.entries()) {
    sayWarnings(terminal, target, estate.sources[index]?.warnings ?? []);
  }
  terminal.info(`read ${estate.vms.length} VMs on ${estate.hosts.length} hosts; next: devirt assess ${options.out}`);
  terminal.result(options.out);
  const lacks = estate.sources.some(({ warnings }) => warnings.some(({ lacking }) => lacking));
  return failed.length > 0 || lacks ? exitCode.incomplete : exitCode.done;
}
