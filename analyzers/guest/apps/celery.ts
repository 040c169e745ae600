import type { ServerApplication } from '../recognition/application.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'celery',
  title: 'Celery workers',
  role: 'worker',
  evidence: {
    units: ['celery', 'celery@*', 'celerybeat', 'celeryd'],
    packages: ['celery', 'python3-celery'],
    programs: { python: ['celery', 'celeryd'] },
  },
  officialImage: 'docker.io/library/python',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view),
};
