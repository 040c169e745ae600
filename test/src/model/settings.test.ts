import { describe, expect, it } from 'vitest';
import { DevirtError } from '../../../src/lib/errors.ts';
import { parseSettings } from '../../../src/model/parse-settings.ts';
import { settingsTemplate } from '../../../src/model/settings-template.ts';
import { defaultSettings, settingSources } from '../../../src/model/settings.ts';

const problem = (text: string): string => {
  try {
    parseSettings(text, 'devirt.yaml');
  } catch (error) {
    if (error instanceof DevirtError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('devirt.yaml', () => {
  it('may be empty', () => {
    expect(parseSettings('', 'devirt.yaml')).toEqual(defaultSettings());
    expect(parseSettings('# nothing but a comment\n', 'devirt.yaml')).toEqual(defaultSettings());
  });

  it('written by init gives the defaults', () => {
    expect(parseSettings(settingsTemplate(false), 'devirt.yaml')).toEqual(defaultSettings());
    expect(parseSettings(settingsTemplate(true), 'devirt.yaml')).toEqual(defaultSettings());
  });

  it('written by init shows the source of every figure that has one', () => {
    const template = settingsTemplate(false);
    for (const [path, { source }] of Object.entries(settingSources)) {
      if (!/^(?:nodes\.catalogue|savings)\./.test(path)) expect(template, path).toContain(source);
    }
  });

  it('written by init --assumptions shows range, date and conflict of each', () => {
    const template = settingsTemplate(true);
    for (const [path, { source, date, low, high, conflict }] of Object.entries(settingSources)) {
      if (path.startsWith('nodes.catalogue.')) continue;
      const line = template
        .split('\n')
        .find((one) => one.includes('# ') && one.includes(source) && one.includes(conflict ?? ''));
      expect(line, path).toBeDefined();
      if (date !== undefined) expect(template, path).toContain(`${source}; ${date}`);
      if (low !== undefined && low !== high)
        expect(template, path).toContain(`range of assumed cases ${low} to ${high}`);
    }
  });

  it('says where a value is wrong', () => {
    expect(problem('nodes:\n  from: cloud\n')).toContain('devirt.yaml:2: nodes.from');
    expect(problem('overrides:\n  - match: {}\n    disposition: retire\n    reason: x\n')).toContain('names no VM');
    expect(problem('overides: []\n')).toContain('devirt.yaml:1: overides');
    expect(problem('a: [1\n')).toMatch(/devirt\.yaml:\d+: not valid YAML/);
    expect(problem('asOf: 2026-13-01\n')).toContain('devirt.yaml:1: asOf');
  });

  it('takes no figure that no estate has', () => {
    expect(
      problem('nodes: { controlPlaneType: { name: a, cores: 8, threads: 16, memoryMiB: 1, price: 1e300 } }\n'),
    ).toContain('devirt.yaml:1: nodes.controlPlaneType.price: Too big');
    expect(problem('nodes: { spare: 9007199254740991 }\n')).toContain('nodes.spare: Too big');
    expect(problem('costs: { dayRate: 1e22 }\n')).toContain('costs.dayRate: Too big');
    expect(problem('savings: { discountPercent: 101 }\n')).toContain('devirt.yaml:1: savings.discountPercent: Too big');
    expect(problem('savings: { hardware: { lifeYears: 0 } }\n')).toContain('savings.hardware.lifeYears: Too small');
    expect(problem('savings: { contract: { renewalMonths: 0.5 } }\n')).toContain('savings.contract.renewalMonths');
    expect(problem('savings: { edition: vsom }\n')).toContain('savings.edition');
  });

  it('takes ranges of figures that there are, the right way round', () => {
    expect(problem('savings: { ranges: { costs.dayRat: { low: 1, high: 2 } } }\n')).toContain(
      'savings.ranges.costs.dayRat: no figure of the savings has this path',
    );
    expect(problem('savings: { ranges: { costs.dayRate: { low: 3, high: 2 } } }\n')).toContain('low 3 is above high 2');
    expect(problem('savings: { ranges: { savings.migration.learningPercent: { low: 3, high: 400 } } }\n')).toContain(
      'savings.ranges.savings.migration.learningPercent: 400: Too big',
    );
  });

  it('survives an alias bomb', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((k, i) => `${k}: &${k} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
    ].join('\n');
    expect(problem(bomb)).toMatch(/devirt\.yaml: .*alias/);
  });
});

describe('settings for one run', () => {
  it('count before the file, and need none', () => {
    expect(parseSettings('nodes:\n  spare: 1\n', 'devirt.yaml', ['nodes.spare=3']).nodes.spare).toBe(3);
    expect(parseSettings('# nothing set\n', 'devirt.yaml', ['nodes.spare=0']).nodes.spare).toBe(0);
    expect(parseSettings('', '--set', ['migration.start=2027-01-04', 'nodes.from=reuse'])).toMatchObject({
      migration: { start: '2027-01-04' },
      nodes: { from: 'reuse' },
    });
    const file = 'nodes:\n  catalogue:\n    - { name: a, cores: 8, threads: 16, memoryMiB: 1024 }\n';
    expect(parseSettings(file, 'devirt.yaml', ['nodes.catalogue.0.price=9000']).nodes.catalogue[0]?.price).toBe(9000);
  });

  it.each([
    ['nodes.spare', /not of the form KEY=VALUE/],
    ['__proto__ x=1', /not of the form KEY=VALUE/],
    ['nodes.spare=[', /not of the form KEY=VALUE/],
    ['nodes.catalogue.0.price=1', /has no nodes\.catalogue/],
    ['nodes.spares=2', /nodes\.spares/],
    ['nodes.spare=many', /nodes\.spare/],
    ['__proto__.polluted=1', /__proto__/],
  ])('are refused where they are none: %s', (change, message) => {
    expect(() => parseSettings('', '--set', [change])).toThrow(message);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
