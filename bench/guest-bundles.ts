import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GuestBundles } from '../src/commands/read-guests.ts';

/*
 * Reads many bundles as the commands do, applications recognised, and keeps their guests: variations of real ones, each
 * with a machine of its own, one after the other:
 *
 *     node dist/bench/guest-bundles.js COUNT BUNDLE...
 *
 * Prints seconds of CPU and of the clock, and the memory that the process took. The aim: 1,000 within 60 s and 500 MB.
 */
const [count = '1000', ...paths] = process.argv.slice(2);
if (paths.length === 0 || !paths.every((path) => existsSync(path))) throw new Error('name bundles of collect.sh');
const tars = paths.map((path) => gunzipSync(readFileSync(path)));
const folder = mkdtempSync(join(tmpdir(), 'devirt-bench-'));
const bundles = new GuestBundles();
let unpacked = 0;
let seconds = 0;
let cpuSeconds = 0;
try {
  for (let index = 0; index < Number(count); index++) {
    const tar = tars[index % tars.length] ?? Buffer.alloc(0);
    unpacked += tar.length;
    // As many bytes, so that the lengths of entries stay right.
    const machine = index.toString(16).padStart(32, '0');
    const varied = Buffer.from(tar.toString('latin1').replace(/(?<=\nmachineId\t)[0-9a-f]{32}/, machine), 'latin1');
    const bundle = join(folder, `${index}.tar.gz`);
    writeFileSync(bundle, gzipSync(varied, { level: 1 }));
    const start = performance.now();
    const cpu = process.cpuUsage();
    await bundles.add(bundle);
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds += (user + system) / 1e6;
    seconds += (performance.now() - start) / 1000;
    rmSync(bundle);
  }
} finally {
  rmSync(folder, { recursive: true });
}
const guests = bundles.estate()?.guests ?? [];
const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
const memory = process.memoryUsage();
console.log(
  `${guests.length} guests with ${guests.reduce((sum, { applications }) => sum + applications.length, 0)} applications of ${mebibytes(unpacked)} unpacked: ` +
    `${cpuSeconds.toFixed(1)} s CPU, ${seconds.toFixed(1)} s; heap ${mebibytes(memory.heapUsed)}, resident at most ${mebibytes(process.resourceUsage().maxRSS * 1024)}`,
);
