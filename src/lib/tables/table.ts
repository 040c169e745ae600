/**
 * Tables as files hold them, before anything is known of their meaning: what analyzers of workbooks and CSV sets read.
 * `openTables` in open.ts makes them.
 */

/**
 * A cell as the file holds it. Dates stay what they are: serial numbers in workbooks, strings elsewhere.
 * null is a cell that is empty, that holds an empty text, or a spreadsheet error (#N/A, #REF!): none states a value.
 */
export type Cell = string | number | boolean | null;

export interface Row {
  /** 1-based, as a spreadsheet shows it. In CSV the number of the record, the header being 1. */
  readonly number: number;
  /**
   * Index is the column (A = 0); gaps hold null. A row ends with its last cell that holds a value, so it may be shorter
   * than the header, or longer.
   */
  readonly cells: readonly Cell[];
}

export interface Sheet {
  readonly name: string;
  /** All rows that hold a value, the header too, in the file's order. May be called more than once. */
  rows(): AsyncIterable<Row>;
}

export interface TableFile {
  readonly path: string;
  readonly kind: 'xlsx' | 'csv';
  readonly sheets: readonly Sheet[];
  /** When the file itself says it was made (core properties), as an ISO string; null where it does not say. */
  readonly createdAt: string | null;
  close(): Promise<void>;
}

/** The letters of a column as a spreadsheet shows them: 0 is A, 25 is Z, 26 is AA. */
export function columnLetter(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
