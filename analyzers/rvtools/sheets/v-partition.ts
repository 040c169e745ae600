import type { Partition } from '../../../src/model/estate.ts';
import { most, text, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

const column = columnsOf<'partition', Partition>('partition');
const size = whole(most.storageMiB);

/** vPartition: a row a file system that VMware Tools sees. 3.6 to 3.8 have no Consumed. */
export const vPartitionColumns: readonly Column<Partition>[] = [
  column('path', text, ['Disk']),
  column('diskKey', text, ['Disk Key'], { databaseNames: ['Key'] }),
  column('capacityMiB', size, ['Capacity MiB']),
  column('consumedMiB', size, ['Consumed MiB']),
  column('freeMiB', size, ['Free MiB']),
];
