import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'sql-server',
  title: 'Microsoft SQL Server on Linux',
  role: 'database',
  evidence: {
    units: ['mssql-server'],
    packages: ['mssql-server'],
    executables: ['/opt/mssql/bin/sqlservr'],
    ports: [1433],
    files: ['/var/opt/mssql/mssql.conf'],
  },
  users: ['mssql'],
  officialImage: 'mcr.microsoft.com/mssql/server',
  unverified: true,
  recognise: atPlaces({
    packages: ['mssql-server'],
    configuration: ['/var/opt/mssql/mssql.conf'],
    data: ['/var/opt/mssql'],
  }),
};
