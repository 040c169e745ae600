// The README's test command: types, lint, format, then every test. Ends with a line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const step = (title, command, args, env = process.env) => {
  process.stdout.write(`== ${title}\n`);
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
};

const scratch = mkdtempSync(join(tmpdir(), 'devirt-test-'));
const results = join(scratch, 'results.json');
const missing = join(scratch, 'missing-peers.txt');

let failed = 0;
let passed = 0;
const count = (status) => (status === 0 ? passed++ : failed++);

// Arguments narrow the run to some test files; the checks of the whole tree are then left out.
const only = process.argv.slice(2);
if (only.length === 0) {
  count(step('types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']));
  count(step('lint', bin('oxlint'), ['--type-aware', '--deny-warnings']));
  count(step('format', bin('oxfmt'), ['--check', '.']));
}

/** Tests that ask for booted guests run after all others and one file at a time: the guests have the machine to themselves. */
const onGuests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => join('test', path))
  .filter((path) => readFileSync(join(root, path), 'utf8').includes('bootedGuests('))
  .sort();

let skipped = 0;
function run(title, args) {
  const status = step(
    title,
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...args],
    { ...process.env, DEVIRT_MISSING_PEERS: missing },
  );
  try {
    const report = JSON.parse(readFileSync(results, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    skipped += report.numPendingTests + report.numTodoTests;
    // A file that does not load has no failed test of its own.
    if (status !== 0 && report.numFailedTests === 0) failed += 1;
  } catch (error) {
    process.stderr.write(`the test runner left no results: ${error.message}\n`);
    failed += 1;
  }
  rmSync(results, { force: true });
}
if (only.length > 0) run('tests', only);
else {
  run(
    'tests',
    onGuests.flatMap((path) => ['--exclude', path]),
  );
  run('tests on guests', ['--no-file-parallelism', ...onGuests]);
}
try {
  const lines = [...new Set(readFileSync(missing, 'utf8').split('\n').filter(Boolean))].sort();
  process.stdout.write(`\nskipped, because a peer is missing:\n${lines.map((line) => `  ${line}\n`).join('')}`);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 ? 0 : 1);
