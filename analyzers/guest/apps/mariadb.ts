import type { ServerApplication } from '../recognition/application.ts';
import { withoutOptions } from '../recognition/command-line.ts';
import { commonServer, lastValue, portOf, settingsOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { folderOf } from '../recognition/paths.ts';
import { hostAndPort, peerAt } from '../recognition/peers.ts';

/** Groups of option files that the server reads. */
const groups = ['mysqld', 'server', 'mariadb', 'mariadbd', 'mariadb-server', 'galera'];

export const application: ServerApplication = {
  kind: 'server',
  id: 'mariadb',
  title: 'MariaDB or MySQL',
  role: 'database',
  evidence: {
    units: ['mariadb', 'mariadb@*', 'mysql', 'mysqld', 'mysqld@*'],
    packages: [
      'mariadb-server',
      'mariadb-server-core',
      'mariadb-server-10.?',
      'mysql-server',
      'mysql-server-8.?',
      'mysql-server-core-8.?',
      'mysql-community-server',
      'percona-server-server',
    ],
    executables: [
      '/usr/sbin/mariadbd',
      '/usr/sbin/mysqld',
      '/usr/libexec/mariadbd',
      '/usr/libexec/mysqld',
      '/usr/local/mysql/bin/mysqld',
    ],
    ports: [3306],
    files: ['/etc/mysql/my.cnf', '/etc/my.cnf'],
  },
  users: ['mysql'],
  officialImage: 'docker.io/library/mariadb',
  unverified: false,
  recognise: (service, view) => {
    const mysql =
      view.packagesLike('mysql-server*', 'mysql-community-server', 'percona-server-server').length > 0 &&
      view.packagesLike('mariadb-server*').length === 0;
    const patterns = [
      '/etc/my.cnf',
      '/etc/my.cnf.d/*.cnf',
      '/etc/mysql/my.cnf',
      '/etc/mysql/conf.d/*.cnf',
      '/etc/mysql/mysql.conf.d/*.cnf',
      '/etc/mysql/mariadb.conf.d/*.cnf',
    ];
    const settings = settingsOf(view, ...patterns).filter(({ section }) =>
      groups.some((group) => section === group || section.startsWith(`${group}-`)),
    );
    // Options may be written with "-" or "_".
    const value = (key: string): string | null =>
      lastValue(
        settings.map((setting) => ({ ...setting, key: setting.key.replaceAll('_', '-') })),
        key,
      );
    const executable = service.executable ?? (mysql ? '/usr/sbin/mysqld' : '/usr/sbin/mariadbd');
    const given = service.main === null ? [] : service.argv.slice(1);
    const data =
      given.find((argument) => argument.startsWith('--datadir='))?.slice('--datadir='.length) ??
      value('datadir') ??
      '/var/lib/mysql';
    const socket = value('socket') ?? '/run/mysqld/mysqld.sock';
    const galera = settings.find(({ key }) => key === 'wsrep_cluster_address');
    const members =
      (galera?.value ?? '')
        .replace(/^gcomm:\/\//u, '')
        .split('?')[0]
        ?.split(',')
        .flatMap((address) => hostAndPort(address.trim())?.host ?? []) ?? [];
    const log = value('general-log-file') ?? value('slow-query-log-file') ?? value('log-error');
    return [
      commonServer(service, view, {
        title: mysql ? 'MySQL' : 'MariaDB',
        officialImage: mysql ? 'docker.io/library/mysql' : 'docker.io/library/mariadb',
        command: [
          executable,
          ...withoutOptions(given, { flags: ['--daemonize'] }).filter(
            (argument) => !/^--(?:pid-file|wsrep[-_](?:start[-_]position|new[-_]cluster))/u.test(argument),
          ),
        ],
        prepare: [makeFolder(folderOf(socket), 'mysql')],
        stopSignal: 'SIGTERM',
        packages: [
          ...view
            .packagesLike('mariadb-server', 'mysql-server', 'mysql-community-server', 'percona-server-server')
            .slice(0, 1),
          ...view.manualPackages('mariadb-plugin-*', 'galera-*'),
        ],
        environment: {},
        configuration: [
          ...patterns.filter((pattern) => view.filesLike(pattern).length > 0),
          '/etc/mysql/mariadb.cnf',
        ].filter((path) => /\*/u.test(path) || view.file(path) !== null),
        data: [data],
        scratch: [folderOf(socket)],
        logs: [log?.startsWith('/') === true ? folderOf(log) : '/var/log/mysql'],
        peers: members
          .flatMap((host) => peerAt('galera', host, galera?.place ?? ''))
          .map((peer) => ({ ...peer, port: peer.port ?? 4567 })),
        cluster: galera === undefined || members.length === 0 ? null : { name: value('wsrep-cluster-name'), members },
        ports: [portOf(value('port')) ?? 3306],
        probe: { kind: 'exec', command: [mysql ? 'mysqladmin' : 'mariadb-admin', 'ping', '--silent'] },
      }),
    ];
  },
};
