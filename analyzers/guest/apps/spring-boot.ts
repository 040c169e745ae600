import type { ServerApplication } from '../recognition/application.ts';
import { httpProbe, portOf } from '../recognition/common-server.ts';
import { ownSoftware } from '../recognition/own-software.ts';
import { baseName } from '../recognition/paths.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'spring-boot',
  title: 'Spring Boot application',
  role: 'application server',
  evidence: {
    programs: { java: ['*.jar', 'org.springframework.boot.loader.*'] },
    ports: [8080],
    files: ['application.properties', 'application.yml'],
  },
  officialImage: 'docker.io/library/eclipse-temurin',
  unverified: true,
  recognise: (service, view) => {
    const own = ownSoftware(service, view);
    const options = service.argv.filter((argument) =>
      /^(?:--|-D)(?:spring\.|server\.port=|management\.)/u.test(argument),
    );
    const loader = service.argv.some((argument) => argument.startsWith('org.springframework.boot.loader.'));
    const files = own.files.filter(
      ({ path }) =>
        /^application(?:-[\w-]+)?\.(?:properties|ya?ml)$/u.test(baseName(path)) &&
        /\b(?:spring|server)\b/u.test(path + file(path)),
    );
    function file(path: string): string {
      return view.file(path)?.contents ?? '';
    }
    const environment = Object.keys(service.unit?.environment ?? {}).filter((key) => key.startsWith('SPRING_'));
    // A jar alone says nothing: java.ts takes it.
    const shown = [
      ...options.map((option) => `argument ${option.replace(/=.*$/u, '')}`),
      ...(loader ? ['its main class is the loader'] : []),
      ...files.map(({ path }) => path),
      ...environment.map((key) => `variable ${key}`),
    ];
    if (shown.length === 0) return [];
    const port = portOf(options.find((option) => option.includes('server.port='))?.replace(/^.*=/u, ''));
    return runtimeService(service, view, {
      ...(port === null ? {} : { ports: [port] }),
      probe: httpProbe(service, '/actuator/health', port ?? 8080),
      evidence: [`Spring Boot by ${shown.join(', ')}`, ...jvmEvidence(service.argv)],
    });
  },
};
