import { redactSecrets } from '../lib/redact.ts';
import type { SourceWarning } from './estate.ts';

/** Items of one kind that are named; the others are counted. */
const named = 5;

/** Characters of a cell that a warning quotes. */
const quotedLength = 40;

/** Warnings about rows, one line for all rows that have the same: a CMDB may have 10,000 that mean no VM. */
export class RowWarnings {
  readonly #kinds = new Map<string, { readonly warning: SourceWarning; readonly items: string[]; count: number }>();

  /** `message` says what is wrong with the items, `item` names one: `row 12 ("web-1")`. */
  add(place: string, message: string, item: string, lacking: boolean): void {
    const key = `${place}\n${message}`;
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      kind = { warning: { place, message, lacking }, items: [], count: 0 };
      this.#kinds.set(key, kind);
    }
    kind.count++;
    if (kind.items.length < named) kind.items.push(item);
  }

  list(): SourceWarning[] {
    return [...this.#kinds.values()].map(({ warning, items, count }) => {
      const more = count > items.length ? ` and ${count - items.length} more` : '';
      return { ...warning, message: `${warning.message}: ${items.join(', ')}${more}` };
    });
  }
}

/** A cell's text as a warning may show it: short, on one line, without secrets. */
export function quotedCell(text: string): string {
  const visible = Array.from(redactSecrets(text).replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' '));
  return JSON.stringify(
    visible.length > quotedLength ? `${visible.slice(0, quotedLength).join('')}…` : visible.join(''),
  );
}
