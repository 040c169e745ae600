import type { Vm } from '../model/estate.ts';
import { contradictsItself, type Owner, type OwnerField } from '../model/owners.ts';
import type { Disposition } from '../model/plan.ts';
import type { FitContext, ReadyOverride, ReadyWaiver } from './fit/rule.ts';

/** Rules that make a VM a candidate for retirement until its owner has answered. */
const untilTheOwnerAnswers = ['retire.idle', 'retire.powered-off'];

/** "answer of Jane Doe in owners.xlsx, VMs!K12 (May be retired?)": who said it, and where. */
function reasonOf(owner: Owner, field: OwnerField): string {
  const cell = owner.evidence[field];
  const where = cell === undefined ? '' : ` in ${cell.source}, ${cell.path}`;
  return `answer of ${owner.name ?? 'the owner'}${where}`;
}

/** The override that an owner's answers amount to; null where they ask for none. */
function answeredOverride(owner: Owner): { disposition: Disposition; reason: string } | null {
  if (owner.wishedDisposition !== null) {
    return { disposition: owner.wishedDisposition, reason: reasonOf(owner, 'wishedDisposition') };
  }
  return owner.mayBeRetired === true ? { disposition: 'retire', reason: reasonOf(owner, 'mayBeRetired') } : null;
}

/**
 * The context in which one VM is decided: with its owner's answers after the overrides and waivers of devirt.yaml, so
 * that what the settings say counts first. That a VM may be retired, or what becomes of it, is an override; that it may
 * not be retired waives the findings that ask for it. Made for each VM and not added to the settings, because a list of
 * thousands of overrides would be gone through for each VM.
 */
export function answeredContext(context: FitContext, vm: Vm): FitContext {
  const { owner } = vm;
  if (owner === null || contradictsItself(owner)) return context;
  const setting = 'owners';
  const match = { id: vm.id };
  const isThisVm = (): boolean => true;
  const override = answeredOverride(owner);
  const overrides: ReadyOverride[] =
    override === null ? [] : [{ setting, override: { match, ...override }, matches: isThisVm }];
  const waivers = new Map(context.waivers);
  if (owner.mayBeRetired === false) {
    const reason = reasonOf(owner, 'mayBeRetired');
    for (const rule of untilTheOwnerAnswers) {
      const waiver: ReadyWaiver = { setting, waiver: { rule, match, reason }, matches: isThisVm };
      waivers.set(rule, [...(waivers.get(rule) ?? []), waiver]);
    }
  }
  return { ...context, overrides: [...context.overrides, ...overrides], waivers };
}
