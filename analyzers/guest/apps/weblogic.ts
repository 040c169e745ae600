import type { ServerApplication } from '../recognition/application.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'weblogic',
  title: 'Oracle WebLogic',
  role: 'application server',
  evidence: {
    units: ['weblogic*', 'wls*'],
    programs: { java: ['weblogic.Server', 'weblogic.NodeManager'] },
    ports: [7001, 7002],
  },
  users: ['oracle', 'weblogic'],
  officialImage: 'container-registry.oracle.com/middleware/weblogic',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view, { evidence: jvmEvidence(service.argv) }),
};
