import { redactSecrets } from '../../src/lib/redact.ts';
import type { SourceWarning } from '../../src/model/estate.ts';

/** Warnings of one kind that are listed one by one; the rest of them are counted. */
const listedPerKind = 5;

/** Characters of a cell that a warning quotes. */
const quotedLength = 40;

/** What the warnings of one kind have in common: how the ones beyond the listed are summed up. */
interface Kind {
  readonly sheet: string;
  readonly lacking: boolean;
  readonly listed: SourceWarning[];
  total: number;
}

/** Collects what a user should know about a source. A bad column of 100,000 rows gives a handful of lines. */
export class WarningLog {
  readonly #kinds = new Map<string, Kind>();

  /** A warning that occurs once. */
  add(place: string, message: string, lacking: boolean): void {
    this.addOf(`${place}\n${message}`, place, place, message, lacking);
  }

  /** A warning of which there may be many: `kind` and `sheet` say which belong together. */
  addOf(kind: string, sheet: string, place: string, message: string, lacking: boolean): void {
    const key = `${kind}\n${sheet}\n${lacking}`;
    let known = this.#kinds.get(key);
    if (known === undefined) this.#kinds.set(key, (known = { sheet, lacking, listed: [], total: 0 }));
    known.total++;
    if (known.listed.length < listedPerKind) known.listed.push({ place, message, lacking });
  }

  list(): SourceWarning[] {
    const warnings: SourceWarning[] = [];
    for (const { sheet, lacking, listed, total } of this.#kinds.values()) {
      warnings.push(...listed);
      const more = total - listed.length;
      if (more > 0) warnings.push({ place: sheet, message: `… and ${more} more like these`, lacking });
    }
    return warnings;
  }
}

/** A cell's value as a warning may show it: short, on one line, nothing invisible, no secrets. */
export function quoteCell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const visible = redactSecrets(value).replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ');
  const characters = Array.from(visible);
  return JSON.stringify(characters.length > quotedLength ? `${characters.slice(0, quotedLength).join('')}…` : visible);
}

/** The first few of a list of rows or names: "2, 3, 5 …". */
export function firstFew(items: readonly (string | number)[], total: number = items.length): string {
  const shown = items.slice(0, listedPerKind).join(', ');
  return total > listedPerKind ? `${shown} …` : shown;
}

/** "1 row", "3 rows". */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
