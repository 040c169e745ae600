import {
  costHeadSchema,
  type CostHead,
  type Increment,
  type SavingsInputs,
  type ScenarioName,
} from '../../model/savings.ts';
import { costHeads } from './cost-heads.ts';
import { figure } from './figure.ts';
import { netPresentValue, paybackMonths, rateOfReturn, returnOnInvestmentPercent } from './finance.ts';
import { scenarioCosts, type ScenarioCosts } from './scenario-costs.ts';

/** Every saving is compared with this scenario: right-sizing needs no migration. */
export const baseScenario: ScenarioName = 'right-size';

/**
 * Savings of one scenario against another by month, in cents, by what they are. More cost of any kind is cash; less cost
 * is cash where it leaves the house, avoidable where a contract must end first, and notional where people would only have
 * more time. Heads that one of the two does not know are in neither.
 */
export interface Savings {
  readonly cash: Float64Array;
  readonly avoidable: Float64Array;
  readonly notional: Float64Array;
  /** Cash by head. */
  readonly heads: ReadonlyMap<CostHead, Float64Array>;
}

export function savingsBetween(
  base: ScenarioCosts,
  other: ScenarioCosts,
  inputs: SavingsInputs,
  months: number,
): Savings {
  const facilitiesEnd = inputs.choices.facilitiesEndInMonths;
  const cash = new Float64Array(months);
  const avoidable = new Float64Array(months);
  const notional = new Float64Array(months);
  const heads = new Map<CostHead, Float64Array>();
  for (const head of costHeadSchema.options) {
    const before = base.heads[head];
    const after = other.heads[head];
    if (before === null || after === null) continue;
    const { kind } = costHeads[head];
    const ofHead = new Float64Array(months);
    heads.set(head, ofHead);
    for (let month = 0; month < months; month++) {
      const saved = (before[month] ?? 0) - (after[month] ?? 0);
      const isCash =
        saved < 0 || kind === 'cash' || (kind === 'avoidable' && facilitiesEnd !== null && month >= facilitiesEnd);
      const sum = isCash ? cash : kind === 'avoidable' ? avoidable : notional;
      sum[month] = (sum[month] ?? 0) + saved;
      if (isCash) ofHead[month] = saved;
    }
  }
  return { cash, avoidable, notional, heads };
}

/** Present value of the cash that this plan saves against staying and right-sizing, in cents. */
export function cashNpvCents(inputs: SavingsInputs, years: number, name: ScenarioName = 'plan'): number {
  const months = years * 12;
  const { cash } = savingsBetween(
    scenarioCosts(baseScenario, inputs, months),
    scenarioCosts(name, inputs, months),
    inputs,
    months,
  );
  return netPresentValue(cash, figure(inputs.figures, 'savings.discountPercent'));
}

/** Everything about this plan against staying and right-sizing over so many years. */
export function increment(inputs: SavingsInputs, years: number): Increment {
  const months = years * 12;
  const rate = figure(inputs.figures, 'savings.discountPercent');
  const plan = scenarioCosts('plan', inputs, months);
  const saved = savingsBetween(scenarioCosts(baseScenario, inputs, months), plan, inputs, months);
  let benefits = 0;
  let costs = 0;
  const heads = [...saved.heads].map(([head, flow]) => {
    const npv = netPresentValue(flow, rate);
    if (npv > 0) benefits += npv;
    else costs -= npv;
    return { head, npv: units(npv) };
  });
  let cumulative = 0;
  const roi = returnOnInvestmentPercent(benefits, costs);
  const payback = paybackMonths(saved.cash);
  return {
    years,
    cashNpv: units(netPresentValue(saved.cash, rate)),
    avoidableNpv: units(netPresentValue(saved.avoidable, rate)),
    notionalNpv: units(netPresentValue(saved.notional, rate)),
    paybackMonths: payback === null ? null : tenth(payback),
    rateOfReturn: rateOfReturn(saved.cash),
    returnOnInvestmentPercent: roi === null ? null : tenth(roi),
    heads,
    monthly: [...saved.cash].map((cash, month) => {
      cumulative += cash;
      return { month, cash: units(cash), cumulative: units(cumulative) };
    }),
    strandedLicenses: units(plan.strandedCents),
  };
}

/** Cents to units of the currency, with two decimals. */
export const units = (cents: number): number => Math.round(cents) / 100;
const tenth = (value: number): number => Math.round(value * 10) / 10;
