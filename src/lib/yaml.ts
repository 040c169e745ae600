/** Words that YAML 1.1 or 1.2 read as a boolean or null; and e1, which the package `yaml` reads as a number under 1.1. */
const reservedWord = /^(?:y|yes|n|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/**
 * Text that every YAML reader takes for text without quotes: it begins with a letter or slash, holds no quotes,
 * brackets or other marks, no ": " and no " #", and ends in neither colon nor blank. Whatever begins with a digit,
 * sign or dot could be a number, date or time and is quoted, but for quantities such as 500m and 2Gi.
 */
const plainText = /^(?:[A-Za-z/][\w./@()+,=-]*(?:[ :][\w./@()+,=-]+)*|[0-9]+(?:m|[KMGT]i))$/;

/** Several lines that may stand as a literal block: the first begins with text, and one newline at most ends them. */
const literalText = /^[^\s\p{Cc}][\t\P{Cc}]*(?:\n+[\t\P{Cc}]+)+\n?$/u;

/** Characters that YAML takes for line breaks, or that an editor would not show: written as escapes. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}]/u;
const everyUnseen = new RegExp(unseen, 'gu');

/**
 * Characters for which kustomize 5.5 fails on the whole folder although it reads them as escapes ("control characters
 * are not allowed"), and halves of surrogate pairs, which no Go reader takes. None has a meaning in a text.
 */
const unwritable = /[\x7f-\x9f\p{Cs}\ufffe\uffff]/u;
const everyUnwritable = new RegExp(unwritable, 'gu');

/** Keys on the line of their value end after 1,024 characters (YAML 1.2.2, 7.4.2); longer ones are written as `? key`. */
const implicitKeyLimit = 1000;

function escaped(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

/** A double-quoted scalar: JSON's escapes are YAML's too. */
function quoted(text: string): string {
  return JSON.stringify(text.replace(everyUnwritable, '\ufffd')).replace(everyUnseen, escaped);
}

function word(text: string): string {
  return plainText.test(text) && !reservedWord.test(text) ? text : quoted(text);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`there is no ${value} in the YAML of Kubernetes`);
  if (value === 0) return '0';
  // YAML 1.1 takes 1e+21 for text: its floats need a dot.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** Lines as they are, below a bar; the hyphen says that no newline ends the last one. */
function literal(text: string, indent: string): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  return [ended ? '|' : '|-', ...lines.map((line) => (line === '' ? '' : `${indent}  ${line}`))].join('\n');
}

/** A value without entries, on a line that is indented by `indent`. */
function scalar(value: unknown, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    const asLines = literalText.test(value) && !unseen.test(value) && !unwritable.test(value);
    return asLines ? literal(value, indent) : word(value);
  }
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  throw new TypeError(`there is no ${typeof value} in YAML`);
}

/** True for a list or map with entries, which takes lines of its own. */
function hasEntries(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects become YAML');
  return Object.values(value).some((item) => item !== undefined);
}

/** The lines of a list or map; the first is not indented, because it follows a hyphen or an indent. */
function block(value: object, indent: string): string {
  const inner = `${indent}  `;
  const lines: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) lines.push(`- ${hasEntries(item) ? block(item, inner) : scalar(item, indent)}`);
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      if (unwritable.test(key)) throw new TypeError(`not a key for YAML: ${JSON.stringify(key)}`);
      const name = word(key);
      const rest = hasEntries(item) ? `\n${inner}${block(item, inner)}` : ` ${scalar(item, indent)}`;
      lines.push(name.length > implicitKeyLimit ? `? ${name}\n${indent}:${rest}` : `${name}:${rest}`);
    }
  }
  return lines.join(`\n${indent}`);
}

/**
 * Comment lines out of any text: each begins with "# ", and nothing in it can end the comment early or stay unseen.
 * Ends in a newline; "" for an empty text.
 */
export function yamlComment(text: string): string {
  if (text === '') return '';
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, '\ufffd'));
  return lines.map((line) => `# ${line}`.trimEnd()).join('\n') + '\n';
}

/**
 * Documents of JSON values as block YAML, in the order of their keys, without anchors, folds or tags. Texts that a
 * reader of YAML 1.1 or 1.2 could take for anything else are quoted; properties that are undefined are left out;
 * characters that no tool could pass on (DEL, U+0080-9F, half surrogates, U+FFFE-F) become U+FFFD in values.
 * Each document begins with "---", so that outputs may be joined. Throws a TypeError for what JSON cannot say, and for
 * keys with such characters: keys are names that we give.
 */
export function toYaml(documents: Iterable<unknown>, comment = ''): string {
  let yaml = yamlComment(comment);
  for (const value of documents) yaml += `---\n${hasEntries(value) ? block(value, '') : scalar(value, '')}\n`;
  return yaml;
}
