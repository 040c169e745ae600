import { byCodePoint } from '../lib/order.ts';
import type { AssessedVm, Assessment } from './assessment.ts';
import type { Disposition } from './plan.ts';

/** What is kept of a VM for a comparison. */
export interface VmDigest {
  readonly name: string;
  readonly disposition: Disposition;
  readonly candidate: Disposition | null;
  readonly cpus: number | null;
  readonly memoryMiB: number | null;
  readonly powerState: string | null;
  /** Ids of rules that found something; what is merely unknown is left out. */
  readonly findings: readonly string[];
}

/** An assessment, reduced to what a comparison needs, so that two of 100,000 VMs fit in memory. */
export interface AssessmentDigest {
  readonly head: Omit<Assessment, 'vms'>;
  readonly vms: ReadonlyMap<string, VmDigest>;
}

export function digestOf(vm: AssessedVm): VmDigest {
  return {
    name: vm.name,
    disposition: vm.disposition,
    candidate: vm.candidate,
    cpus: vm.cpus,
    memoryMiB: vm.memoryMiB,
    powerState: vm.powerState,
    findings: vm.findings.filter((finding) => finding.severity !== 'unknown').map((finding) => finding.rule),
  };
}

export interface VmChange {
  readonly id: string;
  readonly name: string;
  readonly field: 'name' | 'disposition' | 'candidate' | 'cpus' | 'memoryMiB' | 'powerState';
  readonly from: string | number | null;
  readonly to: string | number | null;
}

export interface FigureChange {
  readonly figure: string;
  readonly from: number | null;
  readonly to: number | null;
}

export interface AssessmentChanges {
  readonly from: { readonly asOf: string | null; readonly sources: readonly string[] };
  readonly to: { readonly asOf: string | null; readonly sources: readonly string[] };
  readonly added: readonly { readonly id: string; readonly name: string; readonly disposition: Disposition }[];
  readonly removed: readonly { readonly id: string; readonly name: string; readonly disposition: Disposition }[];
  readonly changed: readonly VmChange[];
  /** For each rule on how many VMs it is new or gone, VMs that came or went left out. */
  readonly findings: readonly { readonly rule: string; readonly new: number; readonly gone: number }[];
  /** Nodes, licences and money that differ. */
  readonly figures: readonly FigureChange[];
  readonly gaps: { readonly new: readonly string[]; readonly closed: readonly string[] };
}

const byName = (x: { name: string; id: string }, y: typeof x): number =>
  byCodePoint(x.name, y.name) || byCodePoint(x.id, y.id);

const fields = ['name', 'disposition', 'candidate', 'cpus', 'memoryMiB', 'powerState'] as const;

function figuresOf(head: AssessmentDigest['head']): Map<string, number | null> {
  const { estate, dispositions, nodes, savings } = head;
  return new Map<string, number | null>([
    ['VMs', estate.vms],
    ['powered on', estate.poweredOn],
    ['hosts', estate.hosts],
    ['physical cores', estate.physicalCores],
    ...Object.entries(dispositions).map(([word, count]): [string, number] => [word, count]),
    ['workers', nodes.workers],
    ['nodes in all', nodes.total],
    ['licensed cores today', savings.licenses?.licensedCores ?? null],
    ['idle licensed cores today', savings.licenses?.idleLicensedCores ?? null],
    ...savings.breakEven.map(({ years, pricePerCoreYear }): [string, number | null] => [
      `break-even over ${years} years, ${savings.currency} a core and year`,
      pricePerCoreYear,
    ]),
    ...savings.scenarios.map(({ name, total5y }): [string, number | null] => [
      `costs over 5 years, ${name}, ${savings.currency}`,
      total5y,
    ]),
    [
      `saved over ${savings.range.years} years against right-sizing, present value, ${savings.currency}`,
      savings.range.base,
    ],
  ]);
}

/**
 * What changed from one assessment to another: VMs by id, findings by rule, nodes, licences and money. Everything is
 * sorted, so that the answer can be diffed itself.
 */
export function compareAssessments(a: AssessmentDigest, b: AssessmentDigest): AssessmentChanges {
  const only = (one: AssessmentDigest, other: AssessmentDigest): AssessmentChanges['added'] =>
    [...one.vms]
      .filter(([id]) => !other.vms.has(id))
      .map(([id, { name, disposition }]) => ({ id, name, disposition }))
      .sort(byName);

  const changed: VmChange[] = [];
  const findings = new Map<string, { new: number; gone: number }>();
  const count = (rule: string, kind: 'new' | 'gone'): void => {
    const counts = findings.get(rule) ?? { new: 0, gone: 0 };
    counts[kind] += 1;
    findings.set(rule, counts);
  };
  for (const [id, before] of a.vms) {
    const after = b.vms.get(id);
    if (after === undefined) continue;
    for (const field of fields) {
      if (before[field] !== after[field]) {
        changed.push({ id, name: after.name, field, from: before[field], to: after[field] });
      }
    }
    for (const rule of new Set(after.findings)) if (!before.findings.includes(rule)) count(rule, 'new');
    for (const rule of new Set(before.findings)) if (!after.findings.includes(rule)) count(rule, 'gone');
  }

  const figuresBefore = figuresOf(a.head);
  const figuresAfter = figuresOf(b.head);
  const figures = [...new Set([...figuresBefore.keys(), ...figuresAfter.keys()])]
    .map((figure) => ({ figure, from: figuresBefore.get(figure) ?? null, to: figuresAfter.get(figure) ?? null }))
    .filter(({ from, to }) => from !== to);
  const [gapsBefore, gapsAfter] = [new Set(a.head.gaps), new Set(b.head.gaps)];
  const described = ({ head }: AssessmentDigest): AssessmentChanges['from'] => ({
    asOf: head.asOf,
    sources: head.sources.map((source) => source.name),
  });
  return {
    from: described(a),
    to: described(b),
    added: only(b, a),
    removed: only(a, b),
    changed: changed.sort((x, y) => fields.indexOf(x.field) - fields.indexOf(y.field) || byName(x, y)),
    findings: [...findings].map(([rule, counts]) => ({ rule, ...counts })).sort((x, y) => byCodePoint(x.rule, y.rule)),
    figures,
    gaps: {
      new: b.head.gaps.filter((gap) => !gapsBefore.has(gap)),
      closed: a.head.gaps.filter((gap) => !gapsAfter.has(gap)),
    },
  };
}
