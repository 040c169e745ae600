import type { ServerApplication } from '../recognition/application.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'sidekiq',
  title: 'Sidekiq workers',
  role: 'worker',
  evidence: {
    units: ['sidekiq', 'sidekiq@*'],
    packages: ['ruby-sidekiq'],
    programs: { ruby: ['sidekiq'] },
  },
  officialImage: 'docker.io/library/ruby',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view),
};
