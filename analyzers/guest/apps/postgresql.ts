import type { ApplicationCluster } from '../../../src/model/guest.ts';
import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import { commonServer, lastValue, portOf, settingsOf, startArguments } from '../recognition/common-server.ts';
import { makeFolder, upstreamVersion } from '../recognition/describe.ts';
import { folderOf, resolvePath } from '../recognition/paths.ts';
import type { GuestView } from '../recognition/guest-view.ts';
import { peerAt } from '../recognition/peers.ts';

/** Patroni and repmgr name the cluster and its members. */
function managedCluster(view: GuestView): ApplicationCluster | null {
  const patroni = view.firstFile('/etc/patroni/*.yml', '/etc/patroni.yml', '/etc/patroni/*.yaml');
  if (patroni !== null) {
    const scope = /^scope:\s*["']?([\w.-]+)/mu.exec(patroni.contents)?.[1] ?? null;
    const members = [...patroni.contents.matchAll(/^\s*(?:name|connect_address):\s*["']?([\w.-]+)/gmu)].map(
      (found) => found[1] ?? '',
    );
    return { name: scope, members: [...new Set(members)] };
  }
  const repmgr = view.firstFile('/etc/repmgr.conf', '/etc/repmgr/*/repmgr.conf', '/etc/repmgr/repmgr.conf');
  if (repmgr === null) return null;
  const host = /^\s*conninfo\s*=.*\bhost=([\w.-]+)/mu.exec(repmgr.contents)?.[1];
  return { name: 'repmgr', members: host === undefined ? [] : [host] };
}

export const application: ServerApplication = {
  kind: 'server',
  id: 'postgresql',
  title: 'PostgreSQL',
  role: 'database',
  evidence: {
    units: ['postgresql@*', 'postgresql', 'postgresql-*', 'patroni'],
    packages: ['postgresql-1?', 'postgresql-9.*', 'postgresql', 'postgresql-server', 'postgresql1?-server'],
    executables: [
      '/usr/lib/postgresql/*/bin/postgres',
      '/usr/pgsql-*/bin/postgres',
      '/usr/bin/postgres',
      '/usr/local/pgsql/bin/postgres',
    ],
    ports: [5432],
    files: ['/etc/postgresql/*/*/postgresql.conf'],
  },
  users: ['postgres'],
  officialImage: 'docker.io/library/postgres',
  unverified: false,
  recognise: (service, view) => {
    // The wrapper "postgresql.service" of Debian starts the instances and runs nothing.
    const argv = startArguments(service, view);
    const executable = service.executable?.endsWith('/postgres') === true ? service.executable : null;
    const [, release, name] = /@([\d.]+)-(.+)$/u.exec(service.name) ?? [];
    const debian = release !== undefined && name !== undefined;
    const option = argv.map((argument) => /^(?:-c|--)?config_file=(.+)$/u.exec(argument)?.[1]).find(Boolean);
    const dataOption = optionValue(argv, '-D');
    const configuration =
      option ??
      (debian
        ? `/etc/postgresql/${release}/${name}/postgresql.conf`
        : dataOption === null
          ? null
          : `${dataOption}/postgresql.conf`);
    const folder = configuration === null ? null : folderOf(configuration);
    // postgresql.auto.conf lies with the data, where ALTER SYSTEM writes.
    const settings =
      configuration === null
        ? []
        : settingsOf(view, configuration, `${folder}/conf.d/*.conf`, `${dataOption ?? folder}/postgresql.auto.conf`);
    const value = (key: string): string | null => lastValue(settings, key);
    const data = dataOption ?? value('data_directory') ?? (debian ? `/var/lib/postgresql/${release}/${name}` : null);
    const binary = executable ?? (release === undefined ? null : `/usr/lib/postgresql/${release}/bin/postgres`);
    const conninfo = settings.findLast(({ key }) => key === 'primary_conninfo');
    const primary = /\bhost=([\w.,-]+)/u.exec(conninfo?.value ?? '')?.[1]?.split(',') ?? [];
    const socketFolder = value('unix_socket_directories')?.split(',')[0]?.trim() ?? '/var/run/postgresql';
    // Debian names each after its release and itself.
    const clusterName = value('cluster_name');
    const version = view.package(`postgresql-${release ?? ''}`)?.version ?? null;
    return [
      commonServer(service, view, {
        instance: debian ? (name === 'main' ? `postgresql-${release}` : `postgresql-${release}-${name}`) : service.name,
        ...(version === null ? {} : { version: upstreamVersion(version) }),
        command:
          binary === null || data === null
            ? null
            : [
                binary,
                '-D',
                data,
                ...(configuration === null || folder === data ? [] : ['-c', `config_file=${configuration}`]),
              ],
        prepare: [makeFolder(socketFolder, 'postgres', 'postgres', '2775')],
        // Fast shutdown: sessions are ended; the default would wait for them.
        stopSignal: 'SIGINT',
        packages: debian
          ? [
              ...view.packagesLike(`postgresql-${release}`),
              ...view.manualPackages(`postgresql-${release}-*`, 'postgresql-contrib'),
            ]
          : view.packagesLike('postgresql-server', 'postgresql1?-server'),
        configuration:
          folder === null
            ? []
            : [`${folder}/*.conf`, `${folder}/conf.d/*.conf`, ...(debian ? [`${folder}/environment`] : [])],
        content: [],
        data:
          data === null
            ? []
            : [
                resolvePath('/', data),
                ...settings.filter(({ key }) => key === 'data_directory').map(({ value: path }) => path),
              ],
        scratch: [socketFolder],
        logs: [
          value('log_directory')?.startsWith('/') === true ? (value('log_directory') ?? '') : '/var/log/postgresql',
        ],
        peers: primary.flatMap((host) => peerAt('postgresql', host, conninfo?.place ?? '')),
        cluster:
          managedCluster(view) ??
          (primary.length > 0
            ? { name: clusterName === `${release}/${name}` ? null : clusterName, members: primary }
            : null),
        ports: [portOf(value('port')) ?? 5432],
        probe: {
          kind: 'exec',
          command: [
            'pg_isready',
            '--quiet',
            '--port',
            String(service.listeners.find(({ protocol }) => protocol === 'tcp')?.port ?? portOf(value('port')) ?? 5432),
          ],
        },
      }),
    ];
  },
};
