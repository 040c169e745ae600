import type { Vm } from '../../model/estate.ts';
import type { Finding, RuleText } from '../../model/finding.ts';
import type { Guest } from '../../model/guest.ts';
import { rungSchema, type Confidence, type Disposition, type VmDecision, type Vote } from '../../model/plan.ts';
import { obstaclesInside, workloadsInside } from '../containers/containers.ts';
import { examine, type Examined } from './frame.ts';
import type { OsFamily } from './guest-os.ts';
import type { FitContext, Hit, ReadyWaiver, Rule, Subject } from './rule.ts';
import { rules } from './rules/index.ts';
import { VmSubject } from './subject.ts';

/** What the fit stage decides of a VM; later stages add application, names and sizing. */
export type FitDecision = Pick<
  VmDecision,
  'vm' | 'name' | 'template' | 'disposition' | 'candidate' | 'confidence' | 'decidedBy' | 'votes' | 'findings'
>;

/** A setting of devirt.yaml that had no effect. */
export interface UnusedSetting {
  /** Path of the setting: `overrides[2]`. */
  readonly setting: string;
  readonly message: string;
}

const rungs: readonly Vote['by'][] = rungSchema.options;

/** The words for a person who reads why nothing else decided. */
const defaultReasons: Readonly<Record<OsFamily, string>> = {
  linux:
    'Linux, with nothing against it in the inventory: rehosted until a look inside the guest confirms that its applications can run as containers.',
  windows: 'Windows: rehosted as a virtual machine.',
  bsd: 'A BSD system, for which there are no containers on Linux nodes: rehosted as a virtual machine.',
  solaris: 'Solaris, for which there are no containers on Linux nodes: rehosted as a virtual machine.',
  macos: 'macOS, for which there are no containers on Linux nodes: rehosted as a virtual machine.',
  other: 'A system that is neither Linux nor Windows: rehosted as a virtual machine.',
  unknown: 'The operating system is not known: rehosted as a virtual machine.',
};

function holds(waiver: ReadyWaiver, asOf: string | null): boolean {
  const { until } = waiver.waiver;
  return until === undefined || (asOf !== null && asOf <= until);
}

function whyNotApplied(until: string | undefined, asOf: string | null): string {
  return asOf === null
    ? `A waiver until ${until} is not applied, because the date of the assessment is unknown: set asOf.`
    : `A waiver ended on ${until} and is not applied.`;
}

/** Gives the finding the reason of the waiver that holds for it; else says why one that matches does not hold. */
function applyWaivers(finding: Finding, vm: Vm, waivers: readonly ReadyWaiver[], asOf: string | null): Finding {
  const matching = waivers.filter((waiver) => waiver.matches(vm));
  const holding = matching.find((waiver) => holds(waiver, asOf));
  if (holding !== undefined) return { ...finding, waived: holding.waiver.reason };
  const [over] = matching;
  if (over === undefined) return finding;
  const why = whyNotApplied(over.waiver.until, asOf);
  return { ...finding, detail: finding.detail === undefined ? why : `${finding.detail} ${why}` };
}

/** A blocker without a vote of its own forbids containers and nothing else: the VM itself moves. */
function voteOfBlocker(hit: Hit, rule: Rule): Omit<Vote, 'rule'> | null {
  if (hit.severity !== 'blocker') return null;
  return { by: 'blocker', disposition: 'rehost', reason: `${rule.text.title}: no container, so the VM itself moves.` };
}

/**
 * What becomes of a VM that nothing else decides: rehosted, unless somebody looked inside and saw nothing but applications
 * that are known to run as containers, and no finding speaks against that.
 */
function defaultVote({ guest, guestOs }: Subject, hits: readonly Hit[]): Vote {
  const vote = (disposition: Disposition, reason: string): Vote => ({ by: 'default', rule: null, disposition, reason });
  if (guest === null) return vote('rehost', defaultReasons[guestOs.family]);
  const obstacles = obstaclesInside(guest);
  if (obstacles.length > 0)
    return vote('rehost', `Somebody looked inside: ${obstacles.join(' ')} Rehosted as a virtual machine.`);
  if (hits.some(({ voidsContainerize }) => voidsContainerize === true)) {
    return vote(
      'rehost',
      'Somebody looked inside, and a finding speaks against containers: rehosted as a virtual machine.',
    );
  }
  const titles = workloadsInside(guest).map(([{ title }]) => title);
  return vote('containerize', `Somebody looked inside: ${titles.join(', ')}, each known to run as a container.`);
}

const graver = (vote: Vote): number => (vote.disposition === 'retain' ? 0 : 1);

/** Rehosted because nothing else was decided, which further evidence could change. */
const isBaseCase = (vote: Vote): boolean =>
  vote.by === 'default' || (vote.by === 'blocker' && vote.disposition === 'rehost');

/** Further evidence could make this of a VM that is rehosted by default: what the findings name, in the rungs' order. */
function candidateOf(subject: Subject, hits: readonly Hit[]): Disposition | null {
  const offered = new Set(hits.map((hit) => hit.candidate));
  if (offered.has('replace')) return 'replace';
  if (offered.has('retire')) return 'retire';
  const voided = hits.some((hit) => hit.voidsContainerize === true || hit.severity === 'blocker');
  return subject.guestOs.family === 'linux' && !voided ? 'containerize' : null;
}

/** How near the evidence came: what VMware Tools list of a running guest is a look at its programs. */
function confidenceIn(vm: Vm, guest: Guest | null): Confidence {
  if (guest !== null) return 'guest';
  return vm.runningApplications === null || vm.runningApplications.length === 0 ? 'inventory' : 'tools';
}

/** Concerns of forklift are about moving a VM, and say nothing of one that is not moved. */
function isOfConcern(finding: Finding, disposition: Disposition): boolean {
  return disposition === 'rehost' || !finding.rule.startsWith('forklift.');
}

/**
 * Decides what becomes of one VM. The rungs decide in their order: override, cluster, platform function, retire fact, blocker,
 * default; the first that has a vote decides, and all votes are kept, the deciding one first. A finding that a person
 * waived stays visible, but neither votes nor weighs. `fromElsewhere` are votes that the VM alone does not give.
 */
export function decide(vm: Vm, context: FitContext, fromElsewhere: readonly Vote[] = []): FitDecision {
  const source = context.estate.sources[vm.source];
  if (source === undefined) throw new Error(`VM ${vm.id} names source ${vm.source}, which the estate does not have`);
  const guest = context.guestOf(vm);
  const subject = new VmSubject(vm, source, guest, context.estate.sources[guest?.source ?? -1]?.name);

  const findings: Finding[] = [];
  const hits: Hit[] = [];
  const votes: Vote[] = [...fromElsewhere];
  for (const { override, matches } of context.overrides) {
    if (!matches(vm)) continue;
    votes.push({ by: 'override', rule: null, disposition: override.disposition, reason: override.reason });
  }
  for (const rule of rules) {
    const examined: Examined | null = examine(rule, subject, context);
    if (examined === null) continue;
    const waivers = context.waivers.get(rule.id);
    const finding =
      waivers === undefined ? examined.finding : applyWaivers(examined.finding, vm, waivers, context.asOf);
    findings.push(finding);
    const { hit } = examined;
    if (hit === null || finding.waived !== undefined) continue;
    hits.push(hit);
    const vote = hit.vote ?? voteOfBlocker(hit, rule);
    if (vote !== null) votes.push({ ...vote, rule: rule.id });
  }
  votes.push(defaultVote(subject, hits));
  // Of two blockers the graver decides: what cannot even move as a VM stays.
  votes.sort((a, b) => rungs.indexOf(a.by) - rungs.indexOf(b.by) || (a.by === 'blocker' ? graver(a) - graver(b) : 0));

  const [decidedBy] = votes;
  if (decidedBy === undefined) throw new Error(`no vote on VM ${vm.id}`);
  const { disposition } = decidedBy;
  return {
    vm: vm.id,
    name: vm.name,
    template: vm.template === true,
    disposition,
    candidate: disposition !== 'containerize' && isBaseCase(decidedBy) ? candidateOf(subject, hits) : null,
    confidence: confidenceIn(vm, guest),
    decidedBy,
    votes,
    findings: findings.filter((finding) => isOfConcern(finding, disposition)),
  };
}

/** Overrides that match no VM at all: probably misspelt. */
export function unusedOverrides(context: FitContext): UnusedSetting[] {
  return context.overrides
    .filter(({ matches }) => !context.estate.vms.some((vm) => matches(vm)))
    .map(({ setting, override }) => ({
      setting,
      message: `${setting} (${override.disposition}: ${override.reason}) matches no VM.`,
    }));
}

/** Waivers that waived nothing: the rule did not fire on any VM that they match, or they have ended. */
export function unusedWaivers(context: FitContext, decisions: readonly FitDecision[]): UnusedSetting[] {
  const ready = [...context.waivers.values()].flat();
  const unused = new Set(ready);
  for (const [index, decision] of decisions.entries()) {
    const vm = context.estate.vms[index];
    if (vm === undefined || vm.id !== decision.vm)
      throw new Error(`decision ${index} is not about VM ${index} of the estate`);
    for (const finding of decision.findings) {
      if (finding.waived === undefined) continue;
      for (const waiver of context.waivers.get(finding.rule) ?? []) {
        if (waiver.waiver.reason === finding.waived && waiver.matches(vm)) unused.delete(waiver);
      }
    }
  }
  return ready
    .filter((waiver) => unused.has(waiver))
    .map(({ setting, waiver }) => ({
      setting,
      message: `${setting} (${waiver.rule}: ${waiver.reason}) waives no finding.`,
    }));
}

/** Title, why and remedy of every rule, by id. */
export function ruleTexts(): Readonly<Record<string, RuleText>> {
  return Object.fromEntries(rules.map((rule) => [rule.id, rule.text]));
}
