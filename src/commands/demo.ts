import { join } from 'node:path';
import type { ExitCode } from '../lib/errors.ts';
import { writeOutput, type GeneratedFile } from '../lib/output-writer.ts';
import { demoGuests, demoSettings, demoSources } from '../demo/estate.ts';
import { nativeWorkbook } from '../demo/native-workbook.ts';
import { assess } from './assess.ts';
import { Terminal } from './terminal.ts';

/** devirt demo: a made-up estate as RVTools exports with bundles of guests and settings, then the way of real ones. */
export async function demo(options: { out: string }, signal: AbortSignal): Promise<ExitCode> {
  const terminal = new Terminal();
  const exportsFolder = join(options.out, 'exports');
  const sources = demoSources();
  const guests = demoGuests();
  const files: GeneratedFile[] = [
    ...sources.map(({ fileName, sheets }) => ({ path: fileName, content: nativeWorkbook(sheets) })),
    ...guests.map(({ fileName, content }) => ({ path: `guests/${fileName}`, content })),
    { path: 'devirt.yaml', content: demoSettings() },
  ];
  await writeOutput(exportsFolder, files, { signal });
  terminal.info(
    `made up ${sources.length} RVTools exports, bundles of ${guests.length} guests and settings in ${exportsFolder}`,
  );
  return assess(
    [...sources.map(({ fileName }) => join(exportsFolder, fileName)), join(exportsFolder, 'guests')],
    { out: join(options.out, 'out'), settings: join(exportsFolder, 'devirt.yaml') },
    ['estate', 'assessment', 'plan', 'manifests', 'report'],
    signal,
  );
}
