import { describe, expect, it } from 'vitest';
import { demoSettings, demoSources } from '../../../src/demo/estate.ts';
import { parseSettings } from '../../../src/model/parse-settings.ts';
import { dispositionSchema } from '../../../src/model/plan.ts';
import { rules } from '../../../src/planner/fit/rules/index.ts';

const settings = parseSettings(demoSettings(), 'devirt.yaml');

/** Names, clusters and applications of the estate's VMs. */
const vms = demoSources().flatMap(({ sheets }) => {
  const [header = [], ...rows] = sheets.find(({ name }) => name === 'vInfo')?.rows ?? [];
  const at = (name: string): number => header.indexOf(name);
  return rows.map((row) => ({
    name: String(row[at('VM')]),
    cluster: String(row[at('Cluster')]),
    application: String(row[at('Application')]),
  }));
});

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const [start = '', end] = pattern.split('*');
  return end === undefined ? text === pattern : text.startsWith(start) && text.endsWith(end);
}

describe('the demo settings', () => {
  it('decide for every disposition', () => {
    expect(new Set(settings.overrides.map(({ disposition }) => disposition))).toEqual(
      new Set(dispositionSchema.options),
    );
  });

  it.each(settings.overrides)('name VMs that the estate has: $match', ({ match }) => {
    const named = vms.filter(
      (vm) =>
        matches(match.name, vm.name) &&
        matches(match.cluster, vm.cluster) &&
        matches(match.attribute?.['Application'], vm.application),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThan(20);
    // Fields that this test does not look at would widen it silently.
    expect(Object.keys(match).every((field) => ['name', 'cluster', 'attribute'].includes(field))).toBe(true);
  });

  it('waive findings of rules that exist, on VMs that the estate has', () => {
    const ids = rules.map(({ id }) => id);
    expect(settings.waivers.length).toBeGreaterThan(0);
    for (const { rule, match } of settings.waivers) {
      expect(ids).toContain(rule);
      expect(vms.some((vm) => matches(match.name, vm.name))).toBe(true);
    }
  });

  it('say why', () => {
    for (const { reason } of settings.overrides) expect(reason.length).toBeGreaterThan(20);
  });
});
