import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

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

const find = nameFinder(signs);

export const rule: Rule = {
  id: 'workload.database',
  text: {
    title: 'Database by its name',
    why: 'A database keeps state, wants storage with low latency, and is often licensed by core. Whether it becomes containers under an operator or stays a VM is decided by its licence and its recovery target, not by its operating system.',
    remedy:
      'Look inside or ask the owner: product, edition, size, replication. Oracle counts every core of each node on which it may run, SQL Server by core: keep such databases on nodes of their own.',
  },
  needs: ['vm.name'],
  check(subject) {
    const match = find(subject.words);
    if (match === null) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.name')],
      detail: byNameOnly(match.sign.product, match),
    };
  },
};
