import type { VirtualSwitch } from '../../../src/model/infrastructure.ts';
import { most, text, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'virtualSwitch', VirtualSwitch>('virtualSwitch');

/** vSwitch: a row a standard switch of a host. */
export const vSwitchColumns: readonly Column<VirtualSwitch>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('name', text, ['Switch']),
  column('mtu', whole(most.count), ['MTU']),
];

/** dvSwitch: a row a distributed switch. Its "Name" is the product's, as the API's productInfo.name. */
export const dvSwitchColumns: readonly Column<VirtualSwitch>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('mtu', whole(most.count), ['Max MTU']),
];
