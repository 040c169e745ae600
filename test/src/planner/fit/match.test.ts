import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob, compileMatch } from '../../../../src/planner/fit/match.ts';
import { aFitVm, type VmGiven } from './fit-estate.ts';

/** The plainest reading of a glob, exponential in its stars: what the compiled one must agree with. */
function naive(pattern: readonly string[], text: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return text.length === 0;
  if (head === '*') return naive(rest, text) || (text.length > 0 && naive(pattern, text.slice(1)));
  const [first, ...others] = text;
  return first !== undefined && (head === '?' || head === first) && naive(rest, others);
}

function naiveGlob(pattern: string, text: string): boolean {
  return naive(Array.from(pattern.toLowerCase()), Array.from(text.toLowerCase()));
}

const letters = fc.constantFrom('a', 'b', 'B', '/', '.', '😀', 'ß');
const texts = fc.string({ unit: letters, maxLength: 12 });
const globs = fc.string({ unit: fc.oneof(letters, fc.constantFrom('*', '?')), maxLength: 8 });

describe('compileGlob', () => {
  test('agrees with the plainest reading', () => {
    fc.assert(
      fc.property(globs, texts, (pattern, text) => {
        expect(compileGlob(pattern)(text)).toBe(naiveGlob(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  test('agrees where the pattern is cut out of the text, so that matches are not rare', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(12), { maxLength: 3 }), (text, stars) => {
        const pattern = Array.from(text)
          .map((letter, index) => (stars.includes(index) ? '*' : letter))
          .join('');
        expect(compileGlob(pattern)(text)).toBe(true);
        expect(compileGlob(pattern)(`${text}x`)).toBe(naiveGlob(pattern, `${text}x`));
      }),
    );
  });

  test.each([
    ['web-*', 'WEB-01', true],
    ['web-?', 'web-12', false],
    ['*', '', true],
    ['?', '😀', true],
    ['a*b*c', 'aXbXbc', true],
    ['web.01', 'web-01', false],
    ['[a-z]*', 'abc', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  test('does not explode on many stars', () => {
    expect(compileGlob(`${'*a'.repeat(40)}b`)('a'.repeat(4000))).toBe(false);
  });
});

describe('compileMatch', () => {
  const vm: VmGiven = {
    id: 'vc:vm-17',
    name: 'Web01',
    folder: '/DC/vm/Prod/Shop',
    cluster: 'CL-1',
    tags: ['env:prod', 'zone:dmz'],
    customAttributes: { Owner: 'Finance Team', '': 'x' },
  };

  test.each([
    [{ name: 'web*' }, true],
    [{ name: 'web' }, false],
    [{ id: 'vc:vm-17' }, true],
    [{ folder: '/dc/vm/prod/*' }, true],
    [{ folder: '/dc/vm/prod' }, false],
    [{ folder: '/DC/vm/Prod/Shop/*' }, true],
    [{ folder: '/DC/vm/Pro/*' }, false],
    [{ tag: '*:dmz' }, true],
    [{ tag: 'dmz' }, false],
    [{ cluster: 'cl-?' }, true],
    [{ attribute: { owner: 'finance*' } }, true],
    [{ attribute: { owner: 'sales*' } }, false],
    [{ attribute: { Department: '*' } }, false],
    [{ name: 'web*', cluster: 'other' }, false],
    [{ name: 'web*', cluster: 'CL-1', tag: 'env:*', attribute: { OWNER: '* team' } }, true],
  ])('%j: %s', (match, expected) => {
    expect(compileMatch(match)(aFitVm(vm))).toBe(expected);
  });

  test('never matches what is unknown, not even by a star', () => {
    expect(compileMatch({ folder: '*' })(aFitVm({ name: 'a' }))).toBe(false);
    expect(compileMatch({ cluster: '*' })(aFitVm({ name: 'a' }))).toBe(false);
  });
});
