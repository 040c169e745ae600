import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readGuest } from '../analyzers/guest/bundle/read-guest.ts';

/*
 * Reads many bundles, each a variation of a real one (another host name, all of its texts), one after the other:
 *
 *     node dist/bench/guest-bundles.js BUNDLE [COUNT]
 *
 * Prints the seconds and the largest heap. The aim: 1,000 within 60 s and 500 MB.
 */
const [path, count = '1000'] = process.argv.slice(2);
if (path === undefined || !existsSync(path)) throw new Error('name a bundle of collect.sh');
const tar = gunzipSync(readFileSync(path));
const folder = mkdtempSync(join(tmpdir(), 'devirt-bench-'));
let heap = 0;
let seconds = 0;
let files = 0;
try {
  for (let index = 0; index < Number(count); index++) {
    // As many bytes, so that lengths and sums of entries that hold no name stay right.
    const name = `h${String(index).padStart(4, '0')}`;
    const varied = Buffer.from(tar.toString('latin1').replaceAll(/(?<=PLANT|pid )[0-9a-z]{5}/g, name), 'latin1');
    const bundle = join(folder, 'bundle.tar.gz');
    writeFileSync(bundle, gzipSync(varied, { level: 1 }));
    const start = performance.now();
    const { guest } = await readGuest(bundle);
    seconds += (performance.now() - start) / 1000;
    files += guest.configuration?.length ?? 0;
    heap = Math.max(heap, process.memoryUsage().heapUsed);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  `${count} bundles of ${(tar.length / 1024 ** 2).toFixed(1)} MiB unpacked, ${files} files: ${seconds.toFixed(1)} s, heap at most ${(heap / 1024 ** 2).toFixed(0)} MiB`,
);
