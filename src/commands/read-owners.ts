import { basename, dirname, resolve } from 'node:path';
import { readOwners, type OwnerTable } from '../../analyzers/owners/read.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { openTables } from '../lib/tables/open.ts';
import type { Settings } from '../model/settings.ts';
import { settingsFileName } from './settings-file.ts';
import type { Terminal } from './terminal.ts';

/**
 * The side tables that the settings name, in their order. Paths are relative to the settings file.
 * Throws a DevirtError (usage) for one that cannot be read: a plan without the answers of its owners is another plan.
 */
export async function readOwnerTables(
  settings: Settings,
  settingsPath: string | undefined,
  terminal: Terminal,
): Promise<OwnerTable[]> {
  const path = settingsPath ?? settingsFileName;
  const tables: OwnerTable[] = [];
  for (const [index, name] of settings.owners.entries()) {
    terminal.info(`reading ${basename(name)}`);
    try {
      tables.push(await readTable(resolve(dirname(path), name)));
    } catch (error) {
      if (!(error instanceof DevirtError)) throw error;
      throw new DevirtError(`${path}: owners[${index}]: ${error.message}`, error.remedy, exitCode.usage, {
        cause: error,
      });
    }
  }
  return tables;
}

async function readTable(path: string): Promise<OwnerTable> {
  const file = await openTables(path);
  try {
    return await readOwners(file);
  } finally {
    await file.close();
  }
}
