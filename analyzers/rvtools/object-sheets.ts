import type { Row } from '../../src/lib/tables/table.ts';
import { blankCluster, blankDatastore, blankHost, blankResourcePool } from '../../src/model/blank-records.ts';
import type { Estate, FactId } from '../../src/model/estate.ts';
import type { CellPlace } from './cells.ts';
import type { Column } from './columns.ts';
import { type BoundColumn, type Header, assignCells } from './header.ts';
import type { ColumnNames } from './sheet-rows.ts';
import type { SheetName } from './sheet-names.ts';
import { vClusterColumns } from './sheets/v-cluster.ts';
import { vDatastoreColumns } from './sheets/v-datastore.ts';
import { vHostColumns } from './sheets/v-host.ts';
import { vRpColumns } from './sheets/v-rp.ts';

export interface ObjectReader {
  readonly bound: readonly Pick<BoundColumn<never>, 'index' | 'gaveValue' | 'column'>[];
  /** Adds the object of a row to the estate; false where it is there already. */
  read(row: Row, name: string, at: CellPlace): boolean;
}

/** A sheet with a row for each host, cluster, datastore or resource pool. */
export interface ObjectSheet {
  readonly name: SheetName;
  readonly key: ColumnNames;
  /** The fact that the key's column brings; null where a column of `columns` does. */
  readonly keyFact: FactId | null;
  readonly columns: readonly ColumnNames[];
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
}): ObjectSheet {
  return {
    name: plan.name,
    key: { ...plan.key, afterAttributes: false },
    keyFact: plan.keyFact,
    columns: plan.columns,
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

export const objectSheets: readonly ObjectSheet[] = [
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
    identity: (host) => host.name,
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
];
