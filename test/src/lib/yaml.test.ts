import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { toYaml, yamlComment } from '../../../src/lib/yaml.ts';

function read(text: string, version: '1.1' | '1.2'): unknown[] {
  const documents = parseAllDocuments(text, { version, strict: true });
  return [...documents].map((document) => {
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
    return document.toJS();
  });
}

const unwritable = /[\x7f-\x9f\p{Cs}\ufffe\uffff]/gu;

/** What values look like after JSON, which is what YAML for Kubernetes can say, without characters that no tool takes. */
const asJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === 'string' ? item.replace(unwritable, '\ufffd') : item,
  );

const awkward = [
  'on', 'Off', 'yes', 'NO', 'y', 'n', 'true', 'null', '~', '', '12:30:45', '1:20', '0x1f', '0o17', '017', '1e3', '1_000',
  '.inf', '-.INF', '.nan', '.5', '5.', '+1', '-', '- a', '? a', ': a', 'a: b', 'a :b', 'a:', 'a #b', '#a', '2026-11-24',
  '2026-11-24T10:00:00Z', '<<', '=', '!x', '&a', '*a', '%a', '@a', '`a', '{a', '[a', '}', ']', ',', '|', '>', "'", '"',
  '\\', '---', '...', '--- a', ' a', 'a ', '\ta', 'a\t', 'a\nb', 'a\nb\n', 'a\n\nb', '\na', 'a\n', 'a\n\n', ' a\nb', 'a\n b',
  'a\n \nb', 'a\nb ', 'a\nb\n ', 'a\n\tb', '#a\nb', '- a\n- b', 'a\r\nb', 'a\rb', '\0', '\x1b[31m', '\x7f', '\x85', '\xa0', '\xad',
  'a\xa0\nb', '\u2028', 'a\u2029b', '\ufeff', '\ufffe', '\u202eabc', '\u{e0001}', '😀', '500m', '2Gi', '1E', '1e', '0b1', 'e1', 'E+1', 'e-12', '0.0.0.0',
  '../../etc/passwd', "=cmd|' /C calc'!A0", '<script>', 'a, b', 'Debian GNU/Linux 12 (64-bit)', '{{ a }}', '${a}', '__proto__',
]; // prettier-ignore

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...Array.from('ab01:-#?|>&*!%@`"\'\\{}[], \n\t~=<.')), maxLength: 12 }),
  fc.constantFrom(...awkward),
);
const anyKey = anyText.map((text) => text.replace(unwritable, ''));
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    anyText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyKey, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('toYaml', () => {
  test('reads back as it was, in YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 3 }), (documents) => {
        const yaml = toYaml(documents);
        expect(read(yaml, '1.2')).toEqual(asJson(documents));
        expect(read(yaml, '1.1')).toEqual(asJson(documents));
      }),
      { numRuns: 1500 },
    );
  });

  test.each(awkward)('keeps %j as text, alone, in a list, as key and as value', (text) => {
    const key = text.replace(unwritable, '');
    const documents = [text, [text, [text]], { [key]: text, a: [{ [key]: text }] }];
    const yaml = toYaml(documents);
    for (const version of ['1.1', '1.2'] as const) expect(read(yaml, version)).toEqual(asJson(documents));
  });

  const python = spawnSync('python3', ['-c', 'import yaml'], { encoding: 'utf8' }).status === 0;
  test.runIf(python)('reads back as it was with PyYAML, which is YAML 1.1 by another hand', () => {
    const documents = fc.sample(fc.array(anyValue, { minLength: 1, maxLength: 3 }), { numRuns: 300, seed: 7 }).flat();
    const all = [
      ...documents,
      ...awkward,
      Object.fromEntries(awkward.map((text) => [text.replace(unwritable, ''), text])),
    ];
    const script = 'import sys, json, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer.read()))))';
    const answer = spawnSync('python3', ['-c', script], { input: toYaml(all), encoding: 'utf8', maxBuffer: 1 << 28 });
    expect(answer.stderr).toBe('');
    expect(JSON.parse(answer.stdout)).toEqual(asJson(all));
  });

  test('looks like what people write', () => {
    const document = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web-01', labels: {}, annotations: { 'devirt.dev/vm': 'Web 01: "prod"', note: undefined } },
      data: { 'run.sh': '#!/bin/sh\n\nexec nginx\n', on: 'yes', time: '12:30:45' },
      list: [1, -0, 1.5, 1e21, null, [], [[true], 'a'], { cpu: '500m', memory: '2Gi' }],
    };
    expect(toYaml([document], 'made by devirt\n\nsecond')).toBe(`# made by devirt
#
# second
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-01
  labels: {}
  annotations:
    devirt.dev/vm: "Web 01: \\"prod\\""
data:
  run.sh: |
    #!/bin/sh

    exec nginx
  "on": "yes"
  time: "12:30:45"
list:
  - 1
  - 0
  - 1.5
  - 1.0e+21
  - null
  - []
  - - - true
    - a
  - cpu: 500m
    memory: 2Gi
`);
  });

  test('joins outputs to one stream', () => {
    const joined = toYaml([{ a: 1 }], 'one') + toYaml([{ a: 2 }], 'two');
    expect(read(joined, '1.2')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('does not share what stands twice', () => {
    const shared = { a: [1] };
    expect(toYaml([{ x: shared, y: shared }])).not.toMatch(/[&*]/);
  });

  test.each(['\ud800', '\udc00', '\x7f', '\x85', '\x9f', '\ufffe', '\uffff'])(
    'replaces %j, for which kustomize fails',
    (character) => {
      expect(toYaml([`a${character}b\nc`])).toBe('---\n"a\ufffdb\\nc"\n');
      expect(() => toYaml([{ [`a${character}`]: 1 }])).toThrow(TypeError);
    },
  );

  test('writes keys that are too long for one line', () => {
    const key = 'k'.repeat(3000);
    expect(read(toYaml([{ [key]: { [key]: [1] }, b: { [key]: 'x' } }]), '1.2')).toEqual([
      { [key]: { [key]: [1] }, b: { [key]: 'x' } },
    ]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0), new Map(), () => 1, undefined, Symbol('a')])(
    'refuses %s',
    (value) => {
      expect(() => toYaml([{ value: [value] }])).toThrow(TypeError);
    },
  );
});

describe('yamlComment', () => {
  test('nothing leaves the comment', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const yaml = toYaml([{ a: 1 }], `${a}\n${b}`);
        for (const version of ['1.1', '1.2'] as const) expect(read(yaml, version)).toEqual([{ a: 1 }]);
        const lines = yamlComment(`${a}\n${b}`).split(/[\n\r\x85\u2028\u2029]/);
        expect(lines.pop()).toBe('');
        for (const line of lines) expect(line).toMatch(/^#(?: |$)/);
      }),
    );
  });

  test('says nothing for an empty text', () => {
    expect(yamlComment('')).toBe('');
  });
});
