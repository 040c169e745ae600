import type { Removable } from '../../../src/model/estate.ts';
import { flag, text } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

const column = columnsOf<'removable', Removable>('removable');

/** vCD, vFloppy and vUSB: a row a device. vUSB has no "Starts Connected"; its "Auto connect" is another thing. */
export const removableColumns: readonly Column<Removable>[] = [
  column('label', text, ['Device Node']),
  column('deviceType', text, ['Device Type']),
  column('connected', flag, ['Connected']),
  column('startsConnected', flag, ['Starts Connected']),
];
