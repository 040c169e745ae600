import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { fragment, readFragment } from '../../../generators/report/fragment.ts';

test('what is written is read again', () => {
  assert(
    property(string({ unit: 'grapheme' }), string({ unit: 'grapheme' }), (vm, rule) => {
      expect([...readFragment(fragment({ vm, rule }))]).toEqual([
        ['vm', vm],
        ['rule', rule],
      ]);
    }),
  );
});

test('half surrogates are no error', () => {
  expect(readFragment(fragment({ vm: 'a\ud800b' })).get('vm')).toBe('a\ufffdb');
});

test('a link to a section selects nothing', () => {
  expect(readFragment('#findings').size).toBe(0);
});
