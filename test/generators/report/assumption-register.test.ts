import { expect, test } from 'vitest';
import { assumptionRegister, assumptionsBesideSettings } from '../../../generators/report/assumption-register.ts';
import { settingSources, settingsSchema } from '../../../src/model/settings.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const assessed = assessedFixture(1);
const register = (settings: object): ReturnType<typeof assumptionRegister> =>
  assumptionRegister({ ...assessed, settings: settingsSchema.parse(settings) });

test('every default that has a source is in it', () => {
  const byPath = new Map(register({}).map((line) => [line.setting, line]));
  for (const [path, { source }] of Object.entries(settingSources)) {
    if (path.startsWith('nodes.catalogue.')) continue;
    const line = byPath.get(path);
    expect(line, path).toMatchObject({ whose: 'default' });
    expect(line?.source, path).toBe(line?.value === 'unknown' ? `not set: ${source}` : source);
  }
  expect(byPath.get('nodes.catalogue 2x32c-512g')?.source).toBe(
    settingSources['nodes.catalogue.2x32c-512g.price']?.source,
  );
});

test('a range, the date of a source, and who says otherwise stand beside the value', () => {
  expect(register({}).find(({ setting }) => setting === 'savings.editions.vvf.pricePerCoreYear')).toMatchObject({
    value: '135',
    low: 135,
    high: 190,
    date: '2026-06',
    conflict: expect.stringContaining('190 USD'),
  });
});

test('a value that a person set loses source and date of the default; its range follows', () => {
  const lines = register({ currency: 'EUR', costs: { dayRate: 1600 }, licenses: { renewalPricePerCoreYear: 190 } });
  expect(lines.find(({ setting }) => setting === 'costs.dayRate')).toMatchObject({
    value: '1\u202f600',
    unit: 'EUR a day',
    source: 'set in devirt.yaml',
    whose: 'yours',
    // 800 has 600 to 1,000
    low: 1200,
    high: 2000,
  });
  expect(lines.find(({ setting }) => setting === 'licenses.renewalPricePerCoreYear')).toMatchObject({
    value: '190',
    unit: 'EUR a core and year',
    source: 'set in devirt.yaml',
    // An own price: a tenth either way
    low: 171,
    high: expect.closeTo(209),
  });
});

test('a range that a person states counts', () => {
  const lines = register({ savings: { ranges: { 'costs.dayRate': { low: 700, high: 750 } } } });
  expect(lines.find(({ setting }) => setting === 'costs.dayRate')).toMatchObject({ low: 700, high: 750 });
});

test('a price that is not known is not 0', () => {
  const lines = register({});
  expect(lines.find(({ setting }) => setting === 'nodes.catalogue 2x32c-1024g')?.value).toContain('price unknown');
  expect(lines.find(({ setting }) => setting === 'licenses.renewalPricePerCoreYear')?.value).toBe('unknown');
});

test('re-used hosts take the place of the catalogue', () => {
  const lines = register({ nodes: { from: 'reuse' } });
  expect(lines.filter(({ setting }) => setting.startsWith('nodes.catalogue'))).toEqual([]);
  expect(lines).toContainEqual(expect.objectContaining({ setting: 'nodes.from', value: 'reuse' }));
});

test('what the plan derived stands first, and what the comparison leaves out is apart', () => {
  expect(register({})[0]).toMatchObject({ setting: 'nodes.workerPrice', whose: 'plan' });
  expect(assumptionsBesideSettings(assessed)).toEqual(assessed.plan.savings.limits);
});
