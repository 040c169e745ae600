import type { Edition } from '../../../src/model/infrastructure.ts';
import { type CellReader, dateTime, most, text, uuid, whole, wholeOrUnlimited } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'edition', Edition>('edition');

/** A date, or the words that RVTools writes in its place. */
const expires: CellReader<string> = (cell, at) => {
  const word = String(cell).toLowerCase();
  return word === 'never' || word === 'expired' ? word : dateTime(cell, at);
};

/**
 * vLicense: a row a licence. Its Key is a live key, and its Labels and Features say nothing that is needed: no column of
 * this list may ever read them.
 */
export const vLicenseColumns: readonly Column<Edition>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('costUnit', text, ['Cost Unit']),
  column('total', wholeOrUnlimited(most.count), ['Total']),
  column('used', whole(most.count), ['Used']),
  column('expires', expires, ['Expiration Date']),
];
