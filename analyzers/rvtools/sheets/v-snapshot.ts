import type { Snapshot } from '../../../src/model/estate.ts';
import { dateTime, flag, freeText, most, rounded } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

const column = columnsOf<'snapshot', Snapshot>('snapshot');

/** vSnapshot: a row a snapshot. "(vmsn)" is its memory file alone, "(total)" its disks too. */
export const vSnapshotColumns: readonly Column<Snapshot>[] = [
  column('name', freeText, ['Name']),
  column('description', freeText, ['Description']),
  column('createdAt', dateTime, ['Date / time']),
  column('sizeMiB', rounded(most.storageMiB), ['Size MiB (total)']),
  column('quiesced', flag, ['Quiesced']),
];
