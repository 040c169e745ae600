import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationValue, assignNames, dnsLabel, labelValue } from '../../../src/lib/kubernetes-names.ts';
import { safeRelativePath } from '../../../src/lib/safe-path.ts';

const rfc1123 = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const rfc1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

const hostile = [
  '', '../../etc/passwd', "=cmd|' /C calc'!A0", '<script>alert(1)</script>', 'x'.repeat(255), '😀', '\u200fweb', '123456', '-', '--a--',
  'CON', 'nul', 'a\0b', 'ÄÖÜ', 'web_01', 'web.01', 'WEB 01', '日本語', 'ﬁle', 'İstanbul', '\ud800',
]; // prettier-ignore
const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.string({ maxLength: 90 }),
  fc.constantFrom(...hostile),
);

describe('dnsLabel', () => {
  test.each([
    ['web-01', 'web-01'],
    ['WEB-01', 'web-01'],
    ['123', '123'],
    ['x'.repeat(63), 'x'.repeat(63)],
  ])('keeps %j, which loses nothing but case', (text, label) => {
    expect(dnsLabel(text)).toBe(label);
  });

  test.each([
    ['web 01', /^web-01-[0-9a-f]{8}$/],
    ['web_01', /^web-01-[0-9a-f]{8}$/],
    ['web01.example.com', /^web01-example-com-[0-9a-f]{8}$/],
    ['Zürich Straße Øst', /^zurich-strasse-ost-[0-9a-f]{8}$/],
    ['-a--b-', /^a-b-[0-9a-f]{8}$/],
    ['x'.repeat(64), /^x{54}-[0-9a-f]{8}$/],
    [`${'x'.repeat(53)}---y${'z'.repeat(20)}`, /^x{53}-[0-9a-f]{8}$/],
    ['', /^unnamed-[0-9a-f]{8}$/],
    ['日本語', /^unnamed-[0-9a-f]{8}$/],
    ['con', /^con-[0-9a-f]{8}$/],
    ['../../etc/passwd', /^etc-passwd-[0-9a-f]{8}$/],
  ])('marks %j with a hash', (text, label) => {
    expect(dnsLabel(text)).toMatch(label);
  });

  test('keeps changed texts apart', () => {
    const texts = [
      'web 01',
      'web_01',
      'web.01',
      'wéb 01',
      '',
      '日本',
      '中国',
      `${'x'.repeat(70)}a`,
      `${'x'.repeat(70)}b`,
    ];
    expect(new Set(texts.map((text) => dnsLabel(text))).size).toBe(texts.length);
  });

  test('begins with a letter where asked', () => {
    expect(dnsLabel('123', 63, { startWithLetter: true })).toBe('vm-123');
    expect(dnsLabel('1'.repeat(63), 63, { startWithLetter: true })).toMatch(/^vm-1{51}-[0-9a-f]{8}$/);
  });

  test('is a label and a safe folder for any text', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 16, max: 63 }), fc.boolean(), (text, maxLength, startWithLetter) => {
        const label = dnsLabel(text, maxLength, { startWithLetter });
        expect(label).toMatch(startWithLetter ? rfc1035 : rfc1123);
        expect(label.length).toBeLessThanOrEqual(maxLength);
        expect(safeRelativePath(label)).toBe(label);
        expect(dnsLabel(label, maxLength, { startWithLetter })).toBe(label);
      }),
      { numRuns: 1000 },
    );
  });

  test('refuses lengths that leave no room for a hash, or are no label', () => {
    expect(() => dnsLabel('a', 15)).toThrow(RangeError);
    expect(() => dnsLabel('a', 64)).toThrow(RangeError);
  });
});

describe('assignNames', () => {
  test('gives plain names where they are free, and hashes of the keys where not', () => {
    const names = assignNames([
      { key: 'vm-1', text: 'WEB-01' },
      { key: 'vm-2', text: 'web-01' },
      { key: 'vm-3', text: 'db-01' },
    ]);
    expect(names.get('vm-3')).toBe('db-01');
    expect(names.get('vm-1')).toMatch(/^web-01-[0-9a-f]{8}$/);
    expect(names.get('vm-2')).toMatch(/^web-01-[0-9a-f]{8}$/);
    expect(names.get('vm-1')).not.toBe(names.get('vm-2'));
  });

  test('takes more of the hash where somebody is called like a suffixed name', () => {
    const first =
      assignNames([
        { key: 'a', text: 'web' },
        { key: 'b', text: 'Web' },
      ]).get('a') ?? '';
    const names = assignNames([
      { key: 'a', text: 'web' },
      { key: 'b', text: 'Web' },
      { key: 'c', text: first },
    ]);
    expect(names.get('c')).toBe(first);
    expect(names.get('a')).toMatch(new RegExp(`^${first}[0-9a-f]$`));
  });

  test('is unique and does not depend on the order', () => {
    const text = fc.oneof(anyName, fc.constantFrom('a', 'A', 'b', 'B', 'a-1', 'A-1', '1', 'vm-1'));
    const requests = fc.uniqueArray(fc.record({ key: fc.string({ maxLength: 6 }), text }), {
      selector: ({ key }) => key,
      maxLength: 40,
    });
    fc.assert(
      fc.property(requests, fc.boolean(), fc.integer({ min: 16, max: 63 }), (list, startWithLetter, maxLength) => {
        const options = { startWithLetter, maxLength };
        const names = assignNames(list, options);
        expect(names.size).toBe(list.length);
        expect(new Set(names.values()).size).toBe(list.length);
        for (const name of names.values()) {
          expect(name).toMatch(startWithLetter ? rfc1035 : rfc1123);
          expect(name.length).toBeLessThanOrEqual(maxLength);
        }
        const turned = assignNames(list.toReversed(), options);
        for (const [key, name] of names) expect(turned.get(key)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  test('answers a repeated request once, and refuses one key with two texts', () => {
    expect([
      ...assignNames([
        { key: 'a', text: 'x' },
        { key: 'a', text: 'x' },
      ]),
    ]).toEqual([['a', 'x']]);
    expect(() =>
      assignNames([
        { key: 'a', text: 'x' },
        { key: 'a', text: 'y' },
      ]),
    ).toThrow('"a"');
  });
});

describe('labelValue', () => {
  test.each([
    ['Production', 'Production'],
    ['finance & HR', 'finance-HR'],
    ['.a_', 'a'],
    ['Zürich', 'Zurich'],
    ['x'.repeat(80), 'x'.repeat(63)],
    ['', null],
    ['---', null],
    ['日本語', null],
  ])('%j becomes %j', (text, value) => {
    expect(labelValue(text)).toBe(value);
  });

  test('is a label value for any text', () => {
    fc.assert(
      fc.property(anyName, (text) => {
        expect(labelValue(text) ?? 'none').toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
      }),
    );
  });
});

describe('annotationValue', () => {
  test('keeps text, tabs and newlines, and replaces what would not be seen', () => {
    expect(annotationValue('Müller\tline\r\nnext 😀')).toBe('Müller\tline\nnext 😀');
    expect(annotationValue('a\x1b[31mb\u202ec\ud800d\0')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffd');
  });

  test('cuts between characters at 4 KiB', () => {
    const cut = annotationValue('😀'.repeat(2000));
    expect(cut.endsWith('😀…')).toBe(true);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(4096);
    expect(annotationValue('a'.repeat(4096))).toBe('a'.repeat(4096));
    expect(annotationValue('a'.repeat(4097))).toBe(`${'a'.repeat(4093)}…`);
  });
});
