import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, lastValue, portOf, settingsOf } from '../recognition/common-server.ts';
import { makeFolder, upstreamVersion } from '../recognition/describe.ts';
import { phpPackages } from '../recognition/own-software.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'php-fpm',
  title: 'PHP-FPM',
  role: 'application server',
  evidence: {
    units: ['php*-fpm', 'php-fpm'],
    packages: ['php?.?-fpm', 'php-fpm'],
    executables: ['/usr/sbin/php-fpm*', '/usr/local/sbin/php-fpm'],
    ports: [9000],
    files: ['/etc/php/*/fpm/php-fpm.conf', '/etc/php-fpm.conf'],
  },
  users: ['www-data', 'apache'],
  officialImage: 'docker.io/library/php',
  unverified: false,
  recognise: (service, view) => {
    const executable = service.executable ?? '/usr/sbin/php-fpm';
    const release = /(\d+\.\d+)$/u.exec(executable)?.[1] ?? null;
    const version = view.package(`php${release ?? ''}-fpm`)?.version ?? null;
    const base = release === null ? '/etc' : `/etc/php/${release}/fpm`;
    const main = `${base}/php-fpm.conf`;
    const pools = release === null ? '/etc/php-fpm.d/*.conf' : `${base}/pool.d/*.conf`;
    const settings = settingsOf(view, main, pools);
    const listen = settings.filter(({ key }) => key === 'listen').map(({ value }) => value);
    const socket = listen.find((value) => value.startsWith('/'));
    return [
      commonServer(service, view, {
        ...(version === null ? {} : { version: upstreamVersion(version) }),
        command: [executable, '--nodaemonize', '--fpm-config', main],
        prepare: [makeFolder('/run/php', 'www-data')],
        stopSignal: 'SIGQUIT',
        packages: phpPackages('fpm', view).filter(
          (name) => release === null || !/^php\d/u.test(name) || name.startsWith(`php${release}-`),
        ),
        configuration: [
          main,
          pools,
          release === null ? '/etc/php.d/*.ini' : `${base}/conf.d/*.ini`,
          ...[release === null ? '/etc/php.ini' : `${base}/php.ini`].filter((path) => view.file(path) !== null),
        ],
        scratch: ['/run/php', lastValue(settings, 'php_value[session.save_path]') ?? '/var/lib/php/sessions'],
        ports: listen.map((value) => portOf(value) ?? 0).filter((port) => port > 0),
        ...(socket === undefined ? {} : { evidence: [`listens on ${socket}`] }),
      }),
    ];
  },
};
