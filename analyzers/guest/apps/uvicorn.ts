import type { ServerApplication } from '../recognition/application.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'uvicorn',
  title: 'Python application in uvicorn',
  role: 'application server',
  evidence: {
    units: ['uvicorn', 'uvicorn@*'],
    packages: ['uvicorn', 'python3-uvicorn'],
    programs: { python: ['uvicorn', 'hypercorn', 'daphne'] },
  },
  officialImage: 'docker.io/library/python',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view),
};
