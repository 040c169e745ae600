import { describe, expect, it } from 'vitest';
import type { Tie } from '../../../../src/model/lock-in.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { features } from '../../../../src/planner/savings/lock-in.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';

const plan = makePlan(
  anEstate(
    [
      aVm('db-1', { faultTolerance: 'running' }),
      aVm('db-2'),
      aVm('tpl', { template: true, faultTolerance: 'running' }),
      aVm('web', {}),
    ],
    [aHost('esx01.example.org')],
  ),
  settingsSchema.parse({
    overrides: [{ match: { name: 'web' }, disposition: 'containerize', reason: 'stateless' }],
  }),
);
const tie = (list: readonly Tie[], what: string): Tie | undefined => list.find((one) => one.what.startsWith(what));

describe('lockIn', () => {
  it('counts VMs by what rules find on them, templates left out', () => {
    expect(tie(plan.lockIn.vmware, 'VMDK')).toMatchObject({ count: 3, unit: 'VMs', kind: 'format' });
    for (const { what, unknown, count } of plan.lockIn.vmware) {
      expect(unknown + (count ?? 0), what).toBeLessThanOrEqual(3);
    }
  });

  it('counts what is there', () => {
    expect(tie(plan.lockIn.vmware, 'Fault Tolerance')?.count).toBe(1);
  });

  it('says unknown, and not none, of what no source tells', () => {
    const untold = plan.lockIn.vmware.filter(({ unknown, count }) => unknown === 3 && count === null);
    expect(untold.length).toBeGreaterThan(0);
    expect(tie(plan.lockIn.vmware, 'distributed port groups')?.count).toBeNull();
  });

  it('names what the plan would tie to', () => {
    const rehosted = plan.decisions.filter(({ template, disposition }) => !template && disposition === 'rehost');
    expect(tie(plan.lockIn.target, 'VirtualMachine')?.count).toBe(rehosted.length);
    expect(tie(plan.lockIn.target, 'images')?.count).toBe(1);
  });

  it('asks for rules that there are', () => {
    const known = new Set(rules.map(({ id }) => id));
    for (const { rules: asked, what } of features) {
      for (const rule of asked) expect(known.has(rule), `${what}: ${rule}`).toBe(true);
    }
  });
});
