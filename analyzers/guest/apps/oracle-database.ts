import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'oracle-database',
  title: 'Oracle Database',
  role: 'database',
  evidence: {
    units: ['oracle*', 'dbora', 'oracle-xe*'],
    packages: ['oracle-database-*'],
    executables: [
      '/u01/app/oracle/product/*/*/bin/oracle',
      '/opt/oracle/product/*/*/bin/oracle',
      '/opt/oracle/product/*/*/bin/tnslsnr',
      '/u01/app/oracle/product/*/*/bin/tnslsnr',
      '/u01/app/*/grid/bin/tnslsnr',
      '/u01/app/*/grid/bin/oracle',
    ],
    ports: [1521],
    files: ['/etc/oratab'],
  },
  users: ['oracle'],
  officialImage: 'container-registry.oracle.com/database/enterprise',
  unverified: true,
  recognise: atPlaces({
    command: null,
    configuration: ['/etc/oratab'],
    data: ['/u01/app/oracle/oradata', '/opt/oracle/oradata'],
  }),
};
