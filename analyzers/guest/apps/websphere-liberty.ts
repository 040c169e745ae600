import type { ServerApplication } from '../recognition/application.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'websphere-liberty',
  title: 'WebSphere Liberty',
  role: 'application server',
  evidence: {
    units: ['liberty*', 'wlp*'],
    programs: { java: ['ws-server.jar'] },
    ports: [9080, 9443],
    files: ['/opt/*/usr/servers/*/server.xml'],
  },
  officialImage: 'docker.io/library/websphere-liberty',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view, { evidence: jvmEvidence(service.argv) }),
};
