/** What a workbook for people is made of; see `workbookBytes`. */

/** Text, a number, or null for a cell that holds nothing. There is no formula, and no way to write one. */
export type CellValue = string | number | null;

/** `text` stays on one line; `wrapped` breaks; `integer` and `decimal` group thousands as the reader's system does. */
export type ColumnKind = 'text' | 'wrapped' | 'integer' | 'decimal';

export interface WorkbookColumn {
  /** With its unit: "Memory (MiB)". */
  readonly header: string;
  readonly kind: ColumnKind;
  /** In characters of the standard font. */
  readonly width: number;
  /** A comment that is shown beside the header. */
  readonly note?: string;
  /** `known`: grey, not to be changed. `answer`: to be filled in. Without it: plain. */
  readonly role?: 'known' | 'answer';
  /** The values of a drop-down list, which alone are taken. */
  readonly choices?: readonly string[];
}

export interface WorkbookSheet {
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  /** Cells by column. Read once, while the workbook is written. */
  readonly rows: Iterable<readonly CellValue[]>;
  /** How many columns stay in view when the sheet is scrolled to the right; the header row always does. */
  readonly frozenColumns?: number;
  /** Spreadsheets let only cells with the role `answer` be changed. There is no password: it guards against slips. */
  readonly guarded?: boolean;
}

export interface Workbook {
  /** Title in the properties of the document. */
  readonly title: string;
  readonly sheets: readonly WorkbookSheet[];
}

/** Rows of data that a sheet holds beside its header (Excel specifications and limits: 1,048,576 rows). */
export const maxDataRows = 1_048_575;

/** Characters that a cell holds (Excel specifications and limits), in UTF-16 code units. */
export const maxCellLength = 32_767;

/** Characters that the list of a drop-down may have, with its commas (Excel: data validation with a typed list). */
const maxChoicesLength = 255;

/**
 * Throws a RangeError for sheet names and drop-down lists that spreadsheets refuse: they are ours, not the estate's.
 */
export function checkWorkbook({ sheets }: Workbook): void {
  const names = new Set<string>();
  for (const { name, columns } of sheets) {
    // Excel allows more than these characters; ours need no more.
    if (!/^[A-Za-z][A-Za-z0-9 -]{0,30}$/.test(name) || names.has(name.toLowerCase())) {
      throw new RangeError(`${JSON.stringify(name)} is no name for another sheet`);
    }
    names.add(name.toLowerCase());
    for (const { header, choices = [] } of columns) {
      if (choices.join().length > maxChoicesLength || choices.some((choice) => choice.includes(','))) {
        throw new RangeError(`${name}, ${header}: these choices fit into no drop-down list`);
      }
    }
  }
  if (names.size === 0) throw new RangeError('a workbook has at least one sheet');
}
