import { splitWords } from './command-line.ts';

/** One statement of a configuration file. */
export interface Directive {
  readonly name: string;
  readonly arguments: readonly string[];
  /** Names of the blocks that it stands in, outermost first, each with its arguments: ["http", "upstream app"]. */
  readonly within: readonly string[];
  readonly line: number;
}

export type BraceComments = 'hash' | 'c';

/** Blocks deeper than this are read as if they stood at this depth: nobody nests so, and input is hostile. */
const maximumDepth = 32;

/** Statements in braces and semicolons, as nginx ("hash" comments), BIND and keepalived ("c" comments beside) write them. */
export function braceDirectives(text: string, comments: BraceComments = 'hash'): Directive[] {
  const directives: Directive[] = [];
  const within: string[] = [];
  let words: string[] = [];
  let startLine = 1;
  let line = 1;
  let word: string | null = null;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endStatement = (): void => {
    endWord();
    const [name, ...rest] = words;
    if (name !== undefined) directives.push({ name, arguments: rest, within: [...within], line: startLine });
    words = [];
  };
  const add = (characters: string): void => {
    if (word === null && words.length === 0) startLine = line;
    word = `${word ?? ''}${characters}`;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    if (character === '\n') {
      endWord();
      line++;
    } else if (/\s/u.test(character)) endWord();
    else if ((character === '#' && word === null) || (comments === 'c' && character === '/' && next === '/')) {
      endWord();
      const end = text.indexOf('\n', at);
      at = (end < 0 ? text.length : end) - 1;
    } else if (comments === 'c' && character === '/' && next === '*') {
      endWord();
      const end = text.indexOf('*/', at + 2);
      const stop = end < 0 ? text.length : end + 2;
      line += countLines(text, at, stop);
      at = stop - 1;
    } else if (character === '"' || character === "'") {
      const end = closingQuote(text, at);
      add(text.slice(at + 1, end));
      line += countLines(text, at, end);
      at = end;
    } else if (character === ';') endStatement();
    else if (character === '{') {
      const name = [...words, ...(word === null ? [] : [word])].join(' ');
      endStatement();
      if (within.length < maximumDepth) within.push(name);
    } else if (character === '}') {
      endStatement();
      within.pop();
    } else add(character);
  }
  endStatement();
  return directives;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (text[at] === '\n') lines++;
  return lines;
}

function closingQuote(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** Statements of a line each, with "\" continuing and "<Block …>" around them, as Apache writes them. */
export function apacheDirectives(text: string): Directive[] {
  const within: string[] = [];
  const directives: Directive[] = [];
  for (const { text: content, line } of logicalLines(text)) {
    const closes = content.startsWith('</');
    const opens = /^<([A-Za-z]\w*)\s*([^>]*)>?$/u.exec(content);
    if (closes) within.pop();
    else if (opens !== null) {
      const block = [opens[1] ?? '', ...splitWords(opens[2] ?? '')];
      directives.push({ name: `<${block[0]}>`, arguments: block.slice(1), within: [...within], line });
      if (within.length < maximumDepth) within.push(block.join(' '));
    } else {
      const [name, ...rest] = splitWords(content);
      if (name !== undefined) directives.push({ name, arguments: rest, within: [...within], line });
    }
  }
  return directives;
}

/** Statements of a line each; where `sections` name one, those below stand within it (HAProxy: "frontend web"). */
export function lineDirectives(text: string, sections: readonly string[] = []): Directive[] {
  let section: readonly string[] = [];
  return logicalLines(text).flatMap(({ text: content, line }) => {
    const [name, ...rest] = splitWords(content.replace(/\s#.*$/u, ''));
    if (name === undefined) return [];
    const directive = { name, arguments: rest, within: section, line };
    if (sections.includes(name)) section = [[name, ...rest].join(' ')];
    return [directive];
  });
}

/** Lines that say something: trimmed, without comments, "\" at the end joins the next. */
function* logicalLinesOf(text: string): Generator<{ text: string; line: number }> {
  let joined = '';
  let start = 0;
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    if (joined === '') start = index + 1;
    if (raw.endsWith('\\')) {
      joined += `${raw.slice(0, -1)} `;
      continue;
    }
    const content = `${joined}${raw}`.trim();
    joined = '';
    if (content !== '' && !/^[#;]/u.test(content)) yield { text: content, line: start };
  }
  if (joined.trim() !== '') yield { text: joined.trim(), line: start };
}

const logicalLines = (text: string): { text: string; line: number }[] => [...logicalLinesOf(text)];

/** A key with its value. */
export interface Setting {
  /** "[mysqld]" of an INI file, '' above the first. */
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

const unquoted = (value: string): string => /^(["'])(.*)\1/u.exec(value)?.[2] ?? value;

/**
 * Settings of a line each, "key = value", "key: value" or "key value", in the sections of an INI file; comments of
 * "#" and ";" at the start of a line and of " #" behind an unquoted value. A key alone has the value ''.
 */
export function settings(text: string): Setting[] {
  let section = '';
  return logicalLines(text).flatMap(({ text: content, line }) => {
    const header = /^\[([^\]]*)\]$/u.exec(content)?.[1];
    if (header !== undefined) {
      section = header.trim();
      return [];
    }
    const found = /^(?:export\s+)?([^\s=:]+)(?:\s*[=:]\s*|\s+|$)(.*)$/u.exec(content);
    if (found === null) return [];
    const raw = (found[2] ?? '').trim();
    const value = /^["']/u.test(raw) ? unquoted(raw) : raw.replace(/\s+#.*$/u, '');
    return [{ section, key: found[1] ?? '', value, line }];
  });
}
