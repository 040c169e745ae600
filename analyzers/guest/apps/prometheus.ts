import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { ConfigurationFile, ConfiguredPeer } from '../../../src/model/guest.ts';
import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import { commonServer, httpProbe, portOf, startArguments } from '../recognition/common-server.ts';
import { peerAt } from '../recognition/peers.ts';

const staticConfigurations = z.looseObject({
  static_configs: z.array(z.looseObject({ targets: z.array(z.string()).catch([]) })).catch([]),
});
const configurationSchema = z.looseObject({
  scrape_configs: z.array(staticConfigurations.extend({ scheme: z.string().catch('http') })).catch([]),
  alerting: z.looseObject({ alertmanagers: z.array(staticConfigurations).catch([]) }).catch({ alertmanagers: [] }),
  remote_write: z.array(z.looseObject({ url: z.string() })).catch([]),
});

/** Targets that are scraped and alerted. A file that is no YAML names none. */
function peersOf(file: ConfigurationFile): ConfiguredPeer[] {
  const document = parseDocument(file.contents, { logLevel: 'silent' });
  if (document.errors.length > 0) return [];
  const parsed = configurationSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) return [];
  const { scrape_configs: scraped, alerting, remote_write: remote } = parsed.data;
  const lines = file.contents.split('\n');
  const placeOf = (text: string): string =>
    `${file.path}:${Math.max(1, lines.findIndex((line) => line.includes(text)) + 1)}`;
  return [
    ...scraped.flatMap(({ scheme, static_configs: groups }) =>
      groups.flatMap(({ targets }) => targets.flatMap((target) => peerAt(scheme, target, placeOf(target)))),
    ),
    ...alerting.alertmanagers.flatMap(({ static_configs: groups }) =>
      groups.flatMap(({ targets }) => targets.flatMap((target) => peerAt('http', target, placeOf(target)))),
    ),
    ...remote.flatMap(({ url }) =>
      peerAt(
        url.startsWith('https') ? 'https' : 'http',
        /^https?:\/\/(?:[^@/]*@)?([^/]+)/u.exec(url)?.[1] ?? '',
        placeOf(url),
      ),
    ),
  ];
}

export const application: ServerApplication = {
  kind: 'server',
  id: 'prometheus',
  title: 'Prometheus',
  role: 'monitoring server',
  evidence: {
    units: ['prometheus'],
    packages: ['prometheus', 'prometheus2'],
    executables: ['/usr/bin/prometheus', '/usr/local/bin/prometheus', '/opt/prometheus*/prometheus'],
    ports: [9090],
    files: ['/etc/prometheus/prometheus.yml'],
  },
  users: ['prometheus'],
  officialImage: 'docker.io/prom/prometheus',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const configuration = optionValue(argv, '--config.file') ?? '/etc/prometheus/prometheus.yml';
    const file = view.file(configuration);
    const packaged = service.executable === '/usr/bin/prometheus';
    const port = portOf(optionValue(argv, '--web.listen-address')) ?? 9090;
    return [
      commonServer(service, view, {
        configuration: [
          configuration,
          '/etc/prometheus/*.yml',
          '/etc/prometheus/rules/',
          ...(service.unit?.environmentFiles ?? []).filter((path) => view.file(path) !== null),
        ],
        // Debian compiles its own place in; elsewhere it is "data/" in the working directory.
        data: [
          optionValue(argv, '--storage.tsdb.path') ??
            (packaged
              ? '/var/lib/prometheus/metrics2'
              : `${service.unit?.workingDirectory ?? service.lead?.workingDirectory ?? '/prometheus'}/data`),
        ],
        peers:
          file === null
            ? []
            : peersOf(file).filter(({ host, port: peerPort }) => !(host === 'localhost' && peerPort === port)),
        ports: [port],
        probe: httpProbe(service, '/-/ready', port),
      }),
    ];
  },
};
