import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { SavingsFacts, SavingsInputs } from '../../../../src/model/savings.ts';
import { costHeads } from '../../../../src/planner/savings/cost-heads.ts';
import { netPresentValue, paybackMonths, rateOfReturn } from '../../../../src/planner/savings/finance.ts';
import { increment, savingsBetween } from '../../../../src/planner/savings/increment.ts';
import { scenarioCosts } from '../../../../src/planner/savings/scenario-costs.ts';
import { describePeer } from '../../../support/peers.ts';
import { projectRoot } from '../../../support/shared.ts';
import { ownPrices, worked } from './worked-inputs.ts';

const script = join(projectRoot, 'test', 'src', 'planner', 'savings', 'second-model.py');

function python(given: object): unknown {
  return JSON.parse(execFileSync('python3', [script], { input: JSON.stringify(given), encoding: 'utf8' }));
}

const figuresSchema = z.object({ npv: z.number(), payback: z.number().nullable(), rates: z.array(z.number()) });
const flows = z.record(z.string(), z.array(z.number()));
const modelSchema = figuresSchema.extend({ stay: flows, plan: flows, cash: z.array(z.number()) });

const kinds = Object.fromEntries(Object.entries(costHeads).map(([head, { kind }]) => [head, kind]));

const cases: readonly (readonly [string, SavingsInputs])[] = [
  ['the worked estate', worked()],
  [
    'a dear renewal, few days',
    worked({ ...ownPrices, licenses: { renewalPricePerCoreYear: 1400 }, costs: { dayRate: 300 } }),
  ],
  [
    'a contract that ends at once, bought late, with the minimum order',
    {
      ...worked({
        ...ownPrices,
        migration: {},
        savings: {
          ...ownPrices.savings,
          contract: { ...ownPrices.savings.contract, minimum72Cores: true, lateRenewal: true },
        },
      }),
    },
  ],
  [
    'hosts refreshed on a day, no learning, one host left',
    worked(
      {
        ...ownPrices,
        savings: {
          ...ownPrices.savings,
          hardware: { refreshOn: '2028-02-01', hostPrice: 18_000, hostSupportPerYear: 1500 },
          migration: { learningPercent: 0, months: 14.5, leadMonths: 2.5, dualRunningMonths: 0 },
          stay: { hosts: 1 },
        },
      },
      {
        residualHosts: 0,
        residualCores: 0,
        freed: [{ afterPermille: 1000, hosts: 10, licensedCores: 320 }],
      } satisfies Partial<SavingsFacts>,
    ),
  ],
];

describePeer('python3', 'apt-get install python3')('a second computation, in Python', () => {
  for (const [name, inputs] of cases) {
    for (const years of [3, 5]) {
      it(
        `has the same heads, cash flow, NPV, payback and rate for ${name} over ${years} years`,
        { timeout: 60_000 },
        () => {
          const months = years * 12;
          const second = modelSchema.parse(python({ ...inputs, years, kinds }));
          const stay = scenarioCosts('right-size', inputs, months);
          const plan = scenarioCosts('plan', inputs, months);
          for (const [costs, other] of [
            [stay, second.stay],
            [plan, second.plan],
          ] as const) {
            expect(Object.keys(other).toSorted()).toEqual(Object.keys(costs.heads).toSorted());
            for (const [head, flow] of Object.entries(costs.heads)) {
              // A cent either way: a sum in another order may round to the other side.
              for (const [month, cents] of flow?.entries() ?? []) {
                expect(
                  Math.abs(cents - (other[head]?.[month] ?? NaN)),
                  `${head} in month ${month}`,
                ).toBeLessThanOrEqual(1);
              }
            }
          }
          const { cash } = savingsBetween(stay, plan, inputs, months);
          expect(cash.length).toBe(second.cash.length);
          for (const [month, cents] of cash.entries()) {
            expect(Math.abs(cents - (second.cash[month] ?? NaN)), `cash in month ${month}`).toBeLessThanOrEqual(17);
          }
          const ours = increment(inputs, years);
          expect(ours.cashNpv).toBeCloseTo(second.npv / 100, -1);
          if (second.payback === null) expect(ours.paybackMonths).toBeNull();
          else expect(ours.paybackMonths).toBeCloseTo(second.payback, 0);
          const { rateOfReturn: rate } = ours;
          expect(rate.kind === 'none' ? [] : rate.kind === 'one' ? [rate.percent] : rate.percents).toEqual(
            second.rates.map((percent) => expect.closeTo(percent, 1)),
          );
        },
      );
    }
  }

  it('agrees on flows that have no rate of return, one, or several', { timeout: 60_000 }, () => {
    const year = (amount: number): number[] => [...Array<number>(11).fill(0), amount];
    const some = [
      [-1000, ...year(300), ...year(420), ...year(680)],
      [-1000, ...year(2300), ...year(-1320)],
      [100, 200, 300],
      [-100, -200],
      [-100, 50, 40, 30, -60, 90],
    ];
    const second = z.array(figuresSchema).parse(
      python({
        facts: {},
        choices: { delayMonths: 0 },
        figures: { 'savings.migration.preparationMonths': 0 },
        years: 3,
        rate: 8,
        flows: some,
      }),
    );
    for (const [index, flow] of some.entries()) {
      const { npv, payback, rates } = second[index] ?? { npv: NaN, payback: null, rates: [] };
      expect(netPresentValue(flow, 8)).toBeCloseTo(npv, 6);
      const months = paybackMonths(flow);
      if (payback === null) expect(months).toBeNull();
      else expect(months).toBeCloseTo(payback, 9);
      const rate = rateOfReturn(flow);
      expect(rate.kind === 'none' ? [] : rate.kind === 'one' ? [rate.percent] : rate.percents).toEqual(
        rates.map((percent) => expect.closeTo(percent, 1)),
      );
    }
    expect(second.map(({ rates }) => rates.length).slice(0, 4)).toEqual([1, 2, 0, 0]);
  });
});
