import type { Vm } from '../../../src/model/estate.ts';
import { powerStateSchema } from '../../../src/model/estate.ts';
import { type CellReader, flag, freeText, oneOf, text, uuid } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';

export const vmColumn = columnsOf<'vm', Vm>('vm');

/**
 * vCenter gives instance UUIDs that begin with 50, ESXi 52; SMBIOS UUIDs begin with 42 or, given by ESXi, 56 4d.
 * Seen in all exports at hand; VMware's documentation of `config.instanceUuid` leaves the format open.
 */
const looksLikeInstanceUuid = (value: string): boolean => /^5[02]/.test(value);

/** "VM UUID" was the SMBIOS UUID in 3.x; it is the instance UUID where "SMBIOS UUID" is a column of its own. */
const instanceUuid: CellReader<string> = (cell, at) => {
  const value = String(cell).toLowerCase();
  return at.statesBiosUuid || looksLikeInstanceUuid(value) ? value : null;
};

const biosUuid: CellReader<string> = (cell, at) => {
  const value = String(cell).toLowerCase();
  return at.statesBiosUuid || looksLikeInstanceUuid(value) ? null : value;
};

const afterAttributes = { afterAttributes: true } as const;

/** What tells to which VM a row belongs. */
export const keyColumns = {
  name: { headers: ['VM', 'VM Name'], databaseNames: [], afterAttributes: false },
  moRef: { headers: ['VM ID'], databaseNames: ['ObjectID'], afterAttributes: true },
  uuid: { headers: ['VM UUID'], databaseNames: ['UUID'], afterAttributes: true },
  vCenterUuid: { headers: ['VI SDK UUID', 'vCenter UUID'], databaseNames: [], afterAttributes: true },
  server: { headers: ['VI SDK Server'], databaseNames: [], afterAttributes: true },
  host: { headers: ['Host'], databaseNames: [], afterAttributes: true },
} as const;

/** The columns that every sheet of VMs has: each fills in what the sheets before it did not state. */
export const vmColumns: readonly Column<Vm>[] = [
  vmColumn('moRef', text, keyColumns.moRef.headers, keyColumns.moRef),
  vmColumn('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  vmColumn('instanceUuid', instanceUuid, keyColumns.uuid.headers, keyColumns.uuid),
  vmColumn('biosUuid', biosUuid, keyColumns.uuid.headers, keyColumns.uuid),
  vmColumn('powerState', oneOf(powerStateSchema.options), ['Powerstate']),
  vmColumn('template', flag, ['Template']),
  vmColumn('srmPlaceholder', flag, ['SRM Placeholder']),
  vmColumn('annotation', freeText, ['Annotation'], { databaseNames: ['Notes'] }),
  vmColumn('datacenter', text, ['Datacenter'], afterAttributes),
  vmColumn('cluster', text, ['Cluster'], afterAttributes),
  vmColumn('host', text, keyColumns.host.headers, keyColumns.host),
  vmColumn('folder', text, ['Folder'], afterAttributes),
  vmColumn('guestFullNameConfig', text, ['OS according to the configuration file', 'OS'], afterAttributes),
  vmColumn('guestFullNameTools', text, ['OS according to the VMware Tools'], {
    afterAttributes: true,
    databaseNames: ['OSTools'],
  }),
];
