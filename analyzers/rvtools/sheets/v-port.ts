import type { PortGroup } from '../../../src/model/infrastructure.ts';
import { type CellReader, flag, text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'portGroup', PortGroup>('portGroup');

/** vPort: a row a port group of a standard switch, once for each host that has it. */
export const vPortColumns: readonly Column<PortGroup>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('name', text, ['Port Group']),
  column('switch', text, ['Switch']),
  column('vlan', text, ['VLAN']),
  column('promiscuous', flag, ['Promiscuous Mode']),
  column('macChanges', flag, ['Mac Changes']),
  column('forgedTransmits', flag, ['Forged Transmits']),
];

/** Where Type says how ports are bound (earlyBinding, ephemeral), as in all 4.x exports seen, uplinks stay unknown. */
const uplink: CellReader<boolean> = (cell) => (/\buplink/i.test(String(cell)) ? true : null);

/** dvPort: a row a distributed port group. VLAN is blank for trunks. */
export const dvPortColumns: readonly Column<PortGroup>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('switch', text, ['Switch']),
  column('vlan', text, ['VLAN']),
  column('promiscuous', flag, ['Allow Promiscuous']),
  column('macChanges', flag, ['Mac Changes']),
  column('forgedTransmits', flag, ['Forged Transmits']),
  column('uplink', uplink, ['Type']),
];
