import {
  maxDataRows,
  type CellValue,
  type WorkbookColumn,
  type WorkbookSheet,
} from '../../../src/lib/workbook-writer.ts';

/** A column of a sheet, with what it shows of a row. */
export interface Column<Row> extends WorkbookColumn {
  readonly of: (row: Row) => CellValue;
}

/** What empty cells mean, beside the header of every column that may have some. */
export const blankIsUnknown = 'blank = unknown';
export const blankIsNone = 'blank = none, or unknown';
export const blankIsUnplanned = 'blank = not on the new nodes, or unknown';
export const blankIsElsewhere = 'blank = unknown, or no matter of this row';

type ColumnMaker = <Row>(header: string, width: number, of: (row: Row) => CellValue, note?: string) => Column<Row>;

/** Text that is always there, or whose absence means that there is none. */
export const text: ColumnMaker = (header, width, of) => ({ header, kind: 'text', width, of });

/** Sentences, over as many lines as they need. */
export const prose: ColumnMaker = (header, width, of) => ({ header, kind: 'wrapped', width, of });

/** A fact, which may not be known. */
export const fact: ColumnMaker = (header, width, of, note = blankIsUnknown) => ({
  header,
  kind: 'text',
  width,
  note,
  of,
});
export const integer: ColumnMaker = (header, width, of, note = blankIsUnknown) => ({
  header,
  kind: 'integer',
  width,
  note,
  of,
});
export const decimal: ColumnMaker = (header, width, of, note = blankIsUnknown) => ({
  header,
  kind: 'decimal',
  width,
  note,
  of,
});

/** How many of something were counted: zero is none, and never blank. */
export const counted: ColumnMaker = (header, width, of) => ({ header, kind: 'integer', width, of });

export function yesNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no';
}

/**
 * A sheet of a table. Where there are more rows than a sheet holds, its last row says how many are left out: the first
 * column is one of texts.
 */
export function sheet<Row>(
  name: string,
  rows: Iterable<Row>,
  columns: readonly Column<Row>[],
  frozenColumns = 0,
): WorkbookSheet {
  return { name, columns, frozenColumns, rows: cells(columns, rows) };
}

function* cells<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<CellValue[]> {
  let written = 0;
  let leftOut = 0;
  for (const row of rows) {
    if (written < maxDataRows - 1) {
      written++;
      yield columns.map((column) => column.of(row));
    } else {
      leftOut++;
    }
  }
  if (leftOut > 0) yield [`${leftOut} more: a sheet holds no more rows; assessment.json holds all`];
}
