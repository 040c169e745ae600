import type { Assessed } from '../model/assessed.ts';
import { joinOwners } from '../model/join-owners.ts';
import { makePlan } from '../planner/plan.ts';
import { loadAssets, type Assets } from './assets.ts';
import { readOwnerTables } from './read-owners.ts';
import { readSources, type ReadSources } from './read-sources.ts';
import { loadSettings } from './settings-file.ts';
import type { Terminal } from './terminal.ts';

export interface PlannedSources {
  readonly assets: Assets;
  /** What the sources hold, without the side tables, which are named in devirt.yaml and read anew each time. */
  readonly read: ReadSources;
  readonly assessed: Assessed;
}

/** Sources, settings and side tables to Estate and Plan: how every command begins that starts from sources. */
export async function planSources(
  sources: readonly string[],
  settingsPath: string | undefined,
  terminal: Terminal,
  signal: AbortSignal,
  changes: readonly string[] = [],
): Promise<PlannedSources> {
  const settings = await loadSettings(settingsPath, terminal, changes);
  const tables = await readOwnerTables(settings, settingsPath, terminal);
  const [assets, read] = await Promise.all([loadAssets(), readSources(sources, terminal, signal)]);
  signal.throwIfAborted();
  terminal.info(`read ${read.estate.vms.length} VMs from ${read.estate.sources.length} source(s); planning`);
  const estate = joinOwners(read.estate, tables);
  return { assets, read, assessed: { estate, plan: makePlan(estate, settings), settings, version: assets.version } };
}
