import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'sap',
  title: 'SAP NetWeaver or HANA',
  role: 'business application',
  evidence: {
    units: ['sapinit', 'SAP*_*', 'sapstartsrv*'],
    executables: [
      '/usr/sap/*/*/exe/sapstartsrv',
      '/usr/sap/hostctrl/exe/sapstartsrv',
      '/usr/sap/*/*/exe/disp+work',
      '/usr/sap/*/*/exe/hdbindexserver',
      '/usr/sap/*/*/exe/hdbdaemon',
    ],
    ports: [3200, 3300, 8000, 30_013, 30_015, 50_013],
    files: ['/usr/sap/sapservices'],
  },
  officialImage: null,
  unverified: true,
  recognise: atPlaces({
    command: null,
    configuration: ['/usr/sap/sapservices'],
    data: ['/usr/sap', '/hana/data', '/sapmnt'],
  }),
};
