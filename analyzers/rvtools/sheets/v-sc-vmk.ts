import type { VmkernelNic } from '../../../src/model/infrastructure.ts';
import { most, text, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'vmkernelNic', VmkernelNic>('vmkernelNic');

/** vSC_VMK: a row a VMkernel interface. Port Group is blank where it hangs on a distributed switch. */
export const vScVmkColumns: readonly Column<VmkernelNic>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('device', text, ['Device']),
  column('portGroup', text, ['Port Group']),
  column('ipAddress', text, ['IP Address']),
  column('subnetMask', text, ['Subnet mask']),
  column('mtu', whole(most.count), ['MTU']),
];
