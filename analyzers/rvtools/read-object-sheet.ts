import type { Row, Sheet } from '../../src/lib/tables/table.ts';
import { filled } from './header.ts';
import type { ObjectSheet } from './object-sheets.ts';
import { LostRows, type ReadingState } from './reading-state.ts';
import { type OpenSheet, readSheet } from './sheet-rows.ts';

/** Reads a sheet of anything but VMs into the estate: hosts, clusters, port groups. */
export async function readObjectSheet(plan: ObjectSheet, sheet: Sheet, state: ReadingState): Promise<void> {
  const { warnings, facts } = state;
  const nameless = new LostRows();
  const repeated = new LostRows();
  const noteFacts: (() => void)[] = [];

  const start = ({ header, keyIndex }: OpenSheet): ((row: Row) => void) | null => {
    if (keyIndex < 0) {
      warnings.add(sheet.name, `not read: it has no column "${plan.key.headers[0] ?? ''}"`, true);
      return null;
    }
    const at = state.cellPlace(sheet, header);
    const reader = plan.bind(header, state.estate, state.sourceIndex);
    const readKey = state.keyReader(header, keyIndex);
    noteFacts.push(() => {
      if (plan.keyFact !== null) facts.add(plan.keyFact, sheet.name, header, keyIndex, true);
      for (const { column, index, gaveValue } of reader.bound) {
        facts.add(column.fact, sheet.name, header, index, gaveValue);
      }
    });
    return (row) => {
      const { name } = readKey(row);
      at.row = row.number;
      if (name !== null) {
        if (!reader.read(row, name, at)) repeated.add(row);
      } else if (row.cells.some((cell) => filled(cell) !== null)) nameless.add(row);
    };
  };

  if (!(await readSheet(sheet, plan, warnings, state.onProgress, start))) {
    warnings.add(sheet.name, 'not read: it has no header row', true);
  }
  for (const note of noteFacts) note();
  nameless.warn(warnings, sheet.name, 'left out: without a name', false);
  repeated.warn(warnings, sheet.name, 'left out: listed above', false);
}
