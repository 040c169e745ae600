// Packing beside the best published heuristics, then on made-up estates. Run it in the checkout after the build:
//   node dist/bench/packing.js [instances.tsv]
// The shared data is found through DEVIRT_SHARED, else ../shared. With a file name, a line an instance is written to it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../src/planner/nodes/packing/pack.ts';
import type { Packing, PackingItem } from '../src/planner/nodes/packing/types.ts';
import { readPackingInstances } from './packing-instances.ts';
import type { PackingInstance } from './packing-instances.ts';

interface Result {
  readonly instance: PackingInstance;
  readonly packing: Packing;
  readonly milliseconds: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(2)}%`;

function timed<T>(run: () => T): { result: T; milliseconds: number } {
  const start = performance.now();
  const result = run();
  return { result, milliseconds: performance.now() - start };
}

/** Mean gap to the known optimum, in percent. */
function gap(results: readonly Result[], bins: (result: Result) => number): number {
  return mean(results.map((r) => (bins(r) / (r.instance.optimum ?? NaN) - 1) * 100));
}

const published = (column: string) => (result: Result) => result.instance.published.get(column) ?? NaN;

function line(title: string, results: readonly Result[]): string {
  const solved = results.filter((r) => r.instance.optimum !== null);
  const families = ['best_IC', 'best_BC', 'best_MB-Pairing', 'best_MB-WFD'].map((c) => gap(solved, published(c)));
  const optimal = solved.filter((r) => r.packing.bins.length === r.instance.optimum).length;
  const better = results.filter((r) => r.packing.bins.length < published('best_overall')(r)).length;
  const worse = results.filter((r) => r.packing.bins.length > published('best_overall')(r)).length;
  const ms = results.map((r) => r.milliseconds);
  return [
    title.padEnd(18),
    `${solved.length}/${results.length}`.padStart(9),
    percent(gap(solved, (r) => r.packing.bins.length)).padStart(9),
    `${((optimal / solved.length) * 100).toFixed(0)}%`.padStart(8),
    percent(Math.min(...families)).padStart(9),
    percent(gap(solved, published('best_overall'))).padStart(9),
    percent(gap(solved, (r) => r.packing.lowerBound)).padStart(9),
    `${better}/${worse}`.padStart(8),
    `${mean(ms).toFixed(0)}/${Math.max(...ms).toFixed(0)}`.padStart(10),
  ].join(' ');
}

const shared = process.env['DEVIRT_SHARED'] ?? join('..', 'shared');
const results = readPackingInstances(join(shared, 'data', 'packing')).map((instance): Result => {
  const { result, milliseconds } = timed(() => pack(instance.items, instance.capacity));
  return { instance, packing: result, milliseconds };
});

console.log(
  'Mean gap to the optimum, where it is known. single: the best published family of heuristics; best of 300: of',
);
console.log(
  'all published; bound: our lower bound; b/w: instances on which we need fewer or more bins than best of 300.\n',
);
console.log(`${'set'.padEnd(18)} optimum/n      ours optimal   single best-300     bound      b/w  ms mean/max`);
for (const set of ['new', 'panigrahy'] as const) {
  const ofSet = results.filter((r) => r.instance.set === set);
  console.log(line(set, ofSet));
  for (const group of new Set(ofSet.map((r) => r.instance.name.split('_')[0] ?? ''))) {
    const members = ofSet.filter((r) => r.instance.name.startsWith(`${group}_`));
    if (members.some((r) => r.instance.optimum !== null)) console.log(line(`  ${group}`, members));
  }
}

const [tsvPath] = process.argv.slice(2);
if (tsvPath !== undefined) {
  const rows = results.map(({ instance, packing, milliseconds }) =>
    [
      instance.set,
      instance.name,
      packing.lowerBound,
      instance.optimum ?? '',
      packing.bins.length,
      instance.published.get('best_overall'),
      packing.heuristic,
      milliseconds.toFixed(0),
    ].join('\t'),
  );
  writeFileSync(tsvPath, `set\tname\tlowerBound\toptimum\tbins\tbestPublished\theuristic\tms\n${rows.join('\n')}\n`);
}

/** Random numbers from 0 to below 1 from a fixed seed (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Made-up pods for nodes of 62 CPUs, 490 GiB and 250 pods. */
const nodeCapacity = [62_000, 490 * 1024, 250];
const estates: Record<string, (random: () => number) => [number, number]> = {
  'right-sized, about 90 a node': (random) => [logNormal(random, 500, 0.8), logNormal(random, 3500, 0.8)],
  'T-shirt sizes, about 25 a node': (random) => {
    const cpus = [1, 2, 2, 4, 4, 8][Math.floor(random() * 6)] ?? 1;
    return [cpus * 700, cpus * 1024 * (2 << Math.floor(random() * 3))];
  },
  'large, about 7 a node': (random) => [logNormal(random, 7000, 0.5), logNormal(random, 50_000, 0.5)],
  'fat, about 4 a node': (random) => [logNormal(random, 14_000, 0.5), logNormal(random, 100_000, 0.5)],
};

function logNormal(random: () => number, median: number, sigma: number): number {
  return median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

console.log('\nMade-up estates, gap to our lower bound');
for (const [title, draw] of Object.entries(estates)) {
  for (const count of [3_000, 10_000, 100_000]) {
    const random = randomNumbers(count);
    const items = Array.from({ length: count }, (_, i): PackingItem => {
      const [cpuMilli, memoryMiB] = draw(random);
      return {
        id: `vm-${i}`,
        size: [Math.min(62_000, Math.ceil(cpuMilli)), Math.min(490 * 1024, Math.ceil(memoryMiB)), 1],
      };
    });
    const { result, milliseconds } = timed(() => pack(items, nodeCapacity));
    console.log(
      [
        title.padEnd(32),
        String(count).padStart(7),
        `${result.bins.length} nodes`.padStart(13),
        `bound ${result.lowerBound}`.padStart(13),
        percent(result.gapPercent).padStart(8),
        `${(milliseconds / 1000).toFixed(1)} s`.padStart(8),
        ` ${result.heuristic}`,
      ].join(' '),
    );
  }
}
