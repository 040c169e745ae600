import { nameFinder, type NameSign } from './name-words.ts';

// prettier-ignore
const signs: readonly NameSign[] = [
  { product: 'an Oracle database', words: ['oracle', 'oracledb', 'oradb', 'orcl', 'exadata', ['ora', 'db']] },
  { product: 'SQL Server', words: ['mssql', 'mssqlserver', 'sqlserver', 'sqlsrv', 'sqlsvr', ['ms', 'sql'], 'sql', 'sqldb'] },
  { product: 'MySQL or MariaDB', words: ['mysql', 'mariadb', 'percona', 'galera'] },
  { product: 'PostgreSQL', words: ['postgres', 'postgresql', 'pgsql', 'pgdb', 'patroni'] },
  { product: 'Db2, Informix or Sybase', words: ['db2', 'informix', 'sybase'] },
  { product: 'MongoDB', words: ['mongo', 'mongodb'] },
  { product: 'a data store', words: ['cassandra', 'redis', 'elasticsearch', 'couchbase', 'neo4j', 'influxdb', 'clickhouse', 'teradata', 'vertica', 'memsql', 'opensearch'] },
  { product: 'a database server', words: ['database', 'db', 'dbs', 'dbserver', 'dbsrv'] },
];

/** The database that a VM's name speaks of; null where it speaks of none. */
export const databaseByName = nameFinder(signs);
