import type { Vm } from '../../../src/model/estate.ts';
import { type CellReader, text } from '../cells.ts';
import type { Column } from '../columns.ts';
import { vmColumn, vmColumns } from './vm.ts';

/** 0 where no tools are installed; 2147483647 where they are the guest's own, such as open-vm-tools of old. */
const toolsVersion: CellReader<string> = (cell) => {
  const version = String(cell);
  return version === '0' || version === '2147483647' ? null : version;
};

/** vTools: one row a VM. In 3.x the column "Upgrade" stands before "VM". */
export const vToolsColumns: readonly Column<Vm>[] = [
  ...vmColumns,
  vmColumn('toolsStatus', text, ['Tools']),
  vmColumn('toolsVersion', toolsVersion, ['Tools Version'], { databaseNames: ['Version'] }),
  vmColumn('hwVersion', text, ['VM Version']),
];
