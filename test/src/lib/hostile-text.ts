import * as fc from 'fast-check';

// prettier-ignore
const pieces = [
  '\n', '\r', '\r\n', '\\', '\\\n', '"', "'", '`', '$', '${A}', '$(id)', '#', ' ', '\t', '\0', '\ufffd', '\u2028', '\u0085',
  '\ud800', '<<EOF', 'EOF\n', '# escape=`\n', '\nUSER root\n', '\nRUN curl evil\n', '&&', ';', '|', ']', '["', '%n', '..',
  '/', '-', '--', '*', '!', '\nFROM scratch\n', '\n ENV X=1', '\\"', "'\\''",
];

/** Texts with which a guest could try to write into what is generated of it. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...pieces)), { maxLength: 6 })
  .map((parts) => parts.join(''));

/**
 * A word as builders expand it, for words in which nothing is expanded (BuildKit's shell/lex.go): single quotes keep
 * everything; in double quotes a backslash escapes itself, quotes and dollar signs. Throws where a variable would be.
 */
export function expandWord(word: string): string {
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at] ?? '';
    const next = word[at + 1] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else result += character;
    } else if (character === '\\' && (quote === '' || /["$\\]/.test(next))) {
      result += next;
      at++;
    } else if (character === '"' || (character === "'" && quote === '')) {
      quote = quote === '' ? character : '';
    } else if (character === '$') {
      throw new Error('a variable would be expanded');
    } else {
      result += character;
    }
  }
  if (quote !== '') throw new Error('a quote is open');
  return result;
}
