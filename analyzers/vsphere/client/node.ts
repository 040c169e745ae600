/** A managed object, as vSphere names it: `VirtualMachine`, `vm-42`. */
export interface ManagedObject {
  readonly type: string;
  readonly id: string;
}

/** V8 makes a piece of a string from 13 characters (SlicedString::kMinLength) a view that keeps the whole alive. */
const shortestSlice = 13;

/** The text as a string of its own, so that keeping a VM's name does not keep the answer that it came in. */
export const ownText = (text: string): string => (text.length < shortestSlice ? text : Buffer.from(text).toString());

const bytesPerMiB = 1024n * 1024n;

/**
 * An element of an answer. There is no schema behind it, so properties and types of newer versions survive, and an
 * ArrayOf… is always its children. Whoever reads says which kind of value is expected; what is not of it is null.
 */
export class VimNode {
  readonly name: string;
  /** Local name of xsi:type: `VirtualDisk`, `ArrayOfVirtualDevice`. Null where the answer states none. */
  readonly type: string | null;
  /** The attribute `type`, which references to managed objects have. */
  readonly referenceType: string | null;
  readonly children: VimNode[] = [];
  /** Text directly in this element. */
  content = '';

  constructor(name: string, type: string | null, referenceType: string | null) {
    this.name = name;
    this.type = type;
    this.referenceType = referenceType;
  }

  /** The first element at a path of names below this one: `config.hardware`. */
  at(path: string): VimNode | undefined {
    const dot = path.indexOf('.');
    const name = dot === -1 ? path : path.slice(0, dot);
    const found = this.children.find((child) => child.name === name);
    return dot === -1 ? found : found?.at(path.slice(dot + 1));
  }

  /** All elements of a name directly below this one. */
  all(name: string): readonly VimNode[] {
    return this.children.filter((child) => child.name === name);
  }

  /** Text of the element at `path`, or of this one; null where there is none or it is empty. */
  text(path?: string): string | null {
    const node = path === undefined ? this : this.at(path);
    return node === undefined || node.content === '' ? null : ownText(node.content);
  }

  /** A whole number; null for what is none, and beyond 2^53, where a number would be another one. */
  integer(path?: string): number | null {
    const text = this.#number(path);
    if (text === null) return null;
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : null;
  }

  /** A whole number that is not negative: what counts or measures. */
  count(path?: string): number | null {
    const value = this.integer(path);
    return value === null || value < 0 ? null : value;
  }

  /** Bytes as whole MiB that hold them; exact for all 64-bit figures. Null where negative. */
  bytesAsMiB(path?: string): number | null {
    const text = this.#number(path);
    if (text === null) return null;
    const bytes = BigInt(text);
    return bytes < 0n ? null : Number((bytes + bytesPerMiB - 1n) / bytesPerMiB);
  }

  flag(path?: string): boolean | null {
    const text = this.text(path);
    if (text === 'true' || text === '1') return true;
    return text === 'false' || text === '0' ? false : null;
  }

  reference(path?: string): ManagedObject | null {
    const node = path === undefined ? this : this.at(path);
    const id = node?.text() ?? null;
    return node === undefined || node.referenceType === null || id === null ? null : { type: node.referenceType, id };
  }

  /** References in a list: the children of an ArrayOfManagedObjectReference. */
  references(path?: string): readonly ManagedObject[] {
    const node = path === undefined ? this : this.at(path);
    return (node?.children ?? []).flatMap((child) => child.reference() ?? []);
  }

  #number(path?: string): string | null {
    const text = this.text(path);
    return text !== null && /^-?\d{1,19}$/.test(text) ? text : null;
  }
}
