import type { Cell, WorkbookSheet } from './native-workbook.ts';
import { rvtoolsColumns, type RvtoolsColumn, type RvtoolsSheet } from '../lib/rvtools-columns.ts';

/** Values by column; columns that are not named stay blank. */
export type Row<Sheet extends RvtoolsSheet> = Readonly<Partial<Record<RvtoolsColumn<Sheet>, Cell>>>;

/** Values that many rows share: what identifies a VM or host, custom attributes included. */
export type SharedValues = Readonly<Record<string, Cell>>;

/** A row, and what it shares with others; the row's own value counts, null included. */
export type LayeredRow<Sheet extends RvtoolsSheet> = readonly [own: Row<Sheet>, shared: SharedValues];

/** True and False are words in RVTools, not cells of a type of their own. */
export function flag(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** Custom attributes stand after Annotation on the sheets of VMs and before VI SDK Server on the others. */
function withAttributes(columns: readonly string[], attributes: readonly string[]): readonly string[] {
  const annotation = columns.indexOf('Annotation');
  const at = annotation < 0 ? columns.indexOf('VI SDK Server') : annotation + 1;
  return [...columns.slice(0, at), ...attributes, ...columns.slice(at)];
}

/** A sheet with RVTools' columns in their order. `rows` is asked when the sheet is written. */
export function sheet<Sheet extends RvtoolsSheet>(
  name: Sheet,
  attributes: readonly string[],
  rows: () => Iterable<LayeredRow<Sheet>>,
): WorkbookSheet {
  const columns = withAttributes(rvtoolsColumns[name], attributes);
  function* table(): Generator<readonly Cell[]> {
    yield columns;
    for (const [own, shared] of rows()) {
      // A cast, because the compiler does not see that a sheet's columns, whichever sheet it is, are texts.
      const named = own as Partial<SharedValues>;
      yield columns.map((column) => (column in named ? named[column] : shared[column]) ?? null);
    }
  }
  return { name, rows: { [Symbol.iterator]: table } };
}
