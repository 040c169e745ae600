import type { Disk } from '../../../src/model/estate.ts';
import { flag, most, text, textOrNumberOf, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

const column = columnsOf<'disk', Disk>('disk');

/** vim25's VirtualSCSISharing in the order of its WSDL; RVTools 3.x writes the number. */
const busSharings = ['noSharing', 'virtualSharing', 'physicalSharing'] as const;

/** vDisk: a row a disk. "Disk Path" is where the guest has it, "Path" is its file. */
export const vDiskColumns: readonly Column<Disk>[] = [
  column('label', text, ['Disk'], { databaseNames: ['Name'] }),
  column('key', text, ['Disk Key'], { databaseNames: ['Key'] }),
  column('uuid', uuid, ['Disk UUID']),
  column('path', text, ['Path']),
  column('capacityMiB', whole(most.storageMiB), ['Capacity MiB']),
  column('thin', flag, ['Thin']),
  column('eagerlyScrub', flag, ['Eagerly Scrub']),
  column('mode', text, ['Disk Mode'], { databaseNames: ['Mode'] }),
  column('raw', flag, ['Raw']),
  column('rawLunId', text, ['Raw LUN ID']),
  column('rawCompatibility', text, ['Raw Comp. Mode']),
  column('sharingMode', text, ['Sharing mode']),
  column('controllerSharing', textOrNumberOf(busSharings), ['Shared Bus']),
  column('controller', text, ['Controller']),
  column('unitNumber', whole(most.count), ['Unit #']),
  column('writeThrough', flag, ['Write Through']),
];
