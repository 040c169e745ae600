import type { FactId, Source, Vm } from '../../model/estate.ts';
import { emptyIsAnAnswer } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Guest } from '../../model/guest.ts';
import { whereFactStands } from './fact-sources.ts';
import type { Coverage, FitContext, GuestFact, Hit, NeededFact, Rule, Subject } from './rule.ts';

function takeApart(fact: FactId): NeededFact {
  const dot = fact.indexOf('.');
  return { fact, object: fact.slice(0, dot), field: fact.slice(dot + 1) };
}

/** What a source brings of the facts that a rule needs. Computed once for each source and rule. */
export function coverageOf(rule: Rule, source: Source): Coverage {
  const groups = rule.needs.map((need) => (typeof need === 'string' ? [need] : need));
  const brought = groups.map((group) => group.filter((fact) => source.facts[fact] !== undefined).map(takeApart));
  const missing = groups.filter((_, index) => brought[index]?.length === 0);
  if (missing.length === 0) return { brought, lacking: null };
  const places = new Set(missing.flat().map(whereFactStands));
  const detail =
    `${source.name} does not bring ${missing.map((group) => group.join(' or ')).join(', nor ')}. ` +
    `Where to find it: ${[...places].join('; ')}.`;
  return { brought, lacking: { rule: rule.id, severity: 'unknown', evidence: [], detail } };
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a VM that hold the facts of an object; null where the object is no part of a VM. */
function rowsOf(vm: Vm, object: string): readonly Row[] | null {
  switch (object) {
    case 'disk':
      return vm.disks;
    case 'nic':
      return vm.nics;
    case 'partition':
      return vm.partitions;
    case 'snapshot':
      return vm.snapshots;
    case 'removable':
      return vm.removables;
    default:
      return null;
  }
}

/** True where no rows mean that there is nothing, and not that nobody looked. */
function isNoneAnAnswer(vm: Vm, object: string): boolean {
  switch (object) {
    case 'disk':
      return vm.diskCount === null || vm.diskCount === 0;
    case 'nic':
      return vm.nicCount === null || vm.nicCount === 0;
    case 'partition':
      // Every running guest has a file system: none listed means that VMware Tools do not report.
      return false;
    default:
      return true;
  }
}

/**
 * True where the fact is known for this VM: for disks and the like, in each of their rows. `removable.usb`, which is no
 * field but says that USB devices are listed at all, is known wherever the source brings it.
 */
function isKnown(vm: Vm, { fact, object, field }: NeededFact): boolean {
  if (object === 'vm') {
    const record: Row = vm;
    return record[field] !== null || emptyIsAnAnswer.has(fact);
  }
  const rows = rowsOf(vm, object);
  if (rows === null) return true;
  return rows.length === 0 ? isNoneAnAnswer(vm, object) : rows.every((row) => row[field] !== null);
}

function unmetNeed(rule: Rule, subject: Subject, coverage: Coverage): Finding | null {
  const { filled } = subject.vm;
  for (const [index, group] of coverage.brought.entries()) {
    if (group.some((needed) => isKnown(subject.vm, needed))) continue;
    // After a merge an earlier source may have told what the VM's own does not.
    if (filled !== undefined && [rule.needs[index] ?? []].flat().some((fact) => filled[fact] !== undefined)) continue;
    if (coverage.lacking !== null) return coverage.lacking;
    return {
      rule: rule.id,
      severity: 'unknown',
      evidence: group.map(({ fact }) => subject.cell(fact, null)),
      detail: `Not told of this VM: ${group.map(({ fact }) => fact).join(', ')}.`,
    };
  }
  return null;
}

function isSeen(guest: Guest, fact: GuestFact): boolean {
  const [field, inner] = fact.split('.');
  const record: Row = inner === undefined ? guest : field === 'system' ? guest.system : guest.host;
  return record[inner ?? field ?? ''] !== null;
}

/** What the collector could not see inside the guest, of what the rule would have to know to be silent. */
function unseen(rule: Rule, subject: Subject): Finding | null {
  const { guest } = subject;
  if (guest === null) return null;
  const missing = (rule.guest ?? []).filter((fact) => !isSeen(guest, fact));
  if (missing.length === 0) return null;
  const reasons = guest.gaps.slice(0, 3).map(({ what, reason }) => `${what}: ${reason}`);
  const why =
    guest.way === 'root'
      ? ' A root filesystem has no running processes: run the collector in the guest.'
      : guest.asRoot === false
        ? ' The collector did not run as root.'
        : '';
  return {
    rule: rule.id,
    severity: 'unknown',
    evidence: missing.map((fact) => subject.guestEvidence(fact, null)),
    detail: `Not seen inside the guest: ${missing.join(', ')}.${why}${reasons.length === 0 ? '' : ` Gaps: ${reasons.join('; ')}.`}`,
  };
}

/** What a rule says of one VM. */
export interface Examined {
  readonly finding: Finding;
  /** The rule's own answer; null where the finding is that something is unknown. */
  readonly hit: Hit | null;
}

/** Puts one rule to one VM. Null where the rule does not apply to it or finds nothing with all facts at hand. */
export function examine(rule: Rule, subject: Subject, context: FitContext): Examined | null {
  const { vm } = subject;
  if (rule.templates !== true && (vm.template === true || vm.srmPlaceholder === true)) return null;
  if (rule.guest !== undefined) {
    const { guest } = subject;
    if (guest === null || rule.concerns?.(guest) === false) return null;
  }
  if (rule.applies !== undefined && !rule.applies(context)) return null;
  if (rule.poweredOn === true && vm.powerState !== null && vm.powerState !== 'poweredOn') return null;
  const answer = rule.check(subject, context);
  if (answer === null) {
    const coverage = context.coverage[vm.source]?.get(rule) ?? coverageOf(rule, subject.source);
    const unmet = unmetNeed(rule, subject, coverage) ?? unseen(rule, subject);
    return unmet === null ? null : { finding: unmet, hit: null };
  }
  if ('unknown' in answer) {
    const finding: Finding = {
      rule: rule.id,
      severity: 'unknown',
      evidence: [...answer.evidence],
      detail: answer.unknown,
    };
    return { finding, hit: null };
  }
  const finding: Finding = { rule: rule.id, severity: answer.severity, evidence: [...answer.evidence] };
  if (answer.detail !== undefined) finding.detail = answer.detail;
  return { finding, hit: answer };
}
