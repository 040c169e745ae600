import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/model/plan.ts';
import { savingsSources } from '../../../../src/model/settings-savings.ts';
import { defaultSettings, settingsSchema } from '../../../../src/model/settings.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';

/*
 * Changing a setting changes the parts of the plan that it should and no others. cost-heads.test.ts holds the same of the
 * figures of savings, head by head; this walks every setting there is, so that a new one cannot be forgotten.
 */

type Leaf = readonly [path: string, value: unknown];

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
  }
  return [[path, value]];
}

/** Own prices, so that savings have all their parts. */
const own = {
  nodes: { catalogue: [{ name: 'own', cores: 64, threads: 128, memoryMiB: 524_288, price: 31_000 }] },
  licenses: { renewalPricePerCoreYear: 190 },
  migration: { contractEnd: '2027-11-20' },
  savings: { range: { draws: 100 }, contract: { pricePerCoreYear: 60 } },
};

function withLeaf(path: string, value: unknown): unknown {
  const settings: Record<string, unknown> = structuredClone(settingsSchema.parse(own));
  let at: Record<string, unknown> = settings;
  const keys = path.split('.');
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>; // The path comes from the settings themselves.
  at[keys.at(-1) ?? ''] = value;
  return settings;
}

/** Another valid value for a setting, by its kind; those with a closed set of values stand by name. */
const otherValues: Readonly<Record<string, unknown>> = {
  asOf: '2026-01-31',
  currency: 'EUR',
  'savings.edition': 'vcf',
  'savings.subscription.metric': 'core-pair',
  'savings.hardware.refreshOn': '2028-01-01',
  'savings.power.facilitiesContractEnd': '2028-01-01',
  'migration.contractEnd': '2028-11-20',
  'savings.range.priceCorrelation': 0.9,
  'savings.ranges': { 'costs.dayRate': { low: 1, high: 5000 } },
  // Hosts that stay: fewer than there are
  'savings.stay.hosts': 1,
  'savings.contract.cores': 999,
  'savings.hardware.reusedHosts': 2,
  'savings.migration.learningFloorPercent': 95,
  'savings.range.draws': 400,
};

function otherValue([path, value]: Leaf): unknown {
  if (path in otherValues) return otherValues[path];
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value * 1.1;
  return value === null ? 7 : undefined;
}

const estate = anEstate(
  Array.from({ length: 12 }, (_, index) => aVm(`vm-${index}`, { host: index < 6 ? 'a.example.org' : 'b.example.org' })),
  [aHost('a.example.org'), aHost('b.example.org')],
);
const planOf = (settings: unknown): Map<string, string> => {
  const plan: Plan = makePlan(estate, settingsSchema.parse(settings));
  const { assumptions, inputs, ...results } = plan.savings;
  const parts = { ...plan, savings: results, register: { assumptions, inputs } };
  return new Map(Object.entries(parts).map(([part, content]) => [part, JSON.stringify(content)]));
};

const isMoney = (path: string): boolean =>
  path.startsWith('savings.') ||
  path.startsWith('costs.') ||
  path === 'currency' ||
  path === 'licenses.renewalPricePerCoreYear';

/** What decides nothing in this estate; cost-heads.test.ts has situations in which it does. */
const idleHere: ReadonlySet<string> = new Set([
  // No VM is replaced, retained or retired
  'costs.daysPerVm.replace',
  'costs.daysPerVm.retain',
  'costs.daysPerVm.retire',
  // No vSAN, and no software-defined storage
  'savings.editions.vcf.vsanTiBPerCore',
  'savings.editions.vvf.vsanTiBPerCore',
  'savings.editions.vvs.vsanTiBPerCore',
  'savings.contract.vsanAddOnPerTiBYear',
  'savings.storage.pricePerTiB',
  'savings.storage.maintenancePercent',
  // The offer is for this edition
  'savings.editions.vvf.pricePerCoreYear',
  // Renewed in time
  'savings.contract.lateRenewalPercent',
  // Right-sizing frees none of the two hosts, and nodes beside the host that stays draw more power than today
  'savings.stay.hypervisorReservePercent',
  'savings.stay.months',
  'savings.stay.daysPerVm',
  'savings.power.facilitiesContractEnd',
  // Its counterpart is not set
  'savings.protection.backupTodayPerVmYear',
  'savings.protection.recoveryTodayPerYear',
]);

describe('settings of money', () => {
  const before = planOf(own);
  const money = leaves(settingsSchema.parse(own)).filter(([path]) => isMoney(path));

  it('are all walked, those of the register too', () => {
    const paths = new Set(leaves(defaultSettings()).map(([path]) => path));
    for (const path of Object.keys(savingsSources)) {
      if (path !== 'nodes.workerPrice') expect(paths.has(path), path).toBe(true);
    }
    expect(money.length).toBeGreaterThan(60);
  });

  for (const leaf of money) {
    const [path] = leaf;
    // The effort by disposition fills waves too: how long they take follows from it.
    const expected =
      path.startsWith('costs.daysPerVm.') || path === 'costs.contingencyPercent'
        ? ['savings', 'register', 'waves']
        : ['savings', 'register'];

    it(`${path} changes ${expected.join(' or ')} alone`, () => {
      const after = planOf(withLeaf(path, otherValue(leaf)));
      const changed = [...after].filter(([part, content]) => content !== before.get(part)).map(([part]) => part);
      expect(changed).toContain('register');
      expect(changed.includes('savings'), path).toBe(!idleHere.has(path));
      expect(expected).toEqual(expect.arrayContaining(changed));
    });
  }
});
