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
    expect(parseSettings(settingsTemplate(), 'devirt.yaml')).toEqual(defaultSettings());
  });

  it('written by init shows the source of every figure that has one', () => {
    const template = settingsTemplate();
    for (const [path, { source }] of Object.entries(settingSources)) {
      if (!path.startsWith('nodes.catalogue.')) expect(template, path).toContain(source);
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
  });

  it('survives an alias bomb', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((k, i) => `${k}: &${k} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
    ].join('\n');
    expect(problem(bomb)).toMatch(/devirt\.yaml: .*alias/);
  });
});
