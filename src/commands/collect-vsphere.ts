import type { VmSpool } from '../../analyzers/saved-estate/vm-spool.ts';
import { exitCode, type ExitCode } from '../lib/errors.ts';
import type { Vm } from '../model/estate.ts';
import { mergeEstates } from '../model/merge-estates.ts';
import { withSpool, writeSnapshot } from './snapshot-file.ts';
import {
  inSession,
  noneRead,
  onEach,
  readInventory,
  sayWarnings,
  startRun,
  type VsphereOptions,
  type VsphereRun,
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
  // Of several servers all VMs are compared: one may have moved, or a server be named twice.
  if (run.targets.length > 1) return collect(options, run, null);
  return withSpool(options.out, (spool) => collect(options, run, spool));
}

/** With a spool VMs are not held in memory. */
async function collect(options: CollectVsphereOptions, run: VsphereRun, spool: VmSpool | null): Promise<ExitCode> {
  const { terminal } = run;
  const { done, failed } = await onEach(run.targets, run, (target) =>
    inSession(target, run, async (session) => {
      const vms: Vm[] = [];
      const takeVms = (some: readonly Vm[]): Promise<void> | void =>
        spool === null ? void vms.push(...some) : spool.add(some);
      return { ...(await readInventory(session, target, run, takeVms)), vms };
    }),
  );
  if (done.length === 0) throw noneRead(failed);

  const estate = mergeEstates(done.map(({ result }) => result));
  await writeSnapshot(options.out, withLacking(estate, failed), spool);
  for (const { error } of failed) terminal.error(error.message, error.remedy);
  // Merging keeps the sources one after another, and each server is one.
  for (const [index, { target }] of done.entries()) {
    sayWarnings(terminal, target, estate.sources[index]?.warnings ?? []);
  }
  const vms = estate.vms.length + (spool?.count ?? 0);
  terminal.info(`read ${vms} VMs on ${estate.hosts.length} hosts; next: devirt assess ${options.out}`);
  terminal.result(options.out);
  const lacks = estate.sources.some(({ warnings }) => warnings.some(({ lacking }) => lacking));
  return failed.length > 0 || lacks ? exitCode.incomplete : exitCode.done;
}
