import type { GuestProcess } from '../../../src/model/guest.ts';
import { baseName } from './paths.ts';

export type Interpreter = 'java' | 'python' | 'node' | 'ruby' | 'php' | 'perl' | 'dotnet' | 'erlang' | 'shell';

const interpreters: readonly (readonly [Interpreter, RegExp])[] = [
  ['java', /^java$/u],
  ['python', /^(?:python|pypy)[\d.]*$/u],
  ['node', /^(?:node|nodejs)$/u],
  ['ruby', /^j?ruby[\d.]*$/u],
  ['php', /^php[\d.]*$/u],
  ['perl', /^perl[\d.]*$/u],
  ['dotnet', /^dotnet$/u],
  ['erlang', /^beam(?:\.smp)?$/u],
  ['shell', /^(?:ba|da|k|z|a)?sh$|^busybox$/u],
];

/** Options of interpreters that take the next argument, before the program's name. */
const takesNext: Readonly<Record<Interpreter, ReadonlySet<string>>> = {
  java: new Set([
    '-cp',
    '-classpath',
    '--class-path',
    '-p',
    '--module-path',
    '--add-modules',
    '--add-opens',
    '--add-exports',
    '--add-reads',
  ]),
  python: new Set(['-W', '-X', '-Q']),
  node: new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions']),
  ruby: new Set(['-I', '-r', '-C', '-E']),
  php: new Set(['-c', '-d', '-z']),
  perl: new Set(['-I']),
  dotnet: new Set(['--additionalprobingpath', '--depsfile', '--runtimeconfig', '--fx-version']),
  erlang: new Set(),
  shell: new Set(['-o']),
};

export interface Interpreted {
  readonly interpreter: Interpreter;
  /** Script, main class, jar, module or assembly; null where the interpreter was given none. */
  readonly program: string | null;
  /** Place of the program in argv. */
  readonly at: number;
}

export function interpreterOf(executable: string): Interpreter | null {
  const name = baseName(executable);
  return interpreters.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}

/** What an interpreter runs, by its own rules for arguments; null of a program that is none. */
export function interpretedProgram(executable: string, argv: readonly string[]): Interpreted | null {
  const interpreter = interpreterOf(executable);
  if (interpreter === null) return null;
  const nothing: Interpreted = { interpreter, program: null, at: argv.length };
  if (interpreter === 'erlang') {
    // "-s MODULE" names what the emulator starts: "-s rabbit boot".
    const at = argv.findIndex((argument, index) => argument === '-s' && argv[index + 1] !== undefined) + 1;
    return at === 0 ? nothing : { interpreter, program: argv[at] ?? null, at };
  }
  for (let at = 1; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (!argument.startsWith('-') && !argument.startsWith('@')) {
      if (interpreter === 'dotnet' && argument === 'exec') continue;
      return { interpreter, program: argument, at };
    }
    const next = argv[at + 1];
    if (interpreter === 'java' && ['-jar', '-m', '--module'].includes(argument) && next !== undefined) {
      return { interpreter, program: next, at: at + 1 };
    }
    if (interpreter === 'python' && argument === '-m' && next !== undefined) {
      return { interpreter, program: next, at: at + 1 };
    }
    // "-c" and "-e" carry the program itself: it has no name.
    if (/^-[ce]/u.test(argument) && ['python', 'ruby', 'perl', 'shell', 'node'].includes(interpreter)) return nothing;
    if (takesNext[interpreter].has(argument)) at++;
  }
  return nothing;
}

/** The executable of a process; where it was not readable, its first argument when that is a path. */
export function executableOf(process: GuestProcess): string | null {
  if (process.executable !== null) return process.executable;
  const first = process.command[0];
  return first !== undefined && first.startsWith('/') && !/[\s:]/u.test(first) ? first : null;
}

/**
 * Value of the first of these options: "--config=FILE", "--config FILE", "-c FILE" and, for options of one letter,
 * "-cFILE". Null where none stands there.
 */
export function optionValue(argv: readonly string[], ...names: readonly string[]): string | null {
  for (const [index, argument] of argv.entries()) {
    for (const name of names) {
      if (argument === name) return argv[index + 1] ?? null;
      if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1);
      if (/^-[a-zA-Z]$/u.test(name) && argument.startsWith(name) && argument.length > 2) return argument.slice(2);
    }
  }
  return null;
}

/** `argv` without these options; `values` says which of them take a value that goes with them. */
export function withoutOptions(
  argv: readonly string[],
  options: { flags?: readonly string[]; values?: readonly string[] },
): string[] {
  const kept: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (options.flags?.includes(argument) === true) continue;
    if (options.values?.includes(argument) === true) {
      at++;
      continue;
    }
    if (options.values?.some((name) => argument.startsWith(`${name}=`)) === true) continue;
    kept.push(argument);
  }
  return kept;
}

/** A line of shell words, quotes and backslashes understood; nothing is expanded. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"') word = `${word ?? ''}${line[++at] ?? ''}`;
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') word = `${word ?? ''}${line[++at] ?? ''}`;
    else if (/\s/u.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = `${word ?? ''}${character}`;
  }
  if (word !== null) words.push(word);
  return words;
}

/**
 * Variables in the arguments of an ExecStart, as systemd replaces them: "$NAME" alone becomes its words, "${NAME}" is
 * replaced within a word, and what is not set becomes empty.
 */
export function expandArguments(argv: readonly string[], environment: Readonly<Record<string, string>>): string[] {
  const value = (name: string): string => (Object.hasOwn(environment, name) ? (environment[name] ?? '') : '');
  return argv.flatMap((argument) => {
    const whole = /^\$([A-Za-z_]\w*)$/u.exec(argument)?.[1];
    if (whole !== undefined) return splitWords(value(whole));
    return [argument.replaceAll(/\$\{([A-Za-z_]\w*)\}/gu, (_, name: string) => value(name)).replaceAll('$$', '$')];
  });
}
