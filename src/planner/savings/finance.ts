import type { RateOfReturn } from '../../model/savings.ts';

/*
 * Figures of investment appraisal. Flows are of months, the first at once: the flow of month t counts (1 + r) ^ (-t / 12)
 * of its amount, r being the rate of a year. A test computes all of them a second time in Python.
 */

/** Present value of monthly flows at a yearly rate in percent: the sum of CF(t) / (1 + r) ^ (t / 12) from t = 0. */
export function netPresentValue(flows: ArrayLike<number>, ratePercent: number): number {
  const monthly = Math.pow(1 + ratePercent / 100, -1 / 12);
  let weight = 1;
  let sum = 0;
  for (let month = 0; month < flows.length; month++) {
    sum += (flows[month] ?? 0) * weight;
    weight *= monthly;
  }
  return sum;
}

/**
 * Months after which the flows have paid back for good: where their sum, not discounted, last comes up to zero, straight
 * between the ends of two months. 0 where the sum never was below zero; null where it ends there.
 */
export function paybackMonths(flows: ArrayLike<number>): number | null {
  let sum = 0;
  let paidBack: number | null = 0;
  for (let month = 0; month < flows.length; month++) {
    const before = sum;
    const flow = flows[month] ?? 0;
    sum += flow;
    if (sum < 0) paidBack = null;
    else if (before < 0) paidBack = month + -before / flow;
  }
  return paidBack;
}

/** Yearly rates between which a rate of return is looked for, percent, and the factor from one to the next. */
const lowestRate = -95;
const highestRate = 1000;
const rateStep = 1.02;

/**
 * The yearly rate at which the flows' present value is zero. Flows that change their sign several times can have several,
 * none of which means anything then; flows that never change it have none. Looked for between -95 % and 1,000 % in steps
 * of 2 % of 1 + r, then by halving.
 */
export function rateOfReturn(flows: ArrayLike<number>): RateOfReturn {
  const roots: number[] = [];
  let from = 1 + lowestRate / 100;
  let valueFrom = netPresentValue(flows, (from - 1) * 100);
  while (from < 1 + highestRate / 100) {
    const to = from * rateStep;
    const valueTo = netPresentValue(flows, (to - 1) * 100);
    if ((valueFrom < 0 && valueTo >= 0) || (valueFrom > 0 && valueTo <= 0)) roots.push(rootBetween(flows, from, to));
    from = to;
    valueFrom = valueTo;
  }
  const percents = roots.map((factor) => Math.round((factor - 1) * 1e4) / 100);
  const [first] = percents;
  if (first === undefined) return { kind: 'none' };
  return percents.length === 1 ? { kind: 'one', percent: first } : { kind: 'several', percents };
}

/** By halving: 60 halves of a step are below any rounding. */
function rootBetween(flows: ArrayLike<number>, low: number, high: number): number {
  const rising = netPresentValue(flows, (low - 1) * 100) < 0;
  for (let half = 0; half < 60; half++) {
    const middle = (low + high) / 2;
    if (netPresentValue(flows, (middle - 1) * 100) < 0 === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Present value of what is gained less what is paid, over what is paid, in percent; null where nothing is paid. */
export function returnOnInvestmentPercent(benefits: number, costs: number): number | null {
  return costs === 0 ? null : ((benefits - costs) / costs) * 100;
}
