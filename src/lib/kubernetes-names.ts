import { byCodePoint } from './order.ts';
import { isWindowsDeviceName } from './safe-path.ts';
import { sha256Hex } from './sha256.ts';

/** Longest DNS label, and so the longest name of most Kubernetes objects (RFC 1123 section 2.1, RFC 1035 section 2.3.4). */
export const dnsLabelLimit = 63;

/** Longest value of a label (Kubernetes, "Labels and Selectors: Syntax and character set"). */
const labelValueLimit = 63;

/** Annotations of one object may hold 256 KiB together (TotalAnnotationSizeLimitB in apimachinery); one text gets a small share. */
const annotationLimitBytes = 4096;

/** Hexadecimal digits of a hash that keep names apart: 32 bits are enough to read, `assignNames` takes more on a clash. */
const hashDigits = 8;

export interface LabelOptions {
  /** Begin with a letter, as Services must (RFC 1035): "vm-" is put before a digit. */
  readonly startWithLetter?: boolean;
}

/** Latin letters that Unicode does not decompose into a base letter and a mark. */
const latin: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** Lower-case text without diacritics: "Zürich Straße" -> "zurich strasse". */
const plainLatin = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => latin[letter] ?? letter);

/** Cuts a label so that the suffix still fits, and joins them. */
function withSuffix(label: string, suffix: string, maxLength: number): string {
  const head = label.slice(0, maxLength - suffix.length - 1).replace(/-+$/, '');
  return `${head}-${suffix}`;
}

/**
 * A DNS label (RFC 1123: a-z, 0-9 and inner hyphens, at most `maxLength` characters) out of any text.
 * Diacritics are dropped, whatever else does not fit becomes a hyphen. Where more than the case of letters was lost,
 * eight hexadecimal digits of the original's sha256 follow, so that different texts stay different; `assignNames`
 * settles the rest. A label is also a safe name for a folder: names that Windows keeps for devices get the hash too.
 */
export function dnsLabel(text: string, maxLength = dnsLabelLimit, options: LabelOptions = {}): string {
  if (maxLength < 16 || maxLength > dnsLabelLimit) throw new RangeError(`a label of ${maxLength} characters`);
  const cleaned = plainLatin(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const named = cleaned === '' ? 'unnamed' : cleaned;
  const label = options.startWithLetter === true && /^[0-9]/.test(named) ? `vm-${named}` : named;
  const kept = cleaned === text.toLowerCase() && label.length <= maxLength && !isWindowsDeviceName(label);
  return kept && cleaned !== '' ? label : withSuffix(label, sha256Hex(text).slice(0, hashDigits), maxLength);
}

export interface NameRequest {
  /** What the name is for; unique, and stable between runs (a VM's id). */
  readonly key: string;
  /** What the name should look like (a VM's name). */
  readonly text: string;
}

/**
 * Gives each key a DNS label that no other key of this call has. The result does not depend on the order of the
 * requests: where several keys would get the same label, each of them gets a suffix from the sha256 of its key.
 * Throws an Error if a key is asked for with two different texts.
 */
export function assignNames(
  requests: Iterable<NameRequest>,
  options: LabelOptions & { readonly maxLength?: number } = {},
): Map<string, string> {
  const maxLength = options.maxLength ?? dnsLabelLimit;
  const textOf = new Map<string, string>();
  for (const { key, text } of requests) {
    const known = textOf.get(key);
    if (known !== undefined && known !== text) {
      throw new Error(`two names asked for ${JSON.stringify(key)}: ${JSON.stringify(known)}, ${JSON.stringify(text)}`);
    }
    textOf.set(key, text);
  }

  const keysOf = new Map<string, string[]>();
  for (const [key, text] of textOf) {
    const label = dnsLabel(text, maxLength, options);
    const keys = keysOf.get(label);
    if (keys === undefined) keysOf.set(label, [key]);
    else keys.push(key);
  }

  const names = new Map<string, string>();
  const contested: { key: string; label: string }[] = [];
  for (const [label, keys] of keysOf) {
    for (const key of keys) {
      if (keys.length === 1) names.set(key, label);
      else contested.push({ key, label });
    }
  }
  // In the order of keys, not of arrival: a suffixed name can meet another one, and then the order decides.
  contested.sort((a, b) => byCodePoint(a.key, b.key));
  const taken = new Set(names.values());
  for (const { key, label } of contested) {
    const name = freeName(label, sha256Hex(key), maxLength, taken);
    taken.add(name);
    names.set(key, name);
  }
  return names;
}

/** The label with as many digits of the hash as it takes to be free. */
function freeName(label: string, hash: string, maxLength: number, taken: ReadonlySet<string>): string {
  for (let digits = hashDigits; digits <= maxLength - 2; digits++) {
    const name = withSuffix(label, hash.slice(0, digits), maxLength);
    if (!taken.has(name)) return name;
  }
  throw new Error(`no free name for ${label}`);
}

/**
 * A label's value out of any text: at most 63 of A-Z a-z 0-9 . _ - with an alphanumeric at either end; null where
 * nothing is left. Different texts can give the same value; the full text belongs into an annotation.
 */
export function labelValue(text: string): string | null {
  const value = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, labelValueLimit)
    .replace(/[._-]+$/, '');
  return value === '' ? null : value;
}

/**
 * An annotation's value out of any text: control and text-reordering characters become U+FFFD (tab and newline stay),
 * and what exceeds 4 KiB of UTF-8 is cut, which an ellipsis shows. Secrets are not looked for: `redactSecrets` does.
 */
export function annotationValue(text: string): string {
  const visible = text.replace(/\r\n?/g, '\n').replace(/(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd');
  const bytes = new TextEncoder().encode(visible);
  if (bytes.length <= annotationLimitBytes) return visible;
  const ellipsis = '…';
  let end = annotationLimitBytes - new TextEncoder().encode(ellipsis).length;
  // Bytes 10xxxxxx continue a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end)) + ellipsis;
}
