import { describe, expect, it } from 'vitest';
import { schedulerLine } from '../../../generators/report/node-figures.ts';
import type { NodePlan } from '../../../src/model/plan.ts';
import type { SchedulerCheck } from '../../../src/model/scheduler-check.ts';

const check: SchedulerCheck = {
  orders: 20,
  packedWorkers: 12,
  costs: [
    { rule: 'spreading', nodes: 2 },
    { rule: 'podRules', nodes: 0 },
    { rule: 'drain', nodes: 1 },
  ],
  labelledNodes: [],
  pending: 0,
};
const plan = (workers: number, scheduler: SchedulerCheck | null): NodePlan => ({
  pools: [],
  workers,
  scheduler,
  total: workers,
  lowerBound: 12,
  gapPercent: 0,
  bindingDimension: 'memory',
  heuristic: null,
  demand: { cpuMilli: 1, memoryMiB: 1, pods: 1 },
  unplaced: [],
  alternatives: [],
  assumptions: [],
});

describe('schedulerLine', () => {
  it('says what each rule adds to the packing', () => {
    expect(schedulerLine(plan(15, check))).toBe(
      'Packed closely, 12 workers would do; a stock kube-scheduler needs 3 more: 2 for spreading pods instead of packing them, 1 for room to drain a node (none for rules between VMs), simulated in 20 orders.',
    );
  });

  it('says where nothing is added, and where pods would wait', () => {
    const costs = check.costs.map(({ rule }) => ({ rule, nodes: 0 }));
    expect(schedulerLine(plan(12, { ...check, costs, pending: 1 }))).toBe(
      'Packed closely, 12 workers would do; a stock kube-scheduler needs no more, simulated in 20 orders; 1 pod would wait, because no node is left.',
    );
    expect(schedulerLine(plan(0, null))).toBeNull();
  });
});
