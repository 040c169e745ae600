import { describe, expect, it } from 'vitest';
import {
  costHeadSchema,
  scenarioNameSchema,
  type CostHead,
  type SavingsInputs,
} from '../../../../src/model/savings.ts';
import { savingsSources, type FigurePath } from '../../../../src/model/settings-savings.ts';
import { costHeads } from '../../../../src/planner/savings/cost-heads.ts';
import { withFigures } from '../../../../src/planner/savings/figure.ts';
import { cashNpvCents, increment } from '../../../../src/planner/savings/increment.ts';
import { scenarioCosts } from '../../../../src/planner/savings/scenario-costs.ts';
import { ownPrices, worked } from './worked-inputs.ts';

/** Situations in which different figures count: what is set by one rule hides what stands in for it. */
const situations: readonly SavingsInputs[] = [
  // Prices have risen once by then
  { ...worked(), choices: { ...worked().choices, delayMonths: 13 } },
  worked({
    ...ownPrices,
    savings: { ...ownPrices.savings, contract: { ...ownPrices.savings.contract, lateRenewal: true } },
  }),
  // No offer for the edition in question: its list price counts
  ...(['vcf', 'vvs', 'vvf'] as const).map((edition): SavingsInputs => {
    const inputs = worked({
      ...ownPrices,
      savings: { ...ownPrices.savings, contract: { lateRenewal: true, cores: 1, pricePerCoreYear: 1 } },
    });
    const offeredEdition = edition === 'vvf' ? 'vcf' : 'vvf';
    // More vSAN than comes with any edition
    return {
      ...inputs,
      choices: { ...inputs.choices, edition, offeredEdition },
      facts: { ...inputs.facts, vsanMiB: 900 * 1024 * 1024 },
    };
  }),
  worked({
    ...ownPrices,
    savings: {
      ...ownPrices.savings,
      stay: { hosts: 8 },
      hardware: { hostPrice: 17_000, hostSupportPerYear: 1100, reusedHosts: 4 },
    },
  }),
  worked({
    ...ownPrices,
    savings: { ...ownPrices.savings, subscription: { metric: 'socket-pair', pricePerUnitYear: 4000 } },
  }),
];

const flowsOf = (inputs: SavingsInputs): Map<CostHead, string> => {
  const all = scenarioNameSchema.options.map((name) => scenarioCosts(name, inputs, 60).heads);
  return new Map(costHeadSchema.options.map((head) => [head, all.map((heads) => heads[head]?.join() ?? '').join('|')]));
};

/** Other values of a figure, one of which shows whatever it moves. */
function others(path: FigurePath, value: number | null): number[] {
  // Months move a step only when they are moved by one
  const step = /[mM]onths$|hosts$|Hosts$/.test(path) ? 1 : 0.05;
  const base = value ?? 3;
  // So much that right-sizing frees no host
  if (path === 'savings.stay.hypervisorReservePercent') return [20, 80];
  return [base * 1.37 + step, base * 0.61, base + 1, 3 * base + 2];
}

describe('a figure', () => {
  const before = situations.map(flowsOf);
  for (const path of Object.keys(savingsSources) as FigurePath[]) {
    const declared = costHeadSchema.options.filter((head) => costHeads[head].inputs.includes(path));

    it(`${path} changes ${declared.join(', ') || 'no cost'}, and nothing else`, () => {
      const changed = new Set<CostHead>();
      for (const [index, inputs] of situations.entries()) {
        for (const value of others(path, inputs.figures[path])) {
          for (const [head, flow] of flowsOf(withFigures(inputs, { [path]: value }))) {
            if (flow !== before[index]?.get(head)) changed.add(head);
          }
        }
      }
      expect(costHeadSchema.options.filter((head) => changed.has(head))).toEqual(declared);
    });
  }

  it('savings.discountPercent changes present values and no cash flow', () => {
    const inputs = worked();
    const dearer = withFigures(inputs, { 'savings.discountPercent': 3 });
    expect(increment(dearer, 5).monthly).toEqual(increment(inputs, 5).monthly);
    expect(cashNpvCents(dearer, 5)).not.toBe(cashNpvCents(inputs, 5));
  });
});
