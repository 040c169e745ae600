import { byCodePoint } from '../../src/lib/order.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { severitySchema, type RuleText, type Severity } from '../../src/model/finding.ts';
import {
  confidenceSchema,
  dispositionSchema,
  type Confidence,
  type Disposition,
  type Plan,
} from '../../src/model/plan.ts';

/** What one rule found in the whole estate. */
export interface RuleTally {
  readonly rule: string;
  readonly text: RuleText;
  /** VMs by severity of the finding, waived ones left out. */
  readonly severities: ReadonlyMap<Severity, number>;
  readonly waived: number;
}

/** A fact that was missing, and the checks that could not be made for it. */
export interface UncheckedTally {
  /** In the words of the findings; '' where they give none. */
  readonly reason: string;
  readonly checks: readonly { readonly rule: string; readonly title: string; readonly vms: number }[];
}

/** Counts over all decisions, templates included, that the page and the summary share. */
export interface Tallies {
  readonly decisions: number;
  readonly templates: number;
  readonly dispositions: ReadonlyMap<Disposition, number>;
  /** What further evidence could change, in the order of the dispositions. */
  readonly candidates: readonly { readonly from: Disposition; readonly to: Disposition; readonly vms: number }[];
  readonly confidences: ReadonlyMap<Confidence, number>;
  /** Rules that found something, the gravest first. */
  readonly found: readonly RuleTally[];
  /** What was missing, first that which the most checks on the most VMs wait for. */
  readonly unchecked: readonly UncheckedTally[];
}

/** From grave to slight; `unknown` is apart, it says nothing about the VM. */
export const severities: readonly Severity[] = ['blocker', 'obstacle', 'work', 'note', 'unknown'];

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mapAt(maps: Map<string, Map<string, number>>, key: string): Map<string, number> {
  let map = maps.get(key);
  if (map === undefined) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

const zeros = <K>(keys: readonly K[]): Map<K, number> => new Map(keys.map((key) => [key, 0]));

/** Orders by the gravest severity, then by how many VMs have it, then by id. */
function byGravity(a: RuleTally, b: RuleTally): number {
  for (const severity of severities) {
    const difference = (b.severities.get(severity) ?? 0) - (a.severities.get(severity) ?? 0);
    if (difference !== 0) return difference;
  }
  return byCodePoint(a.rule, b.rule);
}

/** Checks that could not be made, by the reason that their findings give. */
function byReason(waiting: ReadonlyMap<string, ReadonlyMap<string, number>>, { plan }: Assessed): UncheckedTally[] {
  const checksOf = (rules: ReadonlyMap<string, number>): UncheckedTally['checks'] =>
    [...rules]
      .map(([rule, vms]) => ({ rule, title: plan.rules[rule]?.title ?? rule, vms }))
      .sort((a, b) => b.vms - a.vms || byCodePoint(a.rule, b.rule));
  const sum = ({ checks }: UncheckedTally): number => checks.reduce((total, { vms }) => total + vms, 0);
  return [...waiting]
    .map(([reason, rules]) => ({ reason, checks: checksOf(rules) }))
    .sort((a, b) => sum(b) - sum(a) || byCodePoint(a.reason, b.reason));
}

export function tally(assessed: Assessed): Tallies {
  const { plan } = assessed;
  const dispositions = zeros(dispositionSchema.options);
  const confidences = zeros(confidenceSchema.options);
  const candidates = new Map<string, number>();
  const rules = new Map<string, { severities: Map<Severity, number>; waived: number }>();
  const waiting = new Map<string, Map<string, number>>();
  let templates = 0;
  for (const { template, disposition, candidate, confidence, findings } of plan.decisions) {
    if (template) templates += 1;
    add(dispositions, disposition);
    add(confidences, confidence);
    if (candidate !== null) add(candidates, `${disposition} ${candidate}`);
    for (const { rule, severity, waived, detail } of findings) {
      if (severity === 'unknown') {
        if (waived === undefined) add(mapAt(waiting, detail ?? ''), rule);
        continue;
      }
      let entry = rules.get(rule);
      if (entry === undefined) {
        entry = { severities: zeros(severitySchema.options), waived: 0 };
        rules.set(rule, entry);
      }
      if (waived === undefined) add(entry.severities, severity);
      else entry.waived += 1;
    }
  }
  const found = [...rules].map(([rule, counts]) => ({
    rule,
    text: plan.rules[rule] ?? { title: rule, why: '', remedy: '' },
    ...counts,
  }));
  return {
    decisions: plan.decisions.length,
    templates,
    dispositions,
    candidates: dispositionSchema.options.flatMap((from) =>
      dispositionSchema.options.flatMap((to) => {
        const vms = candidates.get(`${from} ${to}`) ?? 0;
        return vms === 0 ? [] : [{ from, to, vms }];
      }),
    ),
    confidences,
    found: found.sort(byGravity),
    unchecked: byReason(waiting, assessed),
  };
}

/** VMs on which one of these rules could not be checked for want of facts. */
export function vmsUnchecked(plan: Plan, rules: ReadonlySet<string>): number {
  return plan.decisions.filter(({ findings }) =>
    findings.some(({ rule, severity, waived }) => severity === 'unknown' && waived === undefined && rules.has(rule)),
  ).length;
}

/** The rule that says which VMs are one. */
export const groupRules: ReadonlySet<string> = new Set(['availability.vm-cluster']);
