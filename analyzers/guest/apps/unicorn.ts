import type { ServerApplication } from '../recognition/application.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'unicorn',
  title: 'Ruby application in Unicorn',
  role: 'application server',
  evidence: {
    units: ['unicorn', 'unicorn@*'],
    packages: ['unicorn'],
    programs: { ruby: ['unicorn', 'unicorn_rails'] },
  },
  officialImage: 'docker.io/library/ruby',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view),
};
