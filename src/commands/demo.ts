import { join } from 'node:path';
import type { ExitCode } from '../lib/errors.ts';
import { writeOutput, type GeneratedFile } from '../lib/output-writer.ts';
import { demoSettings, demoSources } from '../demo/estate.ts';
import { nativeWorkbook } from '../demo/native-workbook.ts';
import { assess } from './assess.ts';
import { Terminal } from './terminal.ts';

/** devirt demo: a made-up estate as RVTools exports with settings, then the same way that a real export goes. */
export async function demo(options: { out: string }, signal: AbortSignal): Promise<ExitCode> {
  const terminal = new Terminal();
  const exportsFolder = join(options.out, 'exports');
  const sources = demoSources();
  const files: GeneratedFile[] = [
    ...sources.map(({ fileName, sheets }) => ({ path: fileName, content: nativeWorkbook(sheets) })),
    { path: 'devirt.yaml', content: demoSettings() },
  ];
  await writeOutput(exportsFolder, files, { signal });
  terminal.info(`made up ${sources.length} RVTools exports and settings in ${exportsFolder}`);
  return assess(
    sources.map(({ fileName }) => join(exportsFolder, fileName)),
    { out: join(options.out, 'out'), settings: join(exportsFolder, 'devirt.yaml') },
    ['estate', 'assessment', 'plan', 'manifests', 'report'],
    signal,
  );
}
