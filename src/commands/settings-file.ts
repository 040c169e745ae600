import { readFile } from 'node:fs/promises';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { parseSettings } from '../model/parse-settings.ts';
import { defaultSettings, type Settings } from '../model/settings.ts';
import type { Terminal } from './terminal.ts';

/** The name that is looked for in the working folder when --settings is not given. */
export const settingsFileName = 'devirt.yaml';

/**
 * Loads --settings, else ./devirt.yaml where there is one, else the defaults; says on stderr which. `changes` are
 * KEY=VALUE of --set, which count before the file.
 */
export async function loadSettings(
  path: string | undefined,
  terminal: Terminal,
  changes: readonly string[] = [],
): Promise<Settings> {
  const file = path ?? settingsFileName;
  try {
    const text = await readFile(file, 'utf8');
    if (path === undefined) terminal.info(`settings: ./${settingsFileName}`);
    return parseSettings(text, file, changes);
  } catch (error) {
    if (error instanceof DevirtError) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && path === undefined) {
      return changes.length === 0 ? defaultSettings() : parseSettings('', '--set', changes);
    }
    throw new DevirtError(
      `${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Check the path, or write a settings file with `devirt init`.',
      exitCode.usage,
      { cause: error },
    );
  }
}
