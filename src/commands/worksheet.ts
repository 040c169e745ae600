import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ownerWorksheet } from '../../generators/worksheet/owner-worksheet.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { reportGaps } from './assess.ts';
import { planSources } from './plan-sources.ts';
import { Terminal } from './terminal.ts';

export interface WorksheetOptions {
  readonly settings?: string;
  readonly out: string;
  readonly quiet?: boolean;
}

/** devirt worksheet: writes the workbook that owners fill in; never over one that is there, which may be filled. */
export async function worksheet(
  sources: readonly string[],
  options: WorksheetOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const planned = await planSources(sources, options.settings, terminal, signal);
  const { content, vms, vmsWithQuestions } = ownerWorksheet(planned.assessed);
  await writeNew(options.out, content, signal);
  const code = reportGaps(terminal, planned.read, planned.assessed);
  terminal.result(
    `wrote ${options.out}: ${vms} VMs, ${vmsWithQuestions} of them with open questions\n` +
      `when it comes back filled in, name it in devirt.yaml: owners: [${options.out}]`,
  );
  return code;
}

async function writeNew(path: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx' });
  try {
    await once(file, 'open');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'EEXIST'
      ? new DevirtError(
          `${path}: is there already, and may hold answers`,
          'Name another file with --out. To keep the answers, name this one under owners: in devirt.yaml.',
          exitCode.usage,
          { cause: error },
        )
      : new DevirtError(
          `${path}: cannot be written (${String(code)})`,
          'Check the folder and its permissions.',
          exitCode.output,
          { cause: error },
        );
  }
  try {
    await pipeline(content, file, { signal });
  } catch (error) {
    await rm(path, { force: true });
    signal.throwIfAborted();
    throw error;
  }
}
