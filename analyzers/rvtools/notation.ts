import { type DateOrder, readDateTime } from './dates.ts';
import { type Separator, readNumber } from './numbers.ts';

/** Why a text gave no value. */
export type Unreadable = 'ambiguous' | 'malformed';

const separators: readonly Separator[] = ['.', ','];

/**
 * How one file writes numbers and dates as text. RVTools writes them in the exporter's locale, and no cell says which:
 * "1.024" is 1024 in one file and 1.024 in another. The unambiguous cells of a file tell. They are noted while it is
 * read for the first time; where they contradict what had been assumed, or cells had to wait, the file is read again
 * with what is known then (`settle`).
 */
export class Notation {
  #settled = false;
  readonly #decimal = new Set<Separator>();
  readonly #grouping = new Set<Separator>();
  /** Separators that were taken for grouping because the column holds whole numbers. */
  readonly #assumedGrouping = new Set<Separator>();
  readonly #orders = new Set<DateOrder>();
  #waiting = false;

  /** A number of a column of whole numbers. May still have a fraction, as computed columns do. */
  whole(text: string): number | Unreadable {
    return this.#number(text, true);
  }

  /** A number of a column of decimal numbers. */
  decimal(text: string): number | Unreadable {
    return this.#number(text, false);
  }

  /** ISO 8601 date-time without a zone, to the second. */
  dateTime(text: string): { readonly iso: string } | Unreadable {
    const date = readDateTime(text);
    if (date === null) return 'malformed';
    if ('iso' in date) {
      if (date.order !== null) this.#orders.add(date.order);
      return date;
    }
    const order = this.dateOrder;
    if (order !== null && this.#settled) return { iso: date[order] };
    this.#waiting = true;
    return 'ambiguous';
  }

  /** Which of day and month stands first in this file; null while its cells have not told. */
  get dateOrder(): DateOrder | null {
    const [order] = this.#orders;
    return this.#orders.size === 1 && order !== undefined ? order : null;
  }

  /** True where reading the file again would give other values. */
  get needsSecondReading(): boolean {
    const misjudged = separators.some((separator) => {
      const role = this.#role(separator);
      return this.#assumedGrouping.has(separator) && (role === 'decimal' || role === 'contradictory');
    });
    return !this.#settled && (this.#waiting || misjudged);
  }

  /** From here on what was noted decides, and nothing is assumed. */
  settle(): void {
    this.#settled = true;
  }

  #number(text: string, isWholeColumn: boolean): number | Unreadable {
    const number = readNumber(text);
    if (number === null) return 'malformed';
    if ('value' in number) {
      if (number.decimal !== null) this.#decimal.add(number.decimal);
      if (number.grouping !== null) this.#grouping.add(number.grouping);
      return number.value;
    }
    if (!this.#settled) {
      if (isWholeColumn) {
        this.#assumedGrouping.add(number.separator);
        return number.grouped;
      }
      this.#waiting = true;
      return 'ambiguous';
    }
    const role = this.#role(number.separator);
    if (role === 'grouping' || (role === 'unknown' && isWholeColumn)) return number.grouped;
    // A whole number of MiB with thousandths is not credible, and 1 for 1024 would be worse than null.
    return role === 'decimal' && !isWholeColumn ? number.fraction : 'ambiguous';
  }

  #role(separator: Separator): 'decimal' | 'grouping' | 'contradictory' | 'unknown' {
    const other = separator === '.' ? ',' : '.';
    const decimal = this.#decimal.has(separator) || this.#grouping.has(other);
    const grouping = this.#grouping.has(separator) || this.#decimal.has(other);
    if (decimal && grouping) return 'contradictory';
    if (decimal) return 'decimal';
    if (grouping) return 'grouping';
    // Columns of whole numbers show grouping too, though less surely.
    const assumed = this.#assumedGrouping.has(separator);
    if (assumed === this.#assumedGrouping.has(other)) return 'unknown';
    return assumed ? 'grouping' : 'decimal';
  }
}
