/** What a POSIX shell takes as one word without quotes, and no command takes for an option. */
const plainWord = /^(?!-)[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One word for a POSIX shell (sh, dash, bash, busybox) out of any text: nothing in it is expanded, split or run. A text
 * that begins with "-" stays one: put `--` in front of it where a command would take it for an option. NUL, which no
 * word can hold, and halves of surrogate pairs become U+FFFD: no file has such a name.
 */
export function shellWord(text: string): string {
  const speakable = text.replace(/[\0\p{Cs}]/gu, '\ufffd');
  return plainWord.test(speakable) ? speakable : `'${speakable.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words, each quoted, with blanks between them. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** Lines of a comment for a shell script: each begins with "# ", and no character in the text ends one early. */
export function shellComment(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => `# ${line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')}`.trimEnd())
    .join('\n');
}
