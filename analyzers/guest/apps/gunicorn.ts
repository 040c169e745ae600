import type { ServerApplication } from '../recognition/application.ts';
import { startArguments } from '../recognition/common-server.ts';
import { runtimeService } from '../recognition/runtime-service.ts';
import { optionValue } from '../recognition/command-line.ts';
import { portOf } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'gunicorn',
  title: 'Python application in gunicorn',
  role: 'application server',
  evidence: {
    units: ['gunicorn', 'gunicorn@*'],
    packages: ['gunicorn'],
    programs: { python: ['gunicorn', 'gunicorn.app.wsgiapp'] },
    ports: [8000],
  },
  officialImage: 'docker.io/library/python',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const port = portOf(optionValue(argv, '--bind', '-b'));
    return runtimeService(service, view, {
      packages: view.packagesLike('gunicorn'),
      stopSignal: 'SIGTERM',
      ...(port === null ? {} : { ports: [port] }),
    });
  },
};
