import type { Exec } from '../../../src/model/guest.ts';

/** A unit file's settings: `section.Key` to its values in order; an empty value has taken back those before it. */
export type UnitSettings = ReadonlyMap<string, readonly string[]>;

const maxValues = 1000;

/**
 * Unit files as systemd reads them (systemd.syntax(7)): the fragment, then drop-ins in order. Lines that end with a
 * backslash go on, comments between them are left out, and an empty value resets a list.
 */
export function unitSettings(texts: readonly string[]): UnitSettings {
  const settings = new Map<string, string[]>();
  for (const text of texts) {
    let section = '';
    let held = '';
    for (const raw of text.split('\n')) {
      const line = raw.replace(/\r$/, '');
      if (/^\s*[#;]/.test(line)) continue;
      if (line.endsWith('\\')) {
        held += `${line.slice(0, -1)} `;
        continue;
      }
      const whole = (held + line).trim();
      held = '';
      const title = /^\[([^\]]+)\]$/.exec(whole)?.[1];
      if (title !== undefined) {
        section = title;
        continue;
      }
      const equals = whole.indexOf('=');
      if (equals < 1 || section === '') continue;
      const key = `${section}.${whole.slice(0, equals).trimEnd()}`;
      const value = whole.slice(equals + 1).trimStart();
      if (value === '') settings.set(key, []);
      else {
        const values = settings.get(key) ?? [];
        if (values.length < maxValues) values.push(value);
        settings.set(key, values);
      }
    }
  }
  return settings;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

/**
 * Words of a value as systemd splits them: white space separates, quotes hold together, C escapes are decoded
 * (systemd.syntax(7), "Quoting"). A quote that is not closed holds to the end.
 */
export function unitWords(value: string): string[] {
  const found: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index);
    if (character === '\\') {
      const rest = value.slice(index + 1, index + 10);
      const coded = /^x([0-9A-Fa-f]{2})|^u([0-9A-Fa-f]{4})|^U([0-9A-Fa-f]{8})|^([0-7]{3})/.exec(rest);
      if (coded !== null) {
        const digits = coded[1] ?? coded[2] ?? coded[3];
        const code = digits === undefined ? Number.parseInt(coded[4] ?? '0', 8) : Number.parseInt(digits, 16);
        word = (word ?? '') + (code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD');
        index += coded[0].length;
        continue;
      }
      const next = value.charAt(index + 1);
      word = (word ?? '') + (escapes[next] ?? `\\${next}`);
      index++;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if ((character === '"' || character === "'") && word === null) {
      quote = character;
      word = '';
    } else if (/\s/.test(character)) {
      if (word !== null) found.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) found.push(word);
  return found;
}

/** Replaces the specifiers that stand for parts of the unit's name (systemd.unit(5)); others stay as they are. */
export function withSpecifiers(text: string, unit: string): string {
  const [, stem = unit] = /^(.*)\.[a-z]+$/.exec(unit) ?? [];
  const at = stem.indexOf('@');
  const prefix = at === -1 ? stem : stem.slice(0, at);
  const instance = at === -1 ? '' : stem.slice(at + 1);
  const unescaped = (part: string): string =>
    part
      .replaceAll('-', '/')
      .replaceAll(/\\x([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  const values: Readonly<Record<string, string>> = {
    n: unit,
    N: stem,
    p: prefix,
    P: unescaped(prefix),
    i: instance,
    I: unescaped(instance),
    '%': '%',
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
  };
  return text.replaceAll(/%([nNpPiItSCLE%])/g, (whole, letter: string) => values[letter] ?? whole);
}

/**
 * ExecStart and the like: several commands, each with the prefixes @, -, :, +, ! (systemd.service(5)). Where a command
 * is not found by an absolute path systemd looks for it, and so its path stays as it is written.
 */
export function execLines(values: readonly string[], unit: string): Exec[] {
  return values.flatMap((value) => {
    const commands: string[][] = [[]];
    for (const word of unitWords(value)) {
      if (word === ';') commands.push([]);
      else commands.at(-1)?.push(withSpecifiers(word === '\\;' ? ';' : word, unit));
    }
    return commands.flatMap(([first, ...rest]) => {
      if (first === undefined) return [];
      const prefixes = /^[@:+!|-]*/.exec(first)?.[0] ?? '';
      const path = first.slice(prefixes.length);
      if (path === '') return [];
      const argv = prefixes.includes('@') ? rest : [path, ...rest];
      return [{ path, argv: argv.length === 0 ? [path] : argv, ignoreFailure: prefixes.includes('-') }];
    });
  });
}

/** `A=b "C=d e"` as a record; words without an equals sign are no assignments. */
export function environmentOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const equals = word.indexOf('=');
      return equals < 1 ? [] : [[word.slice(0, equals), word.slice(equals + 1)]];
    }),
  );
}

const secondsOf: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  min: 60,
  minute: 60,
  minutes: 60,
  m: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};

/** "1min 30s", "90", "infinity" (systemd.time(7)) in seconds; null for what is no finite span. */
export function spanSeconds(text: string | undefined): number | null {
  if (text === undefined || text === '' || text === 'infinity') return null;
  if (/^\d{1,12}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  let sum = 0;
  for (const part of text.split(/\s+/)) {
    const match = /^(\d{1,12}(?:\.\d{1,6})?)([a-z]+)$/.exec(part);
    const unit = secondsOf[match?.[2] ?? ''];
    if (match?.[1] === undefined || unit === undefined) return null;
    sum += Number(match[1]) * unit;
  }
  return sum;
}

/** Signals by number on Linux (signal(7), x86 and ARM); a name stays as it is. */
export function signalName(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const names: Readonly<Record<string, string>> = {
    1: 'SIGHUP',
    2: 'SIGINT',
    3: 'SIGQUIT',
    6: 'SIGABRT',
    9: 'SIGKILL',
    10: 'SIGUSR1',
    12: 'SIGUSR2',
    14: 'SIGALRM',
    15: 'SIGTERM',
    28: 'SIGWINCH',
    37: 'SIGRTMIN+3',
  };
  if (/^\d+$/.test(text)) return names[text] ?? null;
  return text.startsWith('SIG') ? text : `SIG${text}`;
}
