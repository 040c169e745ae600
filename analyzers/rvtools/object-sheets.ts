import { redactSecrets } from '../../src/lib/redact.ts';
import type { Row } from '../../src/lib/tables/table.ts';
import {
  blankCluster,
  blankDatastore,
  blankEdition,
  blankHealthMessage,
  blankHost,
  blankHostAdapter,
  blankPhysicalNic,
  blankPortGroup,
  blankResourcePool,
  blankStorageDevice,
  blankVCenter,
  blankVirtualSwitch,
  blankVmkernelNic,
} from '../../src/model/blank-records.ts';
import type { Estate, FactId } from '../../src/model/estate.ts';
import type { CellPlace } from './cells.ts';
import type { Column } from './columns.ts';
import { type BoundColumn, type Header, assignCells } from './header.ts';
import type { ColumnNames } from './sheet-rows.ts';
import type { SheetName } from './sheet-names.ts';
import { vClusterColumns } from './sheets/v-cluster.ts';
import { vDatastoreColumns } from './sheets/v-datastore.ts';
import { vHbaColumns } from './sheets/v-hba.ts';
import { vHealthColumns } from './sheets/v-health.ts';
import { vHostColumns } from './sheets/v-host.ts';
import { vLicenseColumns } from './sheets/v-license.ts';
import { vMultiPathColumns } from './sheets/v-multipath.ts';
import { vNicColumns } from './sheets/v-nic.ts';
import { dvPortColumns, vPortColumns } from './sheets/v-port.ts';
import { vRpColumns } from './sheets/v-rp.ts';
import { vScVmkColumns } from './sheets/v-sc-vmk.ts';
import { vSourceColumns } from './sheets/v-source.ts';
import { dvSwitchColumns, vSwitchColumns } from './sheets/v-switch.ts';

export interface ObjectReader {
  readonly bound: readonly Pick<BoundColumn<never>, 'index' | 'gaveValue' | 'column'>[];
  /** Adds the object of a row to the estate; false where it is there already. */
  read(row: Row, name: string, at: CellPlace): boolean;
}

/** A sheet with a row for each object that is no VM: a host, a cluster, a port group, a LUN. */
export interface ObjectSheet {
  readonly name: SheetName;
  readonly key: ColumnNames;
  /** The fact that the key's column brings; null where a column of `columns` does. */
  readonly keyFact: FactId | null;
  readonly columns: readonly ColumnNames[];
  /** See SheetPlan. */
  readonly onlyByHeader: boolean;
  bind(header: Header, estate: Estate, source: number): ObjectReader;
}

interface InfrastructureRecord {
  readonly vCenterUuid: string | null;
  readonly moRef?: string | null;
}

function objectSheet<R extends InfrastructureRecord>(plan: {
  name: SheetName;
  key: Pick<ColumnNames, 'headers' | 'databaseNames'>;
  keyFact: FactId | null;
  columns: readonly Column<R>[];
  blank: (source: number, row: number, name: string) => R;
  listOf: (estate: Estate) => R[];
  /** What tells two of these apart where they have no moRef; null where nothing does. */
  identity: (record: R) => string | null;
  onlyByHeader?: boolean;
}): ObjectSheet {
  return {
    name: plan.name,
    key: { ...plan.key, afterAttributes: false },
    keyFact: plan.keyFact,
    columns: plan.columns,
    onlyByHeader: plan.onlyByHeader ?? false,
    bind(header, estate, source) {
      const bound = header.bind(plan.columns);
      const known = new Set<string>();
      return {
        bound,
        read(row, name, at) {
          const record = plan.blank(source, row.number, name);
          assignCells(bound, row, record, at);
          const identity = record.moRef ?? plan.identity(record);
          if (identity !== null) {
            const key = `${record.vCenterUuid ?? ''}/${identity}`;
            if (known.has(key)) return false;
            known.add(key);
          }
          plan.listOf(estate).push(record);
          return true;
        },
      };
    },
  };
}

/** Sheets whose rows are of a host begin with its name. */
const hostKey = { headers: ['Host'], databaseNames: [] } as const;

/** A key of several parts; null where one of them is not told. */
const joined = (...parts: readonly (string | null)[]): string | null =>
  parts.includes(null) ? null : JSON.stringify(parts);

export const objectSheets: readonly ObjectSheet[] = [
  objectSheet({
    name: 'vSource',
    key: { headers: ['Name'], databaseNames: [] },
    keyFact: null,
    columns: vSourceColumns,
    blank: blankVCenter,
    listOf: (estate) => estate.vCenters,
    identity: () => null,
  }),
  objectSheet({
    name: 'vRP',
    key: { headers: ['Resource Pool path', 'Resource pool', 'Resource Pool name'], databaseNames: [] },
    keyFact: null,
    columns: vRpColumns,
    blank: blankResourcePool,
    listOf: (estate) => estate.resourcePools,
    identity: () => null,
  }),
  objectSheet({
    name: 'vCluster',
    key: { headers: ['Name'], databaseNames: [] },
    keyFact: 'cluster.name',
    columns: vClusterColumns,
    blank: blankCluster,
    listOf: (estate) => estate.clusters,
    // Clusters of different datacenters may have one name, and vCluster does not say the datacenter.
    identity: () => null,
  }),
  objectSheet({
    name: 'vHost',
    key: { headers: ['Host'], databaseNames: ['Name'] },
    keyFact: 'host.name',
    columns: vHostColumns,
    blank: blankHost,
    listOf: (estate) => estate.hosts,
    identity: (record) => record.name,
  }),
  objectSheet({
    name: 'vDatastore',
    key: { headers: ['Name'], databaseNames: [] },
    keyFact: 'datastore.name',
    columns: vDatastoreColumns,
    blank: blankDatastore,
    listOf: (estate) => estate.datastores,
    // Local datastores of many hosts are called datastore1.
    identity: () => null,
  }),
  objectSheet({
    name: 'vHBA',
    key: hostKey,
    keyFact: 'hostAdapter.host',
    columns: vHbaColumns,
    blank: blankHostAdapter,
    listOf: (estate) => estate.hostAdapters,
    identity: (adapter) => joined(adapter.host, adapter.device),
  }),
  objectSheet({
    name: 'vNIC',
    key: hostKey,
    keyFact: 'physicalNic.host',
    columns: vNicColumns,
    blank: blankPhysicalNic,
    listOf: (estate) => estate.physicalNics,
    identity: (nic) => joined(nic.host, nic.device),
  }),
  objectSheet({
    name: 'vSwitch',
    key: hostKey,
    keyFact: 'virtualSwitch.host',
    columns: vSwitchColumns,
    blank: (source, row, name) => ({ ...blankVirtualSwitch(source, row, 'standard'), host: name }),
    listOf: (estate) => estate.virtualSwitches,
    identity: (virtualSwitch) => joined(virtualSwitch.host, virtualSwitch.name),
  }),
  objectSheet({
    name: 'dvSwitch',
    key: { headers: ['Switch'], databaseNames: [] },
    keyFact: 'virtualSwitch.name',
    columns: dvSwitchColumns,
    blank: (source, row, name) => ({ ...blankVirtualSwitch(source, row, 'distributed'), name }),
    listOf: (estate) => estate.virtualSwitches,
    // Two data centres may each have a DSwitch.
    identity: () => null,
  }),
  objectSheet({
    name: 'vPort',
    key: hostKey,
    keyFact: 'portGroup.host',
    columns: vPortColumns,
    blank: (source, row, name) => ({ ...blankPortGroup(source, row, 'standard'), host: name }),
    listOf: (estate) => estate.portGroups,
    identity: (portGroup) => joined(portGroup.host, portGroup.switch, portGroup.name),
  }),
  objectSheet({
    name: 'dvPort',
    key: { headers: ['Port'], databaseNames: [] },
    keyFact: 'portGroup.name',
    columns: dvPortColumns,
    blank: (source, row, name) => ({ ...blankPortGroup(source, row, 'distributed'), name }),
    listOf: (estate) => estate.portGroups,
    identity: () => null,
  }),
  objectSheet({
    name: 'vSC_VMK',
    key: hostKey,
    keyFact: 'vmkernelNic.host',
    columns: vScVmkColumns,
    blank: blankVmkernelNic,
    listOf: (estate) => estate.vmkernelNics,
    identity: (nic) => joined(nic.host, nic.device),
  }),
  objectSheet({
    name: 'vMultiPath',
    key: hostKey,
    keyFact: 'storageDevice.host',
    columns: vMultiPathColumns,
    blank: blankStorageDevice,
    listOf: (estate) => estate.storageDevices,
    identity: (device) => joined(device.host, device.device, device.datastore),
  }),
  objectSheet({
    name: 'vHealth',
    // Some messages are of no object.
    key: { headers: ['Message'], databaseNames: [] },
    keyFact: 'healthMessage.message',
    columns: vHealthColumns,
    blank: (source, row, message) => blankHealthMessage(source, row, redactSecrets(message)),
    listOf: (estate) => estate.healthMessages,
    identity: () => null,
  }),
  objectSheet({
    name: 'vLicense',
    key: { headers: ['Name'], databaseNames: [] },
    keyFact: 'edition.name',
    columns: vLicenseColumns,
    blank: (source, row, name) => blankEdition(source, row, redactSecrets(name)),
    listOf: (estate) => estate.editions,
    identity: () => null,
    onlyByHeader: true,
  }),
];
