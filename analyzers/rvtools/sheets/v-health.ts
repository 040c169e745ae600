import type { HealthMessage } from '../../../src/model/infrastructure.ts';
import { text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'healthMessage', HealthMessage>('healthMessage');

/** vHealth: a row a message. Name is that of a VM, host or datastore, or the path of a file that no VM has. */
export const vHealthColumns: readonly Column<HealthMessage>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('object', text, ['Name']),
  column('type', text, ['Message type']),
];
