import type { ServerApplication } from '../recognition/application.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

/** Any jar or main class that no other file knows. */
export const application: ServerApplication = {
  kind: 'server',
  id: 'java',
  title: 'Java application',
  role: 'application server',
  evidence: { packages: ['openjdk-*-jre-headless', 'default-jre-headless'], programs: { java: ['*'] } },
  officialImage: 'docker.io/library/eclipse-temurin',
  unverified: false,
  recognise: (service, view) => runtimeService(service, view, { evidence: jvmEvidence(service.argv) }),
};
