import { describe, expect, it } from 'vitest';
import type { NodePlan } from '../../../../src/model/plan.ts';
import { settingSources, settingsSchema } from '../../../../src/model/settings.ts';
import { savings } from '../../../../src/planner/savings/savings.ts';
import { aHost } from '../small-estate.ts';

const nodes: NodePlan = {
  pools: [
    { type: '2x32c-512g', role: 'worker', count: 2, allocatable: null, steps: [] },
    { type: '2x32c-512g', role: 'spare', count: 1, allocatable: null, steps: [] },
    { type: '1x16c-64g', role: 'control-plane', count: 3, allocatable: null, steps: [] },
  ],
  workers: 2,
  total: 6,
  lowerBound: 2,
  gapPercent: 0,
  bindingDimension: 'cpu',
  heuristic: null,
  demand: { cpuMilli: 0, memoryMiB: 0, pods: 0 },
  unplaced: [],
  alternatives: [],
  assumptions: [],
};
const vms = { containerize: 1, rehost: 10, replace: 1, retain: 2, retire: 3 };
const hosts = [aHost('a'), aHost('b'), aHost('x', { cores: null, coresPerSocket: null })];
const amount = (result: ReturnType<typeof savings>, item: string): number | undefined =>
  result.breakEven[0]?.explanation.find((line) => line.item.startsWith(item))?.amount;

describe('savings', () => {
  it('prices each pool by its own type, and migration by disposition', () => {
    const result = savings({ hosts, residualHosts: [], nodes, vms, settings: settingsSchema.parse({}) });
    // 2 × 22,900 × (1 + 10 % × 3 years)
    expect(amount(result, '2 nodes for work')).toBe(59_540);
    expect(amount(result, '1 node to spare')).toBe(29_770);
    // 3 × 4700 × 1.3
    expect(amount(result, '3 nodes for the control plane')).toBe(18_330);
    // 12 + 10 × 2 + 1 + 2 × 0.5 + 3 × 1 = 37 days × 800 × 1.2
    expect(amount(result, 'migration, 37 days')).toBe(35_520);
    expect(result.breakEven.map((term) => term.years)).toEqual([3, 5]);
  });

  it('compares with hosts whose licences are known', () => {
    const result = savings({ hosts, residualHosts: [], nodes, vms, settings: settingsSchema.parse({}) });
    expect(result.licenses).toMatchObject({ licensedCores: 64, unknownHosts: ['x'] });
    expect(result.breakEven[0]?.explanation.some((line) => line.item.includes('2 hosts of today'))).toBe(true);
  });

  it('has no licences and no break-even without hosts', () => {
    const result = savings({ hosts: [], residualHosts: [], nodes, vms, settings: settingsSchema.parse({}) });
    expect(result).toMatchObject({ licenses: null, breakEven: [] });
  });

  it('buys no workers where hosts are used again', () => {
    const settings = settingsSchema.parse({ nodes: { from: 'reuse' }, licenses: { renewalPricePerCoreYear: 200 } });
    const result = savings({ hosts, residualHosts: [], nodes, vms, settings });
    expect(amount(result, '2 nodes for work')).toBeUndefined();
    expect(amount(result, '3 nodes for the control plane')).toBe(18_330);
    expect(result.breakEven[0]?.nodePriceBelow).toBeNull();
  });

  it('names every figure it rests on, with the source of a default and devirt.yaml for the user’s own', () => {
    const settings = settingsSchema.parse({ costs: { dayRate: 950 } });
    const { assumptions } = savings({ hosts, residualHosts: [], nodes, vms, settings });
    const sourceOf = (setting: string): string | undefined =>
      assumptions.find((assumption) => assumption.setting === setting)?.source;
    expect(sourceOf('costs.dayRate')).toBe('devirt.yaml');
    expect(sourceOf('costs.powerUsageEffectiveness')).toBe('Uptime Institute survey 2025: 1.54');
    expect(sourceOf('nodes.catalogue.2x32c-512g.price')).toBe(
      settingSources['nodes.catalogue.2x32c-512g.price']?.source,
    );
    for (const name of Object.keys(settings.costs)) expect(sourceOf(`costs.${name}`)).toBeDefined();
    expect(assumptions.some(({ value }) => value === 'not counted')).toBe(true);
  });
});
