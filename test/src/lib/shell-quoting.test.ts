import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellComment, shellWord, shellWords } from '../../../src/lib/shell-quoting.ts';

/** What means something to a shell, in any order, and any other text. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '$',
        '`',
        '$(id)',
        '${HOME}',
        ' ',
        '\n',
        '\t',
        ';',
        '&',
        '|',
        '<',
        '*',
        '~',
        '!',
        '-',
        '#',
        'a',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

/** The words that a shell makes of a text, each ended by NUL. */
function wordsOf(shell: string, text: string): string[] {
  const { stdout, stderr, status } = spawnSync(shell, ['-c', String.raw`printf '%s\0' ${text}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

/** Whether a quoting keeps every list of words whole: what the property below says of ours. */
function keepsWords(shell: string, quote: (words: readonly string[]) => string, words: readonly string[]): boolean {
  const { stdout } = spawnSync(shell, ['-c', String.raw`printf '%s\0' ${quote(words)}`], { encoding: 'utf8' });
  return stdout === words.map((word) => `${word}\0`).join('');
}

describe('shellWords', () => {
  it.each(['sh', 'bash'])('gives %s exactly the words that went in', (shell) => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (words) => {
        const whole = words.map((word) => word.replace(/\p{Cs}/gu, '\ufffd'));
        expect(wordsOf(shell, shellWords(words))).toEqual(whole);
      }),
      { numRuns: 80 },
    );
  });

  it('is held by a property that finds a quoting with a hole', () => {
    const mutants: ((words: readonly string[]) => string)[] = [
      // The quote is doubled, as in SQL.
      (words) => words.map((word) => `'${word.replaceAll("'", "''")}'`).join(' '),
      // Double quotes: $ and ` are still read.
      (words) => words.map((word) => `"${word.replaceAll('"', String.raw`\"`)}"`).join(' '),
      // Only the first quote is escaped.
      (words) => words.map((word) => `'${word.replace("'", String.raw`'\''`)}'`).join(' '),
    ];
    const valid = fc.array(
      hostile.filter((word) => !/\p{Cs}/u.test(word)),
      { minLength: 1, maxLength: 3 },
    );
    for (const mutant of mutants) {
      const result = fc.check(
        fc.property(valid, (words) => keepsWords('sh', mutant, words)),
        { numRuns: 400, seed: 1 },
      );
      expect(result.failed).toBe(true);
    }
  });

  it('leaves what needs no quotes as it is, and says what no word can hold', () => {
    expect(shellWord('/var/lib/postgresql/15/main')).toBe('/var/lib/postgresql/15/main');
    expect(shellWord('')).toBe("''");
    expect(shellWord('-rf')).toBe("'-rf'");
    expect(shellWord('a\0b')).toBe("'a\ufffdb'");
  });
});

describe('shellComment', () => {
  it('is nothing but comment, whatever the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const comment = shellComment(text);
        expect(comment.split(/[\n\r\u2028]/).every((line) => line.startsWith('#'))).toBe(true);
        expect(wordsOf('sh', `done\n${comment}`)).toEqual(['done']);
      }),
      { numRuns: 60 },
    );
  });
});
