import type { Vm } from '../../../src/model/estate.ts';
import { flag, most, positive, whole, wholeOrUnlimited } from '../cells.ts';
import type { Column } from '../columns.ts';
import { vmColumn, vmColumns } from './vm.ts';

const memory = whole(most.memoryMiB);

/**
 * vMemory: one row a VM. Consumed, Active, Swapped and Ballooned are those of the moment of the export. Overhead is
 * what may be reserved for the monitor, and 0 in 3.10; Consumed Overhead is what ESXi holds.
 */
export const vMemoryColumns: readonly Column<Vm>[] = [
  ...vmColumns,
  vmColumn('memoryMiB', positive(most.memoryMiB), ['Size MiB']),
  vmColumn('memoryReservationLockedToMax', flag, ['Memory Reservation Locked To Max'], {
    databaseNames: ['ReservationLockedToMax'],
  }),
  vmColumn('memoryOverheadMiB', memory, ['Consumed Overhead']),
  vmColumn('memoryConsumedMiB', memory, ['Consumed']),
  vmColumn('memoryActiveMiB', memory, ['Active']),
  vmColumn('memorySwappedMiB', memory, ['Swapped']),
  vmColumn('memoryBalloonedMiB', memory, ['Ballooned']),
  vmColumn('memoryReservationMiB', memory, ['Reservation']),
  vmColumn('memoryLimitMiB', wholeOrUnlimited(most.memoryMiB), ['Limit']),
  vmColumn('memoryHotAdd', flag, ['Hot Add']),
];
