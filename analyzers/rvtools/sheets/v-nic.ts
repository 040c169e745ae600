import type { PhysicalNic } from '../../../src/model/infrastructure.ts';
import { type CellReader, flag, most, text, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'physicalNic', PhysicalNic>('physicalNic');

/** Duplex says True or False of a link that is up, and otherwise "Link is down!". */
const linkUp: CellReader<boolean> = (cell, at) =>
  typeof cell === 'string' && /\bdown\b/i.test(cell) ? false : flag(cell, at) === null ? null : true;

/** vNIC: a row a physical NIC. Speed is blank where the link is down. */
export const vNicColumns: readonly Column<PhysicalNic>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('device', text, ['Network Device']),
  column('driver', text, ['Driver']),
  column('speedMbps', whole(most.count), ['Speed']),
  column('linkUp', linkUp, ['Duplex']),
  column('switch', text, ['Switch']),
];
