// What one momentary CPU sample of a VM, as an inventory export holds it, says about the VM's p95 and p99 of a month.
// Prints the tables of docs/decisions/momentary-usage.md. Run it in the checkout after the build:
//   node dist/bench/momentary-usage.js
// The traces are GWA-T-12 Bitbrains "rnd" (Shen, van Beek, Iosup, "Statistical Characterization of Business-Critical
// Workloads Hosted in Cloud Datacenters", CCGrid 2015), found through DEVIRT_SHARED, else ../shared.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Trace {
  readonly number: number;
  readonly provisionedMHz: number;
  /** Average usage of five minutes each, in the order of time. */
  readonly usageMHz: readonly number[];
  /** Usage by five-minute slot since 1970, so that VMs can be added up at one moment. */
  readonly bySlot: ReadonlyMap<number, number>;
  /** Percentiles of the usage, at most what is provisioned: with turbo some use up to 106 % of it. */
  readonly p95: number;
  readonly p99: number;
}

type Target = 'p95' | 'p99';
interface Rule {
  readonly factor: number;
  readonly floorShare: number;
}

const slotSeconds = 300;
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]): number => sumOf(values) / values.length;

/** The smallest value that at least this share of the values do not exceed (nearest rank). */
function percentile(values: readonly number[], share: number): number {
  return ascending(values)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN;
}

/** Columns: timestamp in seconds (whatever the header says), cores, provisioned MHz, usage MHz, further ones. */
function readTrace(folder: string, file: string): Trace {
  const lines = gunzipSync(readFileSync(join(folder, file)))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(';').map(Number));
  const provisionedMHz = rows[0]?.[2] ?? NaN;
  const usageMHz = rows.map((row) => row[3] ?? NaN);
  const capped = (share: number): number => Math.min(percentile(usageMHz, share), provisionedMHz);
  return {
    number: Number.parseInt(file, 10),
    provisionedMHz,
    usageMHz,
    bySlot: new Map(rows.map((row) => [Math.floor((row[0] ?? NaN) / slotSeconds), row[3] ?? NaN])),
    p95: capped(0.95),
    p99: capped(0.99),
  };
}

/** What the rule plans for a VM of which one sample is known; never more than is provisioned. */
function planned(trace: Trace, sample: number, rule: Rule): number {
  return Math.min(trace.provisionedMHz, Math.max(sample * rule.factor, rule.floorShare * trace.provisionedMHz));
}

/** Share of (VM, moment) pairs, all VMs weighing the same, in which the rule plans at least the target. */
function covered(traces: readonly Trace[], rule: Rule, target: Target): number {
  return mean(
    traces.map((t) => t.usageMHz.filter((sample) => planned(t, sample, rule) >= t[target]).length / t.usageMHz.length),
  );
}

/** Total of what the rule plans over the total of the targets, on average over the moments. */
function planOverTarget(traces: readonly Trace[], rule: Rule, target: Target): number {
  const plan = sumOf(traces.map((t) => mean(t.usageMHz.map((sample) => planned(t, sample, rule)))));
  return plan / sumOf(traces.map((t) => t[target]));
}

/** How much of the targets' total the rule's plans lack, on average over the moments. */
function lacking(traces: readonly Trace[], rule: Rule, target: Target): number {
  const lack = traces.map((t) => mean(t.usageMHz.map((sample) => Math.max(0, t[target] - planned(t, sample, rule)))));
  return sumOf(lack) / sumOf(traces.map((t) => t[target]));
}

const factors = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const floorShares = [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

/** Of the rules that cover at least that share, the one that plans least. */
function leanestRule(traces: readonly Trace[], target: Target, share: number): Rule | null {
  const rules = factors.flatMap((factor) => floorShares.map((floorShare) => ({ factor, floorShare })));
  const enough = rules.filter((rule) => covered(traces, rule, target) >= share);
  const cost = new Map(enough.map((rule) => [rule, planOverTarget(traces, rule, target)]));
  return enough.sort((a, b) => (cost.get(a) ?? 0) - (cost.get(b) ?? 0))[0] ?? null;
}

const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`;
const times = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : 'none');
const table = (header: readonly string[], rows: readonly (readonly string[])[]): void => {
  console.log(`| ${header.join(' | ')} |\n|${header.map(() => '---').join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log('');
};

const folder = join(process.env['DEVIRT_SHARED'] ?? join('..', 'shared'), 'data', 'traces', 'bitbrains');
const traces = readdirSync(folder)
  .filter((file) => file.endsWith('.csv.gz'))
  .map((file) => readTrace(folder, file))
  .sort((a, b) => a.number - b.number);
const halves = [0, 1].map((half) => traces.filter((_, i) => i % 2 === half));
const targets = ['p95', 'p99'] as const;
const shares = [0.5, 0.8, 0.9, 0.95];

console.log(`${traces.length} VMs, ${sumOf(traces.map((t) => t.usageMHz.length))} samples, of which 0 MHz: `);
console.log(`${percent(mean(traces.map((t) => t.usageMHz.filter((u) => u === 0).length / t.usageMHz.length)))}\n`);

console.log('1. Multiple of one sample that covers the target, share of (VM, moment) pairs\n');
const multiples = (target: Target, over: readonly Trace[]): string[] => {
  // Each VM counts the same: of all of them as many samples as the shortest trace has.
  const length = Math.min(...over.map((t) => t.usageMHz.length));
  const ratios = over.flatMap((t) =>
    t.usageMHz.slice(0, length).map((sample) => (t[target] === 0 ? 1 : t[target] / sample)),
  );
  return shares.map((share) => times(percentile(ratios, share)));
};
const notIdle = traces.filter((t) => percentile(t.usageMHz, 0.5) > 0);
table(
  ['target', ...shares.map((s) => percent(s))],
  targets.flatMap((target) => [
    [`${target}, all ${traces.length} VMs`, ...multiples(target, traces)],
    [`${target}, ${notIdle.length} VMs whose median is above 0`, ...multiples(target, notIdle)],
  ]),
);

console.log('2. Floor as a share of provisioned CPU that alone covers the target, share of VMs\n');
table(
  ['target', ...shares.map((s) => percent(s)), 'all'],
  targets.map((target) => [
    target,
    ...[...shares, 1].map((share) =>
      percent(
        percentile(
          traces.map((t) => t[target] / t.provisionedMHz),
          share,
        ),
        1,
      ),
    ),
  ]),
);

console.log('3. Leanest rule that covers a share of pairs on one half of the VMs, judged on the other half\n');
const [even = [], odd = []] = halves;
table(
  ['target', 'wanted', 'factor', 'floor', 'covered there', 'covered on the others', 'planned / target', 'lacking'],
  targets.flatMap((target) =>
    shares.flatMap((share) =>
      [
        { fitted: even, judged: odd },
        { fitted: odd, judged: even },
      ].map(({ fitted, judged }) => {
        const rule = leanestRule(fitted, target, share);
        if (rule === null) return [target, percent(share), 'none', '', '', '', '', ''];
        return [
          target,
          percent(share),
          String(rule.factor),
          percent(rule.floorShare),
          percent(covered(fitted, rule, target)),
          percent(covered(judged, rule, target)),
          times(planOverTarget(judged, rule, target)),
          percent(lacking(judged, rule, target)),
        ];
      }),
    ),
  ),
);

console.log('4. Rules side by side, all VMs\n');
const candidates = [1, 1.5, 2, 3].flatMap((factor) =>
  [0, 0.05, 0.1, 0.15, 0.2].map((floorShare) => ({ factor, floorShare })),
);
table(
  [
    'factor',
    'floor',
    'p95 covered',
    'on each half',
    'p99 covered',
    'planned / p95',
    'planned / provisioned',
    'p95 lacking',
  ],
  candidates.map((rule) => [
    String(rule.factor),
    percent(rule.floorShare),
    percent(covered(traces, rule, 'p95')),
    `${percent(covered(even, rule, 'p95'))}, ${percent(covered(odd, rule, 'p95'))}`,
    percent(covered(traces, rule, 'p99')),
    times(planOverTarget(traces, rule, 'p95')),
    percent(
      (planOverTarget(traces, rule, 'p95') * sumOf(traces.map((t) => t.p95))) /
        sumOf(traces.map((t) => t.provisionedMHz)),
    ),
    percent(lacking(traces, rule, 'p95')),
  ]),
);

/** Moments at which all traces have a sample. */
const slots = [...(traces[0]?.bySlot.keys() ?? [])].filter((slot) => traces.every((t) => t.bySlot.has(slot)));
const atMoments = new Map(traces.map((t) => [t, slots.map((slot) => t.bySlot.get(slot) ?? NaN)]));

/** Sums over a group of VMs, a sum a moment. */
function sums(group: readonly Trace[], of: (trace: Trace, sample: number) => number): number[] {
  const total = slots.map(() => 0);
  for (const trace of group) {
    for (const [i, sample] of (atMoments.get(trace) ?? []).entries()) total[i] = (total[i] ?? 0) + of(trace, sample);
  }
  return total;
}

/** Random numbers from 0 to below 1 from a fixed seed (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function groupsOf(size: number, count: number): Trace[][] {
  const random = randomNumbers(size);
  return Array.from({ length: count }, () => {
    const shuffled = traces.map((trace) => ({ trace, key: random() })).sort((a, b) => a.key - b.key);
    return shuffled.slice(0, size).map(({ trace }) => trace);
  });
}

const small = traces.filter((t) => t.p95 < 5000);
const groupings = [
  { title: `all ${traces.length}`, groups: [traces] },
  { title: `the ${small.length} with a p95 below 5 GHz`, groups: [small] },
  { title: '10 of all at random, 100 times', groups: groupsOf(10, 100) },
];

console.log(`5. Sums over VMs at one moment, ${slots.length} moments\n`);
table(
  [
    'group',
    'sum of p95 / sum of samples: median, 95 %',
    'p95 of the sum / sum: median, 95 %',
    'sum of p95 / p95 of the sum: median',
  ],
  groupings.map(({ title, groups }) => {
    const measured = groups.map((group) => {
      const used = sums(group, (_, sample) => sample);
      return { used, sumOfP95: sumOf(group.map((t) => t.p95)), p95OfSum: percentile(used, 0.95) };
    });
    const both = (ratios: readonly number[]): string =>
      `${times(percentile(ratios, 0.5))}, ${times(percentile(ratios, 0.95))}`;
    return [
      title,
      both(measured.flatMap(({ used, sumOfP95 }) => used.map((sum) => sumOfP95 / sum))),
      both(measured.flatMap(({ used, p95OfSum }) => used.map((sum) => p95OfSum / sum))),
      times(
        percentile(
          measured.map(({ sumOfP95, p95OfSum }) => sumOfP95 / p95OfSum),
          0.5,
        ),
      ),
    ];
  }),
);

console.log('6. What a rule plans for a group at one moment, against what the group uses together in the month\n');
const groupRules = [
  { factor: 1, floorShare: 0 },
  { factor: 1.5, floorShare: 0.05 },
  { factor: 1.5, floorShare: 0.15 },
  { factor: 2, floorShare: 0.2 },
];
table(
  ['group', 'factor', 'floor', 'plan ≥ p95 of the sum', 'plan ≥ p99 of the sum', 'plan / p95 of the sum: 5 %, median'],
  groupings.flatMap(({ title, groups }) =>
    groupRules.map((rule) => {
      const ratios = groups.map((group) => {
        const used = sums(group, (_, sample) => sample);
        const plans = sums(group, (trace, sample) => planned(trace, sample, rule));
        const [p95, p99] = [percentile(used, 0.95), percentile(used, 0.99)];
        return { p95: plans.map((plan) => plan / p95), p99: plans.map((plan) => plan / p99) };
      });
      const overP95 = ratios.flatMap(({ p95 }) => p95);
      const overP99 = ratios.flatMap(({ p99 }) => p99);
      const holds = (values: readonly number[]): string =>
        percent(values.filter((value) => value >= 1).length / values.length);
      return [
        title,
        String(rule.factor),
        percent(rule.floorShare),
        holds(overP95),
        holds(overP99),
        `${times(percentile(overP95, 0.05))}, ${times(percentile(overP95, 0.5))}`,
      ];
    }),
  ),
);
