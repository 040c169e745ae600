import { describe, expect, it } from 'vitest';
import { verdictSentence } from '../../../../generators/report/break-even.ts';
import type { Vm } from '../../../../src/model/estate.ts';
import { savingsSchema, type Savings } from '../../../../src/model/savings.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { savingsOf } from '../../../../src/planner/savings/savings.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';
import { ownPrices, worked } from './worked-inputs.ts';

const hosts = ['a', 'b', 'c', 'd'].map((name) => aHost(`${name}.example.org`));
const vms = ['a', 'b', 'c', 'd'].flatMap((host) =>
  Array.from({ length: 6 }, (_, index): Vm => aVm(`${host}-${index}`, { host: `${host}.example.org` })),
);
const few = { range: { draws: 100 } };
const ofEstate = (settings: object, onHosts = hosts): Savings =>
  makePlan(anEstate(vms, onHosts), settingsSchema.parse(settings)).savings;
const own = {
  licenses: { renewalPricePerCoreYear: 190 },
  nodes: { catalogue: [{ name: '2x32c-512g', cores: 64, threads: 128, memoryMiB: 524_288, price: 31_000 }] },
  savings: few,
};

describe('savings', () => {
  it('without an own offer and quote have break-evens and no headline', () => {
    const savings = ofEstate({});
    expect(savings.verdict).toMatchObject({
      kind: 'break-even',
      cashNpv: null,
      missing: ['licenses.renewalPricePerCoreYear', 'nodes.catalogue'],
    });
    expect(savings.breakEven.map(({ years }) => years)).toEqual([3, 5]);
    expect(savings.range).toMatchObject({ low: null, base: null, high: null });
    expect(savings.scenarios.map(({ name, total3y, total5y, annual }) => [name, total3y, total5y, annual])).toEqual(
      ['renew', 'right-size', 'kubevirt', 'plan'].map((name) => [name, null, null, null]),
    );
    expect([savings.increments, savings.tornado, savings.waiting, savings.variants, savings.upside].flat()).toEqual([]);
    // An offer alone is not enough, and neither is a quote.
    expect(ofEstate({ licenses: own.licenses }).verdict.missing).toEqual(['nodes.catalogue']);
    expect(ofEstate({ nodes: own.nodes }).verdict.missing).toEqual(['licenses.renewalPricePerCoreYear']);
    expect(verdictSentence(savings)).toMatch(
      /^Whether it pays cannot be said without your own renewal offer and a quote/,
    );
  });

  it('say first that it does not pay, and why', () => {
    const savings = ofEstate(own);
    expect(savings.verdict.kind).toBe('does-not-pay');
    expect(savings.verdict.cashNpv).toBeLessThan(0);
    expect(savings.verdict.because.length).toBeGreaterThan(0);
    expect(verdictSentence(savings)).toMatch(
      /^It does not pay: over 5 years the plan costs USD [\d\u202f]+ more than staying and right-sizing .*, above all for people who run Kubernetes/,
    );
  });

  it('pay where licences are dear and work is cheap, and then say when', () => {
    const savings = ofEstate({
      ...own,
      licenses: { renewalPricePerCoreYear: 9000 },
      costs: { dayRate: 100 },
      savings: { ...few, migration: { months: 6 } },
    });
    expect(savings.verdict).toMatchObject({ kind: 'pays', because: expect.arrayContaining(['renewal']) });
    const [short, long] = savings.increments;
    expect(long?.paybackMonths).toBeGreaterThan(3);
    expect(long?.rateOfReturn.kind).toBe('one');
    expect(long?.cashNpv).toBeGreaterThan(short?.cashNpv ?? NaN);
    expect(verdictSentence(savings)).toMatch(
      /^Over 5 years the plan costs USD .* less .* above all for VMware licences, renewed/,
    );
    // A month of the cash flow is the difference of the two scenarios' heads, and its sum the last cumulative figure.
    expect(long?.monthly.reduce((sum, { cash }) => sum + cash, 0)).toBeCloseTo(
      long?.monthly.at(-1)?.cumulative ?? NaN,
      1,
    );
  });

  it('keep cash, avoidable and notional apart; power and rack are cash when their contract ends', () => {
    const settings = (facilitiesContractEnd: string | null): object => ({
      ...ownPrices,
      nodes: { ...ownPrices.nodes, controlPlane: 3 },
      savings: { ...ownPrices.savings, ...few, power: { facilitiesContractEnd, hostFullWatts: 2000 } },
    });
    const [, open] = savingsOf(worked(settings(null)), null, settingsSchema.parse(settings(null))).increments;
    const ending = settings('2029-01-01');
    const [, ended] = savingsOf(worked(ending), null, settingsSchema.parse(ending)).increments;
    expect(open?.avoidableNpv).toBeGreaterThan(0);
    expect(ended?.avoidableNpv).toBeLessThan(open?.avoidableNpv ?? NaN);
    const total = ({ cashNpv, avoidableNpv }: { cashNpv: number; avoidableNpv: number }): number =>
      cashNpv + avoidableNpv;
    expect(ended === undefined || open === undefined ? NaN : total(ended) - total(open)).toBeCloseTo(0, 1);
  });

  it('are nothing where no host is known', () => {
    const savings = ofEstate(own, []);
    expect(savings).toMatchObject({ licenses: null, breakEven: [], scenarios: [], inputs: null });
    expect(savings.verdict.kind).toBe('unknown');
    expect(verdictSentence(savings)).toMatch(/^Whether it pays cannot be said: no source lists the hosts/);
  });

  it('cost more where everything is retained: all hosts stay, and no licence ends', () => {
    const overrides = [{ match: { name: '*' }, disposition: 'retain', reason: 'all of it' }];
    const savings = ofEstate({ ...own, overrides });
    expect(savings.inputs?.facts).toMatchObject({ residualHosts: 4, freed: [] });
    expect(savings.verdict.kind).toBe('does-not-pay');
    expect(savings.breakEven.map(({ pricePerCoreYear }) => pricePerCoreYear)).toEqual([null, null]);
  });

  it('have no waste to claim: the base is right-sized, so today’s idle hosts are in no saving', () => {
    const savings = ofEstate(own);
    const [renew, rightSize] = savings.scenarios;
    expect(rightSize?.total5y).toBeLessThan(renew?.total5y ?? NaN);
  });

  it('buy no workers where hosts are used again', () => {
    const savings = ofEstate({ ...own, nodes: { from: 'reuse' } });
    expect(savings.verdict.missing).toEqual([]);
    expect(savings.breakEven[1]?.nodePriceBelow).toBeNull();
    const plan = savings.scenarios.find(({ name }) => name === 'plan');
    // Three control plane nodes at 4,700, as the months buy them
    expect(plan?.heads.find(({ head }) => head === 'hardware')?.total5y).toBe(14_100);
  });

  it('are in the currency that is set, and valid', () => {
    for (const currency of ['EUR', 'JPY', 'CHF']) {
      const savings = ofEstate({ ...own, currency });
      expect(savingsSchema.parse(savings)).toEqual(savings);
      expect(savings.currency).toBe(currency);
      expect(verdictSentence(savings)).toContain(`${currency} `);
      expect(savings.assumptions.find(({ setting }) => setting === 'costs.dayRate')?.unit).toBe(`${currency} a day`);
    }
  });

  it('say what they do not count, and which setting would count it', () => {
    const plan = ofEstate(own).scenarios.find(({ name }) => name === 'plan');
    expect(plan?.notCounted).toContainEqual({
      head: 'protection',
      setting: 'savings.protection.backupTargetPerVmYear',
    });
    expect(plan?.heads.find(({ head }) => head === 'protection')?.total5y).toBeNull();
  });

  it('toggle edition, hosts that are used again and the date of renewal on each scenario', () => {
    const settings = settingsSchema.parse({ ...ownPrices, savings: { ...ownPrices.savings, ...few } });
    const { variants, scenarios } = savingsOf(worked(settings), null, settings);
    const kinds = new Set(variants.map(({ toggle }) => JSON.stringify(toggle)));
    expect([...kinds]).toEqual([
      '{"kind":"edition","edition":"vcf"}',
      '{"kind":"edition","edition":"vvs"}',
      '{"kind":"reused-hosts","hosts":8}',
      '{"kind":"renewal","inMonths":22}',
    ]);
    expect(variants).toHaveLength(16);
    const base = scenarios.find(({ name }) => name === 'renew');
    const vcf = variants.find(
      ({ name, toggle }) => name === 'renew' && toggle.kind === 'edition' && toggle.edition === 'vcf',
    );
    expect(vcf?.total5y).toBeGreaterThan(base?.total5y ?? NaN);
  });

  it('price waiting by the month', () => {
    const savings = ofEstate({
      ...own,
      licenses: { renewalPricePerCoreYear: 9000 },
      savings: { ...few, migration: { months: 6 } },
    });
    expect(savings.waiting.map(({ months }) => months)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(savings.waiting.at(-1)?.cost).toBeGreaterThan(0);
  });

  it('have candidates apart from the base case', () => {
    const savings = ofEstate(own);
    expect(savings.upside).toEqual([{ from: 'rehost', to: 'containerize', vms: 24, npv: expect.any(Number) }]);
    expect(savings.inputs?.facts.vms).toMatchObject({ rehost: 24, containerize: 0 });
  });

  it('follow the waves where they have dates: the last host is freed when the last VM has moved', () => {
    const { facts } = ofEstate(own).inputs ?? {};
    expect(facts?.progress.at(-1)).toEqual({ timePermille: 1000, vmsPermille: 1000 });
    expect(facts?.freed.reduce((sum, { hosts: freed }) => sum + freed, 0)).toBe(4);
    expect(facts?.freed.at(-1)?.afterPermille).toBe(1000);
  });
});
