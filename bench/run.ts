// npm run bench: the whole way and its first stage at several sizes, in fresh processes, beside peers that read the
// same workbook or vCenter. Prints a table; asserts nothing, because machines differ.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCollectVsphere } from './collect-vsphere.ts';

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts: string[]): string => join(dist, ...parts);

interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly failed: boolean;
}

/** Runs a script of ours in a process of its own, which reports its own peak memory on its last line of stderr. */
function measure(args: readonly string[]): Measured {
  const started = performance.now();
  const run = spawnSync(process.execPath, ['--import', at('bench', 'report-peak-memory.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  const peak = /peak-memory-kib (\d+)/.exec(run.stderr);
  const failed = run.status !== 0 && run.status !== 5;
  if (failed && run.stderr.includes('Error')) process.stderr.write(run.stderr.slice(-2000));
  return { seconds, peakMiB: Math.round(Number(peak?.[1] ?? 0) / 1024), failed };
}

function row(what: string, vms: string, measured: Measured, note = ''): void {
  const figures = measured.failed
    ? 'failed'.padStart(19)
    : `${measured.seconds.toFixed(1).padStart(8)} s ${String(measured.peakMiB).padStart(6)} MiB`;
  process.stdout.write(`${what.padEnd(34)}${vms.padStart(8)}${figures}  ${note}\n`);
}

/** Reads all cells of the same workbooks with devirt and, up to a size, with its peers. */
function compareReaders(form: string, vms: number, workbooks: readonly string[]): void {
  const ours = measure([at('bench', 'read-workbooks.js'), 'devirt', ...workbooks]);
  row(`read all cells, ${form}: devirt`, String(vms), ours);
  if (vms > peerLimit) return;
  for (const peer of ['exceljs', 'sheetjs']) {
    const theirs = measure([at('bench', 'read-workbooks.js'), peer, ...workbooks]);
    const ratio = theirs.failed
      ? 'finds no cell in them'
      : `${(theirs.seconds / ours.seconds).toFixed(1)} times our time, ${(theirs.peakMiB / ours.peakMiB).toFixed(1)} times our memory`;
    row(`read all cells, ${form}: ${peer}`, String(vms), theirs, ratio);
  }
}

/** Sizes in VMs; `npm run bench -- 1000 10000` chooses others. */
const sizes = process.argv.slice(2).map(Number);
const wanted = sizes.length > 0 ? sizes : [1_000, 1_300, 10_000, 100_000];
/** Peers that load a whole workbook are not asked to read the largest. */
const peerLimit = 10_000;
/** A simulated vCenter has no more VMs than that. */
const vCenterLimit = 10_000;

const scratch = mkdtempSync(join(tmpdir(), 'devirt-bench-'));
try {
  process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}\n\n`);
  process.stdout.write(`${''.padEnd(34)}${'VMs'.padStart(8)}${'time'.padStart(10)}${'peak'.padStart(11)}\n`);
  const whole: { vms: number; measured: Measured }[] = [];
  for (const vms of wanted) {
    const exports = join(scratch, `exports-${vms}`);
    row('make the estate', String(vms), measure([at('bench', 'make-estate.js'), String(vms), exports]));
    const workbooks = readdirSync(exports)
      .filter((name) => name.endsWith('.xlsx'))
      .map((name) => join(exports, name));
    const sizeMiB = workbooks.reduce((sum, path) => sum + statSync(path).size, 0) / 2 ** 20;
    const assess = measure([
      at('src', 'cli.js'),
      'assess',
      ...workbooks,
      '--out',
      join(scratch, `out-${vms}`),
      '--quiet',
    ]);
    whole.push({ vms, measured: assess });
    row(
      'devirt assess, the whole way',
      String(vms),
      assess,
      `${sizeMiB.toFixed(1)} MiB in ${workbooks.length} workbooks`,
    );
    compareReaders('native', vms, workbooks);
    if (vms <= peerLimit) {
      const resaved = join(scratch, `resaved-${vms}`);
      const saved = measure([at('bench', 'resave-workbook.js'), resaved, ...workbooks]);
      if (saved.failed) throw new Error('the workbooks could not be saved again');
      compareReaders(
        're-saved',
        vms,
        workbooks.map((path) => join(resaved, basename(path))),
      );
    }
    rmSync(join(scratch, `out-${vms}`), { recursive: true, force: true });
  }
  const [smallest] = whole;
  const largest = whole.at(-1);
  if (smallest !== undefined && largest !== undefined && smallest !== largest) {
    const growth = largest.measured.seconds / smallest.measured.seconds;
    process.stdout.write(
      `\nfrom ${smallest.vms} to ${largest.vms} VMs (${(largest.vms / smallest.vms).toFixed(0)} times) the whole way takes ${growth.toFixed(1)} times as long\n`,
    );
  }
  await benchCollectVsphere(
    at('src', 'cli.js'),
    scratch,
    wanted.filter((vms) => vms <= vCenterLimit),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
