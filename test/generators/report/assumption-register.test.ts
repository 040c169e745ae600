import { expect, test } from 'vitest';
import { assumptionRegister, assumptionsBesideSettings } from '../../../generators/report/assumption-register.ts';
import { settingSources, settingsSchema } from '../../../src/model/settings.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const assessed = assessedFixture(1);
const register = (settings: object): ReturnType<typeof assumptionRegister> =>
  assumptionRegister({ ...assessed, settings: settingsSchema.parse(settings) });

test('every default that has a source is in it, with a value', () => {
  const byPath = new Map(register({}).map((line) => [line.setting, line]));
  for (const [path, { source }] of Object.entries(settingSources)) {
    if (path.startsWith('nodes.catalogue.')) continue;
    expect(byPath.get(path)).toMatchObject({ source });
    expect(byPath.get(path)?.value).not.toBe('unknown');
  }
  expect(byPath.get('nodes.catalogue 2x32c-512g')?.source).toBe(
    settingSources['nodes.catalogue.2x32c-512g.price']?.source,
  );
});

test('a value that a person set loses the source of the default', () => {
  const lines = register({ currency: 'EUR', costs: { dayRate: 950 }, licenses: { renewalPricePerCoreYear: 190 } });
  expect(lines).toContainEqual({
    setting: 'costs.dayRate',
    value: '950',
    unit: 'EUR a day',
    source: 'set in devirt.yaml',
  });
  expect(lines).toContainEqual({
    setting: 'licenses.renewalPricePerCoreYear',
    value: '190',
    unit: 'EUR a core and year',
    source: 'set in devirt.yaml',
  });
});

test('a price that is not known is not 0', () => {
  const lines = register({});
  expect(lines.find(({ setting }) => setting === 'nodes.catalogue 2x32c-1024g')?.value).toContain('price unknown');
  expect(lines.find(({ setting }) => setting === 'licenses.renewalPricePerCoreYear')?.value).toBe('unknown');
});

test('re-used hosts take the place of the catalogue', () => {
  const lines = register({ nodes: { from: 'reuse' } });
  expect(lines.filter(({ setting }) => setting.startsWith('nodes.catalogue'))).toEqual([]);
  expect(lines[0]).toMatchObject({ setting: 'nodes.from', value: 'reuse' });
});

test('what the savings assume beside the settings is apart from them', () => {
  const { savings } = assessed.plan;
  const besides = { setting: 'both, storage and network', value: 'not counted', source: 'taken to serve either way' };
  const assumptions = [
    { setting: 'costs.dayRate', value: '800', source: 'assumption' },
    { setting: 'nodes.catalogue.any.name.price', value: '1', source: 'devirt.yaml' },
    besides,
  ];
  expect(
    assumptionsBesideSettings({ ...assessed, plan: { ...assessed.plan, savings: { ...savings, assumptions } } }),
  ).toEqual([besides]);
});
