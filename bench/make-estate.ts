// Writes a made-up estate for measurements: node dist/bench/make-estate.js VMS FOLDER
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { demoSources } from '../src/demo/estate.ts';
import { nativeWorkbook } from '../src/demo/native-workbook.ts';

const [count, folder] = process.argv.slice(2);
if (count === undefined || folder === undefined) {
  process.stderr.write('usage: node dist/bench/make-estate.js VMS FOLDER\n');
  process.exit(2);
}

const started = performance.now();
const sources = demoSources({ vms: Number(count) });
await mkdir(folder, { recursive: true });
let bytes = 0;
for (const { fileName, sheets } of sources) {
  const file = createWriteStream(join(folder, fileName));
  await pipeline(nativeWorkbook(sheets), file);
  bytes += file.bytesWritten;
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const mebibytes = (bytes / 1_048_576).toFixed(1);
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${count} VMs in ${sources.length} workbooks: ${mebibytes} MiB, ${seconds} s, peak ${peakMiB} MiB\n`,
);
