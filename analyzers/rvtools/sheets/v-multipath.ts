import type { StorageDevice } from '../../../src/model/infrastructure.ts';
import { text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'storageDevice', StorageDevice>('storageDevice');

/** "Path 1" to "Path 8": each that is filled is a path more. */
function path(number: number): Column<StorageDevice> {
  return {
    fact: 'storageDevice.pathCount',
    headers: [`Path ${number}`],
    databaseNames: [],
    afterAttributes: false,
    assign(device) {
      device.pathCount = (device.pathCount ?? 0) + 1;
      return true;
    },
  };
}

/** vMultiPath: a row a LUN, once for each host that sees it. Vendor and model come padded with blanks, as SCSI has them. */
export const vMultiPathColumns: readonly Column<StorageDevice>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('datastore', text, ['Datastore']),
  column('device', text, ['Disk']),
  column('displayName', text, ['Display name']),
  column('policy', text, ['Policy']),
  column('vendor', text, ['Vendor']),
  column('model', text, ['Model']),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map(path),
];
