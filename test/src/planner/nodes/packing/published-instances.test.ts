import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { readPackingInstances } from '../../../../../bench/packing-instances.ts';
import type { PackingInstance } from '../../../../../bench/packing-instances.ts';
import { prepareInstance } from '../../../../../src/planner/nodes/packing/instance.ts';
import { lowerBound } from '../../../../../src/planner/nodes/packing/lower-bound.ts';
import { pack } from '../../../../../src/planner/nodes/packing/pack.ts';
import { describeShared, requireShared } from '../../../../support/shared.ts';

interface SolvedInstance extends PackingInstance {
  readonly optimum: number;
}

const solvedInstances = (): SolvedInstance[] =>
  readPackingInstances(dirname(requireShared('data', 'packing', 'instances.tar.gz'))).flatMap((instance) =>
    instance.optimum === null ? [] : [{ ...instance, optimum: instance.optimum }],
  );

describeShared('published instances of vector bin packing', () => {
  it('are read whole', () => {
    const solved = solvedInstances();
    expect(solved.filter(({ set }) => set === 'new')).toHaveLength(129);
    expect(solved.filter(({ set }) => set === 'panigrahy')).toHaveLength(200);
    expect(solved.find(({ set, name }) => set === 'new' && name === 'class1_120_3_0')).toMatchObject({
      capacity: [100, 100, 100],
      optimum: 43,
    });
  });

  it('have no optimum below our lower bound', { timeout: 60_000 }, () => {
    let bound = 0;
    let optimum = 0;
    for (const instance of solvedInstances()) {
      const { bins } = lowerBound(prepareInstance(instance.items, instance.capacity));
      expect(bins, `${instance.set}/${instance.name}`).toBeLessThanOrEqual(instance.optimum);
      bound += bins;
      optimum += instance.optimum;
    }
    // Measured 0.96899; of the continuous bound alone 0.886.
    expect(bound / optimum).toBeGreaterThan(0.9689);
  });

  it('are packed near their optimum, never below it', { timeout: 60_000 }, () => {
    // Every twentieth: the whole set takes two minutes and is left to bench/packing.ts.
    const sample = solvedInstances().filter((_, i) => i % 20 === 0);
    const gaps = sample.map(({ set, name, items, capacity, optimum }) => {
      const { bins, oversized } = pack(items, capacity);
      expect(
        bins.flat().sort((a, b) => a - b),
        `${set}/${name}`,
      ).toEqual([...items.keys()]);
      expect(oversized).toEqual([]);
      for (const bin of bins) {
        for (const [d, c] of capacity.entries()) {
          expect(bin.reduce((sum, index) => sum + (items[index]?.size[d] ?? NaN), 0)).toBeLessThanOrEqual(c);
        }
      }
      expect(bins.length, `${set}/${name}`).toBeGreaterThanOrEqual(optimum);
      return (bins.length / optimum - 1) * 100;
    });
    // Measured 0.594 %; without the local search 3.4 %.
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.6);
  });
});
