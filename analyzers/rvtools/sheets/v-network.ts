import type { Nic } from '../../../src/model/estate.ts';
import type { CellPlace, FilledCell } from '../cells.ts';
import { flag, text } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

const column = columnsOf<'nic', Nic>('nic');

/** Addresses of one family out of a list: until 3.10 one column holds both. */
function addresses(
  field: 'ipv4Addresses' | 'ipv6Addresses',
  headers: readonly string[],
  databaseNames: readonly string[],
): Column<Nic> {
  const isOfFamily = (address: string): boolean =>
    field === 'ipv6Addresses' ? address.includes(':') : /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address);
  return {
    fact: `nic.${field}`,
    headers,
    databaseNames,
    afterAttributes: false,
    assign(nic: Nic, cell: FilledCell, _at: CellPlace) {
      if (nic[field].length > 0) return false;
      nic[field] = String(cell)
        .split(/[,;\s]+/)
        .filter(isOfFamily);
      return nic[field].length > 0;
    },
  };
}

/** vNetwork: a row an adapter. */
export const vNetworkColumns: readonly Column<Nic>[] = [
  column('label', text, ['NIC label'], { databaseNames: ['Nic'] }),
  column('adapter', text, ['Adapter']),
  column('network', text, ['Network'], { databaseNames: ['Name'] }),
  column('switch', text, ['Switch']),
  column('connected', flag, ['Connected']),
  column('startsConnected', flag, ['Starts Connected']),
  column('macAddress', text, ['Mac Address']),
  column('macType', text, ['Type']),
  addresses('ipv4Addresses', ['IPv4 Address', 'IP Address'], ['IP4Address']),
  addresses('ipv6Addresses', ['IPv6 Address', 'IP Address'], ['IP6Address']),
  column('directPathIo', flag, ['Direct Path IO']),
];
