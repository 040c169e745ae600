import type { Datastore } from '../../../src/model/estate.ts';
import { flag, most, text, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'datastore', Datastore>('datastore');
const count = whole(most.count);
const size = whole(most.storageMiB);

/** vDatastore: a row a datastore. 3.x has "# VMs" alone, of all VMs; 4.x counts all in "# VMs total". */
export const vDatastoreColumns: readonly Column<Datastore>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('moRef', text, ['Object ID']),
  column('type', text, ['Type']),
  column('address', text, ['Address']),
  column('accessible', flag, ['Accessible']),
  column('capacityMiB', size, ['Capacity MiB']),
  column('provisionedMiB', size, ['Provisioned MiB']),
  column('inUseMiB', size, ['In Use MiB']),
  column('freeMiB', size, ['Free MiB'], { databaseNames: ['FreeSpace'] }),
  column('vmCount', count, ['# VMs total', '# VMs']),
  column('hostCount', count, ['# Hosts']),
  column('clusterName', text, ['Cluster name']),
];
