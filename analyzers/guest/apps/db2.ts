import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'db2',
  title: 'IBM Db2',
  role: 'database',
  evidence: {
    units: ['db2*', 'db2fmcd'],
    executables: ['/opt/ibm/db2/*/adm/db2sysc', '/opt/ibm/db2/*/bin/db2sysc', '/home/*/sqllib/adm/db2sysc'],
    ports: [50_000],
  },
  users: ['db2inst1'],
  officialImage: 'icr.io/db2_community/db2',
  unverified: true,
  recognise: atPlaces({ command: null, data: ['/home/db2inst1'] }),
};
