import { XmlError, XmlReader, type XmlHandler } from '../../../src/lib/tables/xml-reader.ts';
import { defaultReadLimits, type ReadLimits } from '../../../src/lib/tables/read-limits.ts';
import { ownText, VimNode } from './node.ts';

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const vimNamespace = 'urn:vim25';
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * What one answer may ask of this machine. Snapshots of snapshots are elements within elements, 32 of them at most
 * (VMware's documentation of snapshots), and a series of a counter is one long text.
 */
const limits: ReadLimits = { ...defaultReadLimits, xmlDepth: 256 };

/** A SOAP answer: its body's one element, which is the response or a fault. */
export interface Answer {
  readonly body: VimNode;
}

/**
 * Reads a SOAP answer as it arrives. Elements at `each`, a path from the envelope on, are handed to `take` one by one
 * and not kept, so that a page of many objects needs the memory of one.
 */
export class AnswerReader {
  readonly #reader: XmlReader;
  readonly #open: VimNode[] = [];
  readonly #typeNames = new Map<string, string>();
  #body: VimNode | null = null;
  #done = false;

  constructor(each: readonly string[] | null, take: (node: VimNode) => void) {
    const last = each?.at(-1);
    /** True where the element that is about to close stands at the path `each`. */
    const isTaken = (node: VimNode): boolean =>
      each !== null &&
      node.name === last &&
      this.#open.length === each.length &&
      each.every((name, depth) => name === '*' || this.#open[depth]?.name === name);
    const handler: XmlHandler = {
      open: (name, attributes, namespaceOf) => {
        let type: string | null = null;
        let referenceType: string | null = null;
        // oxlint-disable-next-line guard-for-in -- saxes gives objects without a prototype
        for (const key in attributes) {
          if (key === 'type') referenceType = this.#typeName(attributes[key] ?? '');
          else if (key.endsWith(':type') && namespaceOf(key.slice(0, -5)) === instanceNamespace) {
            type = this.#typeName(attributes[key] ?? '');
          }
        }
        this.#open.push(new VimNode(name, type, referenceType));
      },
      text: (text) => {
        const node = this.#open.at(-1);
        if (node !== undefined) node.content += text;
      },
      close: () => {
        const node = this.#open.at(-1);
        if (node === undefined) return;
        // Blanks between elements, with which some servers indent.
        if (node.content !== '' && (node.children.length > 0 || node.content.trim() === '')) node.content = '';
        const taken = isTaken(node);
        this.#open.pop();
        const parent = this.#open.at(-1);
        if (taken) take(node);
        else if (parent === undefined) this.#done = true;
        else if (parent.name === 'Body' && this.#open.length === 2) this.#body = node;
        else parent.children.push(node);
      },
    };
    this.#reader = new XmlReader([soapNamespace, vimNamespace, ''], handler, limits);
  }

  /** The local name of a type, one string for all that have it. */
  #typeName(written: string): string {
    const known = this.#typeNames.get(written);
    if (known !== undefined) return known;
    const name = ownText(written.slice(written.indexOf(':') + 1));
    this.#typeNames.set(ownText(written), name);
    return name;
  }

  /** Reads the next bytes. Throws XmlError for what is no XML. */
  write(bytes: Buffer): void {
    this.#reader.write(bytes);
  }

  /** The answer. Throws XmlError where it ends early or is no SOAP. */
  end(): Answer {
    this.#reader.end();
    if (!this.#done || this.#body === null) throw new XmlError('it is no SOAP answer');
    return { body: this.#body };
  }
}
