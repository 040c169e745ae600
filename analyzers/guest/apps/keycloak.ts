import type { ServerApplication } from '../recognition/application.ts';
import { ownSoftware } from '../recognition/own-software.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'keycloak',
  title: 'Keycloak',
  role: 'identity provider',
  evidence: {
    units: ['keycloak'],
    programs: { java: ['io.quarkus.bootstrap.runner.QuarkusEntryPoint', '*keycloak*.jar'] },
    ports: [8080, 8443],
    files: ['/opt/*/conf/keycloak.conf'],
  },
  users: ['keycloak'],
  officialImage: 'quay.io/keycloak/keycloak',
  unverified: true,
  recognise: (service, view) => {
    // Its main class is that of any Quarkus application: the folder or the unit must say the rest.
    const own = ownSoftware(service, view);
    const shown =
      service.argv.some((argument) => /keycloak/iu.test(argument)) ||
      own.files.some(({ path }) => path.endsWith('/conf/keycloak.conf'));
    if (!shown) return [];
    const settings = own.files.filter(({ path }) => path.endsWith('/keycloak.conf'));
    const host =
      settings.flatMap(({ contents }) => [...contents.matchAll(/^cluster(?:-stack)?\s*=\s*(\S+)/gmu)]).length > 0;
    return runtimeService(service, view, {
      cluster: host ? { name: null, members: [] } : null,
      evidence: jvmEvidence(service.argv),
    });
  },
};
