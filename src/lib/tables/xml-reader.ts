import { SaxesParser } from 'saxes';
import { createTextDecoder, encodingOfMark } from './text-encoding.ts';
import type { ReadLimits } from './read-limits.ts';

/** What is wrong with an XML document itself. Callers say in which file and sheet, and what to do. */
export class XmlError extends Error {}

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /**
   * An element begins. `name` is its local name when it belongs to one of the reader's namespaces, else ''.
   * Attribute names keep their prefixes, which `namespaceOf` resolves.
   */
  open(name: string, attributes: Attributes, namespaceOf: (prefix: string) => string | undefined): void;
  /** Text, entities resolved; may come in several pieces. */
  text(text: string): void;
  close(name: string): void;
}

interface NamespaceScope {
  /** Number of elements that are open outside of the one that declares. */
  readonly depth: number;
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Parses XML as it arrives, names resolved by namespace. Prefixes are resolved here because the parser's own namespace
 * mode halves its speed: a document declares them once, so that a look-up by the name as written is nearly always enough.
 * A DOCTYPE is refused, so entities can neither grow nor reach other files.
 */
export class XmlReader {
  readonly #parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  readonly #wanted: ReadonlySet<string>;
  readonly #limits: ReadLimits;
  /** Resolved names of the open elements, outermost first. */
  readonly #open: string[] = [];
  readonly #scopes: NamespaceScope[] = [{ depth: -1, namespaces: new Map([['', '']]) }];
  /** Declarations of the element that is just being read. */
  #declared: [prefix: string, namespace: string][] = [];
  /** Names as written to names as resolved, within the current scope. */
  #resolved = new Map<string, string>();
  #decode: ((bytes: Buffer | null) => string) | null = null;
  #sinceTag = 0;

  constructor(namespaces: readonly string[], handler: XmlHandler, limits: ReadLimits) {
    this.#wanted = new Set(namespaces);
    this.#limits = limits;
    const parser = this.#parser;
    const namespaceOf = (prefix: string): string | undefined => this.#namespaceOf(prefix);
    // Not more than seven: with an eighth the parser's object becomes a dictionary to V8, and four times slower.
    parser.on('error', (error) => {
      throw new XmlError(error.message);
    });
    parser.on('doctype', () => {
      throw new XmlError('it has a DOCTYPE, which no workbook has');
    });
    parser.on('attribute', ({ name, value }) => {
      if (!name.startsWith('xmlns')) return;
      if (name.length === 5) this.#declared.push(['', value]);
      else if (name[5] === ':') this.#declared.push([name.slice(6), value]);
    });
    parser.on('opentag', (tag) => {
      this.#sinceTag = 0;
      if (this.#open.length >= limits.xmlDepth) throw new XmlError('its elements are nested too deep');
      if (this.#open.length === 0) this.#checkEncoding();
      if (this.#declared.length > 0) this.#enterScope();
      const name = this.#resolved.get(tag.name) ?? this.#resolve(tag.name);
      this.#open.push(name);
      handler.open(name, tag.attributes, namespaceOf);
    });
    parser.on('text', (text) => handler.text(text));
    parser.on('cdata', (text) => handler.text(text));
    parser.on('closetag', () => {
      this.#sinceTag = 0;
      handler.close(this.#open.pop() ?? '');
      if (this.#scopes.at(-1)?.depth === this.#open.length) this.#leaveScope();
    });
  }

  /** Parses the next bytes. Throws XmlError, and whatever the handler throws. */
  write(bytes: Buffer): void {
    this.#decode ??= createTextDecoder(encodingOfMark(bytes) ?? 'utf-8');
    this.#parse(this.#decode(bytes));
  }

  /** Must be called after the last bytes: a document that ends early throws here. */
  end(): void {
    if (this.#decode === null) throw new XmlError('it is empty');
    this.#parse(this.#decode(null));
    this.#parser.close();
  }

  #parse(text: string): void {
    if (text === '') return;
    this.#sinceTag += text.length;
    this.#parser.write(text);
    if (this.#sinceTag > this.#limits.unbrokenLength) throw new XmlError('a single text or tag in it is too long');
  }

  #checkEncoding(): void {
    const { encoding } = this.#parser.xmlDecl;
    if (encoding !== undefined && !/^utf-?(?:8|16)$/i.test(encoding)) {
      throw new XmlError('its encoding is neither UTF-8 nor UTF-16');
    }
  }

  #namespaceOf(prefix: string): string | undefined {
    return this.#scopes.at(-1)?.namespaces.get(prefix);
  }

  #resolve(tagName: string): string {
    const colon = tagName.indexOf(':');
    const prefix = colon === -1 ? '' : tagName.slice(0, colon);
    const namespace = this.#namespaceOf(prefix);
    // Taking an element for a foreign one would lose its rows without a word.
    if (namespace === undefined) throw new XmlError('it uses a namespace prefix that it does not declare');
    const name = this.#wanted.has(namespace) ? tagName.slice(colon + 1) : '';
    this.#resolved.set(tagName, name);
    return name;
  }

  #enterScope(): void {
    const namespaces = new Map([...(this.#scopes.at(-1)?.namespaces ?? []), ...this.#declared]);
    this.#declared = [];
    this.#scopes.push({ depth: this.#open.length, namespaces });
    this.#resolved = new Map();
  }

  #leaveScope(): void {
    this.#scopes.pop();
    this.#resolved = new Map();
  }
}

/** Parses a whole document. */
export async function readXml(
  chunks: AsyncIterable<Buffer>,
  namespaces: readonly string[],
  handler: XmlHandler,
  limits: ReadLimits,
): Promise<void> {
  const reader = new XmlReader(namespaces, handler, limits);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}
