/** The words of a VM's name, lower-case. */
export interface NameWords {
  /** In the order of the name, digits at their end cut off: `ber-dc01` gives `ber`, `dc`. Words of digits are left out. */
  readonly sequence: readonly string[];
  /** Every word as a whole, without its last digits, and split at camel case: `SqlSvr01` gives sqlsvr01, sqlsvr, sql, svr. */
  readonly all: ReadonlySet<string>;
}

const run = /[\p{L}\p{N}]+/gu;
/** `SQLSvrTeam` is SQL, Svr, Team; `K8sMaster01` is K8s, Master01. */
const camelPart = /\p{Lu}+\p{N}*(?![\p{Ll}\p{N}])|\p{Lu}?[\p{Ll}\p{N}]+|[\p{L}\p{N}]/gu;
const lastDigits = /[0-9]+$/;

/**
 * Splits a VM's name into words at everything that is neither letter nor digit. Of a name with dots only the first
 * label counts, because the rest is usually a domain, which says nothing about this machine.
 */
export function nameWords(name: string): NameWords {
  const dot = name.indexOf('.');
  const label = dot > 0 ? name.slice(0, dot) : name;
  const sequence: string[] = [];
  const all = new Set<string>();
  const add = (word: string): string => {
    const lower = word.toLowerCase();
    const stem = lower.replace(lastDigits, '');
    all.add(lower);
    if (stem !== '') all.add(stem);
    return stem;
  };
  for (const [word] of label.matchAll(run)) {
    const stem = add(word);
    if (stem !== '') sequence.push(stem);
    for (const [part] of word.matchAll(camelPart)) add(part);
  }
  return { sequence, all };
}

/** A product that a name can give away. Any one of `words` is enough; an inner list must be there whole. */
export interface NameSign {
  readonly product: string;
  readonly words: readonly (string | readonly string[])[];
}

/**
 * Words that say that a machine is about a product rather than the product: `oracle-docs-web`, `k8s-training-wiki`.
 * A name with one of them is never taken for the product.
 */
// prettier-ignore
const aboutWords: ReadonlySet<string> = new Set([
  'blog', 'client', 'dashboard', 'doc', 'docs', 'documentation', 'exporter', 'forum', 'frontend', 'help', 'intranet',
  'jump', 'jumphost', 'kb', 'learning', 'monitor', 'monitoring', 'portal', 'report', 'reporting', 'reports', 'site',
  'training', 'web', 'website', 'wiki', 'workshop', 'www',
]);

export interface NameMatch<S extends NameSign> {
  readonly sign: S;
  /** The words of the name that matched. */
  readonly matched: readonly string[];
  /** Words of the name that speak against it; empty where none does. */
  readonly doubts: readonly string[];
}

interface Entry<S> {
  readonly order: number;
  readonly sign: S;
  readonly wanted: readonly string[];
}

/**
 * Prepares a search for signs in names, which then takes a look-up a word and not a comparison a sign. What it returns
 * gives the first of `signs` that a name holds, with what speaks against it; null where it holds none.
 */
export function nameFinder<S extends NameSign>(signs: readonly S[]): (words: NameWords) => NameMatch<S> | null {
  const entries = new Map<string, Entry<S>[]>();
  let order = 0;
  for (const sign of signs) {
    for (const words of sign.words) {
      const wanted = typeof words === 'string' ? [words] : words;
      const first = wanted[0] ?? '';
      const entry = { order: order++, sign, wanted };
      const others = entries.get(first);
      if (others === undefined) entries.set(first, [entry]);
      else others.push(entry);
    }
  }
  return ({ all }) => {
    let best: Entry<S> | null = null;
    for (const word of all) {
      for (const entry of entries.get(word) ?? []) {
        if ((best === null || entry.order < best.order) && entry.wanted.every((part) => all.has(part))) best = entry;
      }
    }
    if (best === null) return null;
    const { sign, wanted } = best;
    const doubts = [...all].filter((word) => aboutWords.has(word) && !wanted.includes(word));
    return { sign, matched: wanted, doubts };
  };
}

/** The sentence that goes with whatever was recognised by name alone. */
export function byNameOnly(
  product: string,
  match: { readonly matched: readonly string[]; readonly doubts: readonly string[] },
): string {
  const word = match.matched.map((part) => `"${part}"`).join(' and ');
  return match.doubts.length === 0
    ? `Taken for ${product} by its name only: the name holds ${word}.`
    : `The name holds ${word}, but also ${match.doubts.map((part) => `"${part}"`).join(' and ')}: rather about ${product} than ${product} itself.`;
}
