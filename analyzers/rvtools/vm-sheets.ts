import type { Row } from '../../src/lib/tables/table.ts';
import { blankDisk, blankNic, blankPartition, blankRemovable, blankSnapshot } from '../../src/model/blank-records.ts';
import type { FactId, Removable, Vm } from '../../src/model/estate.ts';
import type { CellPlace } from './cells.ts';
import type { Column } from './columns.ts';
import { type BoundColumn, type Header, assignCells } from './header.ts';
import type { ColumnNames } from './sheet-rows.ts';
import type { SheetName } from './sheet-names.ts';
import { removableColumns } from './sheets/removable.ts';
import { vCpuColumns } from './sheets/v-cpu.ts';
import { vDiskColumns } from './sheets/v-disk.ts';
import { vInfoColumns } from './sheets/v-info.ts';
import { vMemoryColumns } from './sheets/v-memory.ts';
import { vNetworkColumns } from './sheets/v-network.ts';
import { vPartitionColumns } from './sheets/v-partition.ts';
import { vSnapshotColumns } from './sheets/v-snapshot.ts';
import { vToolsColumns } from './sheets/v-tools.ts';
import { vmColumns } from './sheets/vm.ts';

/** What a row of a sheet adds to its VM beside the VM's own facts: a disk, an adapter. */
export interface DetailReader {
  readonly bound: readonly Pick<BoundColumn<never>, 'index' | 'gaveValue' | 'column'>[];
  read(row: Row, vm: Vm, at: CellPlace): void;
}

export interface Details {
  readonly columns: readonly ColumnNames[];
  /** A fact that stands for the presence of these things, shown at the first of `columns` that the sheet has. */
  readonly presence: readonly FactId[];
  bind(header: Header): DetailReader;
}

/** A sheet whose rows belong to VMs. */
export interface VmSheet {
  readonly name: SheetName;
  readonly vmColumns: readonly Column<Vm>[];
  /** null for a sheet with one row a VM. */
  readonly details: Details | null;
}

function details<R>(
  columns: readonly Column<R>[],
  presence: readonly FactId[],
  blank: (row: number) => R,
  listOf: (vm: Vm) => R[],
): Details {
  return {
    columns,
    presence,
    bind(header) {
      const bound = header.bind(columns);
      return {
        bound,
        read(row, vm, at) {
          const record = blank(row.number);
          assignCells(bound, row, record, at);
          listOf(vm).push(record);
        },
      };
    },
  };
}

const removables = (kind: Removable['kind']): Details =>
  details(
    removableColumns,
    ['removable.kind', `removable.${kind}`],
    (row) => blankRemovable(row, kind),
    (vm) => vm.removables,
  );

/** In the order in which they are read. */
export const vmSheets: readonly VmSheet[] = [
  { name: 'vInfo', vmColumns: vInfoColumns, details: null },
  { name: 'vCPU', vmColumns: vCpuColumns, details: null },
  { name: 'vMemory', vmColumns: vMemoryColumns, details: null },
  { name: 'vTools', vmColumns: vToolsColumns, details: null },
  { name: 'vDisk', vmColumns, details: details(vDiskColumns, [], blankDisk, (vm) => vm.disks) },
  { name: 'vPartition', vmColumns, details: details(vPartitionColumns, [], blankPartition, (vm) => vm.partitions) },
  { name: 'vNetwork', vmColumns, details: details(vNetworkColumns, [], blankNic, (vm) => vm.nics) },
  { name: 'vSnapshot', vmColumns, details: details(vSnapshotColumns, [], blankSnapshot, (vm) => vm.snapshots) },
  { name: 'vCD', vmColumns, details: removables('cdrom') },
  { name: 'vFloppy', vmColumns, details: removables('floppy') },
  { name: 'vUSB', vmColumns, details: removables('usb') },
];
