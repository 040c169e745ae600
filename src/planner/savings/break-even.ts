import { costHeadTitles, type BreakEven, type SavingsInputs } from '../../model/savings.ts';
import type { FigurePath } from '../../model/settings-savings.ts';
import { decimal, whole } from '../figures.ts';
import { costHeads } from './cost-heads.ts';
import { withFigures } from './figure.ts';
import { cashNpvCents, increment, units } from './increment.ts';
import { migrationDays } from './migration-effort.ts';

/**
 * Where this plan costs as much as staying and right-sizing over so many years, in present value of cash: the renewal
 * price of a core, and where a renewal price is set, the price of a worker node and the effort of the migration. Each
 * holds all other inputs as they are. The present value is linear in all three, so that two points tell.
 */
export function breakEven(years: number, inputs: SavingsInputs): BreakEven {
  const { figures, facts, choices } = inputs;
  // Prices stand for the edition that is counted, whatever the offer is for.
  const offered: SavingsInputs = { ...inputs, choices: { ...choices, offeredEdition: choices.edition } };
  const npvAtPrice = (price: number): number => npvAt(years, offered, 'licenses.renewalPricePerCoreYear', price);
  const nodesPriced = !(facts.nodes.workers > 0 && !facts.nodes.reused && figures['nodes.workerPrice'] === null);
  const controlPlanePriced = facts.nodes.controlPlane === 0 || figures['nodes.controlPlaneType.price'] !== null;
  const priced = nodesPriced && controlPlanePriced;
  const price = priced ? rootOf(npvAtPrice, 'above') : null;

  const renewal = figures['licenses.renewalPricePerCoreYear'];
  const buys = facts.nodes.workers > 0 && !facts.nodes.reused;
  const nodePrice =
    renewal === null || !buys || !controlPlanePriced
      ? null
      : rootOf((value) => npvAt(years, offered, 'nodes.workerPrice', value), 'below');
  const days = migrationDays(facts.vms, figures);
  const factor =
    renewal === null || !priced ? null : rootOf((value) => npvWithEffort(years, offered, value), 'below', 1);
  return {
    years,
    pricePerCoreYear: price === null ? null : cents(price),
    nodePriceBelow: nodePrice === null ? null : cents(nodePrice),
    migrationDaysBelow: factor === null || days === 0 ? null : Math.round(factor * days * 10) / 10,
    explanation: priced ? explanation(years, offered, npvAtPrice, price) : [],
  };
}

function npvAt(years: number, inputs: SavingsInputs, path: FigurePath, value: number): number {
  return cashNpvCents(withFigures(inputs, { [path]: value }), years);
}

/** All days of the migration times a factor. */
function npvWithEffort(years: number, inputs: SavingsInputs, factor: number): number {
  const dayPaths = [
    'costs.daysPerVm.containerize',
    'costs.daysPerVm.rehost',
    'costs.daysPerVm.replace',
    'costs.daysPerVm.retain',
    'costs.daysPerVm.retire',
  ] as const satisfies readonly FigurePath[];
  const scaled = Object.fromEntries(dayPaths.map((path) => [path, (inputs.figures[path] ?? 0) * factor]));
  return cashNpvCents(withFigures(inputs, scaled), years);
}

/** Far enough apart that the rounding of months to cents is of no account. */
const farPoint = 10_000;

/**
 * Where a linear value is zero: above (or below) it the plan costs less. Never negative: 0 is "at any price" above, and
 * "not even for nothing" below. Null where the value does not rise above (fall below), so that no price decides.
 */
function rootOf(valueAt: (x: number) => number, pays: 'above' | 'below', far = farPoint): number | null {
  const atZero = valueAt(0);
  const slope = (valueAt(far) - atZero) / far;
  if (pays === 'above' ? slope <= 0 : slope >= 0) return null;
  return Math.max(0, -atZero / slope);
}

/** What the plan costs more by head, without renewed licences, and the licences that are worth as much. */
function explanation(
  years: number,
  inputs: SavingsInputs,
  npvAtPrice: (price: number) => number,
  price: number | null,
): BreakEven['explanation'] {
  const without = increment(withFigures(inputs, { 'licenses.renewalPricePerCoreYear': 0 }), years);
  const lines = without.heads
    .filter(({ npv }) => npv !== 0)
    .map(({ head, npv }) => ({
      item: costHeadTitles[head],
      amount: Math.round(-npv),
      source: costHeads[head].how,
    }));
  lines.push({
    item: 'what licences that are not renewed must be worth',
    amount: Math.round(-without.cashNpv),
    source: 'sum of the lines above, in present value: more than staying and right-sizing',
  });
  if (price !== null) {
    const coreYears = units(npvAtPrice(farPoint) - npvAtPrice(0)) / farPoint;
    lines.push({
      item: 'break-even price of a licensed core and year',
      amount: cents(price),
      source:
        `÷ ${whole(Math.round(coreYears))} core-years in present value that staying renews and the plan does not, over ${decimal(years)} years` +
        (without.cashNpv > 0 ? '; below zero, so at any price' : ''),
    });
  }
  return lines;
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
