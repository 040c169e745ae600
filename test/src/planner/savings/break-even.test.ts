import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../../src/model/settings.ts';
import type { Settings } from '../../../../src/model/settings.ts';
import { breakEven } from '../../../../src/planner/savings/break-even.ts';
import type { BreakEvenInput } from '../../../../src/planner/savings/break-even.ts';

function settings(renewalPricePerCoreYear: number | null): Settings {
  return settingsSchema.parse({
    licenses: { renewalPricePerCoreYear },
    costs: {
      hardwareSupportPercent: 10,
      powerWattsPerNode: 500,
      powerUsageEffectiveness: 1.5,
      pricePerKWh: 0.1,
      rackPerNodeYear: 1000,
      subscriptionPerNodeYear: 200,
      dayRate: 800,
      contingencyPercent: 25,
    },
  });
}

const input: BreakEvenInput = {
  nodes: [
    { what: 'for work', count: 4, price: 20_000, worker: true },
    { what: 'to spare', count: 1, price: 20_000, worker: true },
    { what: 'for the control plane', count: 3, price: 5000, worker: false },
  ],
  migrationDays: 100,
  hostsToday: 10,
  licensedCores: 320,
  residualHosts: 1,
  residualCores: 32,
};

// Power of a node and year: 0.5 kW × 1.5 × 8760 h × 0.1 = 657. Over 3 years power and rack: 3 × 1657 = 4971.
// Nodes with support: 5 × 20,000 × 1.3 + 3 × 5000 × 1.3 = 130,000 + 19,500
// Power and rack of 8 nodes: 39,768; subscription 8 × 200 × 3 = 4800; migration 100 × 800 × 1.25 = 100,000
// The host that stays: 4971; less ten hosts today: −49,710
// Sum: 149,500 + 39,768 + 4800 + 100,000 + 4971 − 49,710 = 249,329; core years (320 − 32) × 3 = 864
const sum = 249_329;

describe('breakEven', () => {
  it('divides what the plan costs more by the licences that end', () => {
    const result = breakEven(3, input, settings(null));
    expect(result.pricePerCoreYear).toBe(288.58); // 249,329 ÷ 864
    expect(result.nodePriceBelow).toBeNull();
    const total = result.explanation.find((line) => line.item.startsWith('what licences'));
    expect(total?.amount).toBe(sum);
    expect(result.explanation.every((line) => line.source !== '')).toBe(true);
  });

  it('costs exactly as much as renewing at the break-even', () => {
    for (const years of [3, 5]) {
      const price = breakEven(years, input, settings(null)).pricePerCoreYear ?? 0;
      // With licences at that price, a worker may cost what it does cost.
      expect(breakEven(years, input, settings(price)).nodePriceBelow).toBeCloseTo(20_000, -1);
    }
  });

  it('finds the price of a node where a renewal price is set', () => {
    // 864 × 350 = 302,400 − (249,329 − 130,000 = 119,329) = 183,071 ÷ 5 ÷ 1.3
    expect(breakEven(3, input, settings(350)).nodePriceBelow).toBe(28_164.77);
    // At 100: 86,400 − 119,329 is below zero: not even for nothing
    expect(breakEven(3, input, settings(100)).nodePriceBelow).toBe(0);
  });

  it('answers the node price without knowing one, and then no licence price', () => {
    const nodes = input.nodes.map((node) => (node.worker ? { ...node, price: null } : node));
    const result = breakEven(3, { ...input, nodes }, settings(350));
    expect(result.pricePerCoreYear).toBeNull();
    expect(result.nodePriceBelow).toBe(28_164.77);
    const unknownControlPlane = input.nodes.map((node) => ({ ...node, price: node.worker ? 1 : null }));
    expect(breakEven(3, { ...input, nodes: unknownControlPlane }, settings(350))).toMatchObject({
      pricePerCoreYear: null,
      nodePriceBelow: null,
    });
  });

  it('has no break-even where no licence ends, and none below zero', () => {
    expect(breakEven(3, { ...input, residualCores: 320 }, settings(null)).pricePerCoreYear).toBeNull();
    const cheap = { ...input, nodes: [], migrationDays: 0 };
    expect(breakEven(3, cheap, settings(null)).pricePerCoreYear).toBe(0);
  });
});
