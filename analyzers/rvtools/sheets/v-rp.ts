import type { ResourcePool } from '../../../src/model/estate.ts';
import { most, text, uuid, whole, wholeOrUnlimited } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'resourcePool', ResourcePool>('resourcePool');

/** vRP: a row a resource pool. 3.x has its path alone, headed "Resource pool". */
export const vRpColumns: readonly Column<ResourcePool>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('name', text, ['Resource Pool name']),
  column('path', text, ['Resource Pool path', 'Resource pool']),
  column('cpuReservationMHz', whole(most.mhz), ['CPU reservation']),
  column('cpuLimitMHz', wholeOrUnlimited(most.mhz), ['CPU limit']),
  column('memoryReservationMiB', whole(most.clusterMemoryMiB), ['Mem reservation']),
  column('memoryLimitMiB', wholeOrUnlimited(most.clusterMemoryMiB), ['Mem limit']),
];
