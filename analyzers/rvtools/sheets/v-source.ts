import type { VCenter } from '../../../src/model/infrastructure.ts';
import { text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'vCenter', VCenter>('vCenter');

/** vSource: a row a vCenter, or an ESXi host that was asked alone. */
export const vSourceColumns: readonly Column<VCenter>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('fullName', text, ['Fullname']),
  column('version', text, ['Version']),
  column('build', text, ['Build']),
];
