import {
  costHeadSchema,
  scenarioNameSchema,
  type SavingsChoices,
  type SavingsFacts,
  type SavingsInputs,
  type Scenario,
  type ScenarioName,
  type Variant,
} from '../../model/savings.ts';
import { editionNameSchema } from '../../model/settings-savings.ts';
import { withFigures } from './figure.ts';
import { cashNpvCents, units } from './increment.ts';
import { scenarioCosts } from './scenario-costs.ts';

/** Years that totals are of. */
export const shortYears = 3;
export const longYears = 5;

const totalsOf = (flow: ArrayLike<number>): { annual: number; total3y: number; total5y: number } => {
  let total3y = 0;
  let total5y = 0;
  let annual = 0;
  for (let month = 0; month < longYears * 12; month++) {
    const cents = flow[month] ?? 0;
    total5y += cents;
    if (month < shortYears * 12) total3y += cents;
    if (month >= (longYears - 1) * 12) annual += cents;
  }
  return { annual: units(annual), total3y: units(total3y), total5y: units(total5y) };
};

/**
 * Settings that lack for a headline: the renewal offer, and a quote for the nodes that are bought. A default price is no
 * one's own, and a total from it would be read as if it were.
 */
export function missingForHeadline(inputs: SavingsInputs): string[] {
  const { figures, facts, own } = inputs;
  const buys = facts.nodes.workers + facts.nodes.spare > 0 && !facts.nodes.reused;
  return [
    ...(figures['licenses.renewalPricePerCoreYear'] === null ? ['licenses.renewalPricePerCoreYear'] : []),
    ...(buys && !own.includes('nodes.workerPrice') ? ['nodes.catalogue'] : []),
  ];
}

/** The four scenarios: costs by head, not discounted. Totals only where there is a headline. */
export function scenarios(inputs: SavingsInputs): Scenario[] {
  const hasHeadline = missingForHeadline(inputs).length === 0;
  return scenarioNameSchema.options.map((name) => {
    const costs = scenarioCosts(name, inputs, longYears * 12);
    const all = new Float64Array(longYears * 12);
    const heads = costHeadSchema.options.map((head) => {
      const flow = costs.heads[head];
      if (flow === null) return { head, annual: null, total3y: null, total5y: null };
      for (const [month, cents] of flow.entries()) all[month] = (all[month] ?? 0) + cents;
      return { head, ...totalsOf(flow) };
    });
    const totals = hasHeadline ? totalsOf(all) : { annual: null, total3y: null, total5y: null };
    return { name, edition: inputs.choices.edition, ...totals, heads, notCounted: [...costs.missing] };
  });
}

function totalOf(name: ScenarioName, inputs: SavingsInputs): Pick<Variant, 'annual' | 'total3y' | 'total5y'> {
  const all = new Float64Array(longYears * 12);
  for (const flow of Object.values(scenarioCosts(name, inputs, longYears * 12).heads)) {
    for (const [month, cents] of flow?.entries() ?? []) all[month] = (all[month] ?? 0) + cents;
  }
  return totalsOf(all);
}

/** A renewal that comes so much later is the third toggle: what an extension of the contract would be worth. */
const laterRenewalMonths = 12;

/** Each scenario with another edition at list price, with hosts of today as nodes, and with a later renewal; none without a headline. */
export function variants(inputs: SavingsInputs): Variant[] {
  if (missingForHeadline(inputs).length > 0) return [];
  const { facts, choices } = inputs;
  const chosen = (changes: Partial<SavingsChoices>): SavingsInputs => ({
    ...inputs,
    choices: { ...choices, ...changes },
  });
  const toggles: (readonly [Variant['toggle'], SavingsInputs])[] = editionNameSchema.options
    .filter((edition) => edition !== choices.edition)
    .map((edition) => [{ kind: 'edition', edition }, chosen({ edition })]);
  const hosts = facts.hosts - facts.residualHosts;
  if (hosts > 0 && !facts.nodes.reused) {
    toggles.push([{ kind: 'reused-hosts', hosts }, withFigures(inputs, { 'savings.hardware.reusedHosts': hosts })]);
  }
  const inMonths = (choices.contractEndsInMonths ?? 0) + laterRenewalMonths;
  toggles.push([{ kind: 'renewal', inMonths }, chosen({ contractEndsInMonths: inMonths })]);
  return toggles.flatMap(([toggle, changed]) =>
    scenarioNameSchema.options.map((name) => ({ name, toggle, ...totalOf(name, changed) })),
  );
}

/** Months of waiting that are priced: a year, or to the renewal where that is later, two years at most. */
const fewestMonths = 12;
const mostMonths = 24;

/** What the plan loses in present value of cash where its migration begins later, by months of waiting. */
export function waiting(inputs: SavingsInputs, years: number): { months: number; cost: number }[] {
  const now = cashNpvCents(inputs, years);
  const last = Math.min(mostMonths, Math.max(fewestMonths, inputs.choices.contractEndsInMonths ?? 0));
  return Array.from({ length: last }, (_, index) => {
    const months = index + 1;
    const later = { ...inputs, choices: { ...inputs.choices, delayMonths: inputs.choices.delayMonths + months } };
    return { months, cost: units(now - cashNpvCents(later, years)) };
  });
}

/** What each kind of candidate alone would add to the present value of cash; nodes scaled by demand, not packed anew. */
export function upside(inputs: SavingsInputs, years: number): { from: string; to: string; vms: number; npv: number }[] {
  const base = cashNpvCents(inputs, years);
  return inputs.facts.candidates.map((candidate) => ({
    from: candidate.from,
    to: candidate.to,
    vms: candidate.vms,
    npv: units(cashNpvCents({ ...inputs, facts: withCandidate(inputs.facts, candidate) }, years) - base),
  }));
}

function withCandidate(facts: SavingsFacts, candidate: SavingsFacts['candidates'][number]): SavingsFacts {
  const { vms, demand, nodes } = facts;
  const left = {
    cpuMilli: Math.max(0, demand.cpuMilli - candidate.freedCpuMilli),
    memoryMiB: Math.max(0, demand.memoryMiB - candidate.freedMemoryMiB),
  };
  const share = Math.max(
    demand.cpuMilli === 0 ? 0 : left.cpuMilli / demand.cpuMilli,
    demand.memoryMiB === 0 ? 0 : left.memoryMiB / demand.memoryMiB,
  );
  const counts = { ...vms };
  counts[candidate.from] -= candidate.vms;
  counts[candidate.to] += candidate.vms;
  return { ...facts, vms: counts, demand: left, nodes: { ...nodes, workers: Math.ceil(nodes.workers * share) } };
}
