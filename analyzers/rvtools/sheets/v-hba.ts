import type { HostAdapter } from '../../../src/model/infrastructure.ts';
import { text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'hostAdapter', HostAdapter>('hostAdapter');

/** vHBA: a row a host bus adapter. Type is blank for adapters that the API gives no kind of its own, such as NVMe. */
export const vHbaColumns: readonly Column<HostAdapter>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('device', text, ['Device']),
  column('type', text, ['Type']),
  column('status', text, ['Status']),
  column('driver', text, ['Driver']),
  column('model', text, ['Model']),
];
