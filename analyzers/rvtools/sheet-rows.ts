import type { Row, Sheet } from '../../src/lib/tables/table.ts';
import { type Column } from './columns.ts';
import { Header, filled } from './header.ts';
import type { SheetName } from './sheet-names.ts';
import { type WarningLog, counted } from './warnings.ts';

/** Rows above the header, such as a title, that are passed over. */
const mostTitleRows = 20;

/** Rows between two calls of onProgress. */
const progressEvery = 1000;

/** How a column is found. */
export type ColumnNames = Pick<Column<never>, 'headers' | 'databaseNames' | 'afterAttributes'>;

export interface SheetPlan {
  readonly name: SheetName;
  /** The column that names the object of a row. By all generations the first, but for Upgrade and Select of 3.x. */
  readonly key: ColumnNames;
  readonly columns: readonly ColumnNames[];
  /** True where the first column is never taken for the key's under another header: it may hold licence keys. */
  readonly onlyByHeader?: boolean;
}

export interface OpenSheet {
  readonly header: Header;
  /** Index of the key's column, -1 where the sheet has none. */
  readonly keyIndex: number;
}

/** Called with the header; gives what is to be done with each row, or null where the sheet is of no use. */
export type StartSheet = (open: OpenSheet) => ((row: Row) => void) | null;

/**
 * Finds the header of a sheet and hands out the rows below it. Says in a warning what it had to pass over or put right.
 * Returns false where there is no header.
 */
export async function readSheet(
  sheet: Sheet,
  plan: SheetPlan,
  warnings: WarningLog,
  onProgress: (sheet: string, rows: number) => void,
  start: StartSheet,
): Promise<boolean> {
  let handle: ((row: Row) => void) | null = null;
  let headerCell = '';
  let keyIndex = -1;
  let titleRows = 0;
  let repeated = 0;
  let rows = 0;
  for await (const row of sheet.rows()) {
    if (handle !== null) {
      rows++;
      if (rows % progressEvery === 0) onProgress(sheet.name, rows);
      // Sheets pasted together repeat their header.
      if (keyIndex >= 0 && headerCell !== '' && row.cells[keyIndex] === headerCell && isHeader(row, plan)) repeated++;
      else handle(row);
      continue;
    }
    if (!isHeader(row, plan)) {
      if (row.cells.some((cell) => filled(cell) !== null) && ++titleRows > mostTitleRows) break;
      continue;
    }
    const header = new Header(plan.name, row);
    keyIndex = findKey(sheet, plan, header, warnings);
    const key = row.cells[keyIndex];
    headerCell = typeof key === 'string' ? key : '';
    handle = start({ header, keyIndex });
    if (handle === null) return true;
  }
  onProgress(sheet.name, rows);
  if (handle === null) return false;
  if (titleRows > 0) {
    warnings.add(sheet.name, `passed over ${counted(titleRows, 'row')} above the header`, false);
  }
  if (repeated > 0) {
    warnings.add(sheet.name, `passed over ${counted(repeated, 'repetition')} of the header`, false);
  }
  return true;
}

/** True where the key or two other columns of the sheet are named: values do not look like two headers. */
function isHeader(row: Row, plan: SheetPlan): boolean {
  const header = new Header(plan.name, row);
  if (header.find(plan.key) >= 0) return true;
  let known = 0;
  for (const column of plan.columns) {
    if (header.find(column) >= 0 && ++known >= 2) return true;
  }
  return false;
}

function findKey(sheet: Sheet, plan: SheetPlan, header: Header, warnings: WarningLog): number {
  const index = header.find(plan.key);
  if (index >= 0) return index;
  const first = header.names[0] ?? '';
  if (plan.onlyByHeader === true || header.isKnown(0, plan.columns)) return -1;
  warnings.add(
    sheet.name,
    `the first header is ${JSON.stringify(first)}; taken for "${plan.key.headers[0] ?? ''}", which is the first column of this sheet in all versions of RVTools`,
    false,
  );
  return 0;
}
