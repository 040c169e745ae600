import type { ServerApplication } from '../recognition/application.ts';
import { interpretedProgram } from '../recognition/command-line.ts';
import { ownSoftware } from '../recognition/own-software.ts';
import { runtimeService, versionInPackageJson } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'node-js',
  title: 'Node.js application',
  role: 'application server',
  evidence: { packages: ['nodejs'], programs: { node: ['*'] } },
  officialImage: 'docker.io/library/node',
  unverified: false,
  recognise: (service, view) => {
    const { content = [] } = ownSoftware(service, view);
    const program = service.executable === null ? null : interpretedProgram(service.executable, service.argv)?.program;
    return runtimeService(service, view, {
      version: versionInPackageJson(content, view),
      evidence: program === null || program === undefined ? [] : [`it runs ${program}`],
    });
  },
};
