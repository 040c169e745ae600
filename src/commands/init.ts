import { writeFile } from 'node:fs/promises';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { settingsTemplate } from '../model/settings-template.ts';
import { settingsFileName } from './settings-file.ts';
import { Terminal } from './terminal.ts';

/** devirt init: writes a commented devirt.yaml, with --assumptions what savings follow from; never over one that is there. */
export async function init(options: { file?: string; assumptions?: boolean }): Promise<ExitCode> {
  const file = options.file ?? settingsFileName;
  try {
    await writeFile(file, settingsTemplate(options.assumptions === true), { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') {
      throw new DevirtError(
        `${file}: is there already`,
        'Move it away, or name another file with --file.',
        exitCode.usage,
        { cause: error },
      );
    }
    throw new DevirtError(
      `${file}: cannot be written (${String(code)})`,
      'Check the folder and its permissions.',
      exitCode.output,
      { cause: error },
    );
  }
  new Terminal().result(`wrote ${file}`);
  return exitCode.done;
}
