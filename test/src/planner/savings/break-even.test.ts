import { describe, expect, it } from 'vitest';
import type { SavingsInputs } from '../../../../src/model/savings.ts';
import { breakEven } from '../../../../src/planner/savings/break-even.ts';
import { withFigures } from '../../../../src/planner/savings/figure.ts';
import { cashNpvCents } from '../../../../src/planner/savings/increment.ts';
import { migrationDays } from '../../../../src/planner/savings/migration-effort.ts';
import { ownPrices, worked } from './worked-inputs.ts';

/** An estate of which this plan makes little work: it pays at a price that a renewal may have. */
const cheap = (price: number | null): SavingsInputs =>
  worked({
    ...ownPrices,
    licenses: { renewalPricePerCoreYear: price },
    savings: { ...ownPrices.savings, operations: { kubernetesAdmins: 0 }, migration: { months: 6 } },
    costs: { dayRate: 200 },
  });
/** A hundredth of a cent a core and month is lost in rounding: what is left at the break-even, in cents. */
const nothing = 300;

describe('breakEven', () => {
  it('names the renewal price at which both cost the same', () => {
    for (const years of [3, 5]) {
      const price = breakEven(years, cheap(null)).pricePerCoreYear ?? NaN;
      expect(price).toBeGreaterThan(100);
      const at = cashNpvCents(withFigures(cheap(1), { 'licenses.renewalPricePerCoreYear': price }), years);
      // The price is rounded to a cent, times some hundred cores and years
      expect(Math.abs(at)).toBeLessThan(2000);
      expect(cashNpvCents(cheap(price + 50), years)).toBeGreaterThan(0);
      expect(cashNpvCents(cheap(Math.max(0, price - 50)), years)).toBeLessThan(0);
    }
  });

  it('names the price of a node and the days at which both cost the same', () => {
    const inputs = cheap(700);
    const { nodePriceBelow, migrationDaysBelow } = breakEven(5, inputs);
    expect(nodePriceBelow).toBeGreaterThan(31_000);
    expect(Math.abs(cashNpvCents(withFigures(inputs, { 'nodes.workerPrice': nodePriceBelow }), 5))).toBeLessThan(
      nothing * 10,
    );
    const factor = (migrationDaysBelow ?? NaN) / migrationDays(inputs.facts.vms, inputs.figures);
    expect(factor).toBeGreaterThan(1);
    const { figures } = inputs;
    const dearer = withFigures(inputs, {
      'costs.daysPerVm.containerize': (figures['costs.daysPerVm.containerize'] ?? 0) * factor,
      'costs.daysPerVm.rehost': (figures['costs.daysPerVm.rehost'] ?? 0) * factor,
      'costs.daysPerVm.replace': (figures['costs.daysPerVm.replace'] ?? 0) * factor,
      'costs.daysPerVm.retain': (figures['costs.daysPerVm.retain'] ?? 0) * factor,
      'costs.daysPerVm.retire': (figures['costs.daysPerVm.retire'] ?? 0) * factor,
    });
    // Days are told to a tenth, of some 200 a day
    expect(Math.abs(cashNpvCents(dearer, 5))).toBeLessThan(2500);
  });

  it('asks for no offer, but for the price of nodes; that of nodes asks for an offer', () => {
    expect(breakEven(5, cheap(null))).toMatchObject({ nodePriceBelow: null, migrationDaysBelow: null });
    const unpriced = withFigures(cheap(700), { 'nodes.workerPrice': null });
    expect(breakEven(5, unpriced)).toMatchObject({ pricePerCoreYear: null, migrationDaysBelow: null, explanation: [] });
    expect(breakEven(5, unpriced).nodePriceBelow).toBe(breakEven(5, cheap(700)).nodePriceBelow);
  });

  it('adds up: heads, what licences must be worth, and the core-years that they are divided by', () => {
    const { explanation, pricePerCoreYear } = breakEven(5, cheap(null));
    const worth = explanation.findIndex(({ item }) => item.startsWith('what licences'));
    const sum = explanation.slice(0, worth).reduce((total, { amount }) => total + amount, 0);
    expect(Math.abs(sum - (explanation[worth]?.amount ?? NaN))).toBeLessThan(worth);
    expect(explanation.at(-1)).toMatchObject({ amount: pricePerCoreYear });
    const coreYears = Number(
      /÷ ([\d\u202f]+) core-years/.exec(explanation.at(-1)?.source ?? '')?.[1]?.replaceAll('\u202f', ''),
    );
    expect((explanation[worth]?.amount ?? NaN) / coreYears).toBeCloseTo(pricePerCoreYear ?? NaN, -1);
  });

  it('has none where no licence ends, and never one below zero', () => {
    const allStay = { ...cheap(700), facts: { ...cheap(700).facts, freed: [], residualHosts: 10, residualCores: 320 } };
    expect(breakEven(5, allStay).pricePerCoreYear).toBeNull();
    expect(breakEven(3, worked()).nodePriceBelow).toBe(0);
    const gift = withFigures(cheap(null), {
      'nodes.workerPrice': 0,
      'nodes.controlPlaneType.price': 0,
      'costs.dayRate': 0,
      'savings.hardware.hostPrice': 90_000,
    });
    const free = breakEven(5, gift);
    expect(free.pricePerCoreYear).toBe(0);
    expect(free.explanation.at(-1)?.source).toContain('at any price');
  });
});
