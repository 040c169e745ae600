import type { Vm } from '../../../src/model/estate.ts';
import { flag, most, positive, whole, wholeOrUnlimited } from '../cells.ts';
import type { Column } from '../columns.ts';
import { vmColumn, vmColumns } from './vm.ts';

/** vCPU: one row a VM. Overall is the use at the moment of the export. */
export const vCpuColumns: readonly Column<Vm>[] = [
  ...vmColumns,
  vmColumn('cpus', positive(most.vcpus), ['CPUs']),
  vmColumn('coresPerSocket', positive(most.vcpus), ['Cores p/s'], { databaseNames: ['CoresPerSocket'] }),
  vmColumn('cpuUsageMHz', whole(most.mhz), ['Overall']),
  vmColumn('cpuReservationMHz', whole(most.mhz), ['Reservation']),
  vmColumn('cpuLimitMHz', wholeOrUnlimited(most.mhz), ['Limit']),
  vmColumn('cpuHotAdd', flag, ['Hot Add']),
  vmColumn('cpuHotRemove', flag, ['Hot Remove']),
];
