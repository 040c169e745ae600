import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import { commonServer, httpProbe, startArguments } from '../recognition/common-server.ts';
import { javaPackages } from '../recognition/own-software.ts';
import { peersInFile } from '../recognition/peers.ts';
import { jvmEvidence } from '../recognition/runtime-service.ts';

/** Applications that come with Tomcat itself. */
const ownApplications = /\/(?:ROOT|docs|examples|manager|host-manager)(?:\/|\.xml$|$)/u;

export const application: ServerApplication = {
  kind: 'server',
  id: 'tomcat',
  title: 'Apache Tomcat',
  role: 'application server',
  evidence: {
    units: ['tomcat*'],
    packages: ['tomcat10', 'tomcat9', 'tomcat8', 'tomcat'],
    programs: { java: ['org.apache.catalina.startup.Bootstrap'] },
    ports: [8080, 8443, 8009],
    files: ['/etc/tomcat*/server.xml'],
  },
  users: ['tomcat', 'tomcat9', 'tomcat8'],
  officialImage: 'docker.io/library/tomcat',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const environment = service.unit === null ? {} : view.environmentOf(service.unit);
    const packaged = view.packagesLike('tomcat10', 'tomcat9', 'tomcat8', 'tomcat').at(-1) ?? 'tomcat';
    const home = optionValue(argv, '-Dcatalina.home') ?? environment['CATALINA_HOME'] ?? `/usr/share/${packaged}`;
    const base = optionValue(argv, '-Dcatalina.base') ?? environment['CATALINA_BASE'] ?? home;
    const name = base.slice(base.lastIndexOf('/') + 1);
    // Debian links conf, logs and work of the base to /etc, /var/log and /var/cache.
    const configuration = [
      `${base}/conf/`,
      ...(base.startsWith('/var/lib/') ? [`/etc/${name}/`, `/etc/default/${name}`] : []),
    ];
    const files = configuration.flatMap((path) => view.filesLike(path));
    const applications = [...view.filesLike(`${base}/webapps/`)];
    const contexts = files
      .flatMap(({ contents }) => [...contents.matchAll(/docBase\s*=\s*"(\/[^"]+)"/gu)].map((found) => found[1] ?? ''))
      .filter((path) => !path.startsWith('/usr/share/'));
    const foreground =
      service.unit === null ||
      service.unit.type === 'forking' ||
      service.unit.type === 'oneshot' ||
      service.unit.manager !== 'systemd';
    const connectors = files
      .filter(({ path }) => path.endsWith('/server.xml'))
      .flatMap(({ contents }) =>
        [...contents.replaceAll(/<!--[^]*?-->/gu, '').matchAll(/<Connector\b[^>]*?\bport\s*=\s*"(\d{1,5})"/gu)].map(
          (found) => Number(found[1]),
        ),
      );
    const cluster = files.some(
      ({ path, contents }) => path.endsWith('.xml') && /<Cluster\b/u.test(contents.replaceAll(/<!--[^]*?-->/gu, '')),
    );
    return [
      commonServer(service, view, {
        ...(foreground ? { command: [`${home}/bin/catalina.sh`, 'run'] } : {}),
        packages: [
          ...view.packagesLike(home.startsWith('/usr/share/') ? packaged : 'tomcat-none'),
          ...(service.executable === null
            ? view.packagesLike('default-jre-headless')
            : javaPackages(service.executable, view)),
          ...driverPackages(view.packagesLike('lib*-java')),
        ],
        configuration,
        content: [`${base}/webapps`, ...view.ownTrees(contexts)],
        scratch: [
          base.startsWith('/var/lib/') ? `/var/cache/${name}` : `${base}/work`,
          environment['CATALINA_TMPDIR'] ?? `${base}/temp`,
        ],
        logs: [base.startsWith('/var/lib/') ? `/var/log/${name}` : `${base}/logs`],
        peers: [...files, ...applications]
          .filter(({ path }) => /\.(?:xml|properties|ya?ml)$/u.test(path) && !ownApplications.test(path))
          .flatMap((file) =>
            peersInFile(file).filter(
              ({ protocol, host }) => !/^https?$/u.test(protocol) || file.path.endsWith('.properties') || host === '',
            ),
          ),
        cluster: cluster ? { name: null, members: [] } : null,
        ports: connectors,
        probe: httpProbe(service, '/', 8080),
        evidence: [`base ${base}`, ...contexts.map((path) => `a context serves ${path}`), ...jvmEvidence(service.argv)],
      }),
    ];
  },
};

/** JDBC drivers that Debian packages. */
const driverPackages = (names: readonly string[]): string[] =>
  names.filter((name) => /^lib(?:postgresql-jdbc|mariadb|mysql|sqlite)/u.test(name) && !name.endsWith('-jni-java'));
