import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'jboss',
  title: 'JBoss or WildFly',
  role: 'application server',
  evidence: {
    units: ['wildfly', 'jboss*', 'eap*'],
    packages: ['wildfly', 'eap7-wildfly', 'jboss-as'],
    programs: { java: ['jboss-modules.jar', 'org.jboss.modules.Main', 'org.jboss.Main'] },
    ports: [8080, 9990, 8443],
    files: ['/opt/*/standalone/configuration/standalone*.xml'],
  },
  users: ['wildfly', 'jboss'],
  officialImage: 'quay.io/wildfly/wildfly',
  unverified: true,
  recognise: (service, view) => {
    const base = optionValue(service.argv, '-Djboss.server.base.dir');
    const domain = service.argv.some(
      (argument) => argument.startsWith('-Djboss.domain.') || argument.includes('org.jboss.as.process-controller'),
    );
    return runtimeService(service, view, {
      configuration: base === null ? [] : [`${base}/configuration/`],
      content: base === null ? [] : [`${base}/deployments`],
      logs: base === null ? [] : [`${base}/log`],
      scratch: base === null ? [] : [`${base}/tmp`],
      cluster: service.argv.some((argument) => /standalone(?:-full)?-ha\.xml/u.test(argument))
        ? { name: null, members: [] }
        : null,
      evidence: [
        domain ? 'domain mode: several servers are ruled as one' : 'standalone mode',
        ...jvmEvidence(service.argv),
      ],
    });
  },
};
