import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import { portOf, startArguments } from '../recognition/common-server.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'puma',
  title: 'Ruby application in Puma',
  role: 'application server',
  evidence: {
    units: ['puma', 'puma@*'],
    packages: ['puma'],
    // The process writes "puma 5.6.5 (tcp://0.0.0.0:9292) [app]" over its command line.
    programs: { ruby: ['puma', 'puma:'] },
    ports: [9292, 3000],
  },
  officialImage: 'docker.io/library/ruby',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const port = portOf(optionValue(argv, '--bind', '-b')) ?? portOf(optionValue(argv, '--port', '-p'));
    const known = port === null ? {} : { ports: [port] };
    return runtimeService(service, view, { ...known, packages: view.packagesLike('puma') });
  },
};
