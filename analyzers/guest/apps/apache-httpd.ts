import type { ConfiguredPeer } from '../../../src/model/guest.ts';
import type { ServerApplication } from '../recognition/application.ts';
import { optionValue } from '../recognition/command-line.ts';
import {
  commonServer,
  httpProbe,
  lastValue,
  portOf,
  settingsOf,
  startArguments,
} from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { apacheDirectives } from '../recognition/directives.ts';
import { phpPackages } from '../recognition/own-software.ts';
import { folderOf, resolvePath } from '../recognition/paths.ts';
import { peersInLine } from '../recognition/peers.ts';

/** What Debian's envvars sets. */
const usualVariables: ReadonlyMap<string, string> = new Map([
  ['APACHE_LOG_DIR', '/var/log/apache2'],
  ['APACHE_RUN_DIR', '/var/run/apache2'],
  ['APACHE_LOCK_DIR', '/var/lock/apache2'],
]);

export const application: ServerApplication = {
  kind: 'server',
  id: 'apache-httpd',
  title: 'Apache httpd',
  role: 'web server',
  evidence: {
    units: ['apache2', 'apache2@*', 'httpd'],
    packages: ['apache2', 'apache2-bin', 'httpd'],
    executables: [
      '/usr/sbin/apache2',
      '/usr/sbin/httpd',
      '/usr/local/apache2/bin/httpd',
      '/opt/rh/*/root/usr/sbin/httpd',
    ],
    ports: [80, 443],
    files: ['/etc/apache2/apache2.conf', '/etc/httpd/conf/httpd.conf'],
  },
  users: ['www-data', 'apache', 'wwwrun'],
  officialImage: 'docker.io/library/httpd',
  unverified: false,
  recognise: (service, view) => {
    const debian = service.executable?.endsWith('/apache2') ?? view.package('apache2') !== null;
    const executable = service.executable ?? (debian ? '/usr/sbin/apache2' : '/usr/sbin/httpd');
    const argv = startArguments(service, view);
    // Debian runs several Apaches from folders like /etc/apache2-shop.
    const root =
      optionValue(argv, '-d') ??
      (debian ? `/etc/apache2${/@(.+)$/u.exec(service.name)?.[1]?.replace(/^/u, '-') ?? ''}` : '/etc/httpd');
    const configuration = resolvePath(root, optionValue(argv, '-f') ?? (debian ? 'apache2.conf' : 'conf/httpd.conf'));
    const variables = settingsOf(view, `${root}/envvars`);
    const variable = (name: string): string =>
      lastValue(variables, name)?.replaceAll('$SUFFIX', '') ?? usualVariables.get(name) ?? '';
    const expanded = (text: string): string => text.replaceAll(/\$\{(\w+)\}/gu, (_, name: string) => variable(name));
    const tree = view.readTree(configuration, root, apacheDirectives, ({ name, arguments: [pattern = ''] }) => {
      if (!/^include(?:optional)?$/iu.test(name)) return [];
      // A folder stands for everything in it.
      return /[*?]|\.\w+$/u.test(pattern) ? [pattern] : [pattern, `${pattern}/*`];
    });
    const all = tree.flatMap(({ file, directives }) =>
      directives.map((directive) => ({ directive, place: `${file.path}:${directive.line}` })),
    );
    const named = (...names: readonly string[]): { values: string[]; place: string }[] =>
      all
        .filter(({ directive }) => names.includes(directive.name.toLowerCase()))
        .map(({ directive, place }) => ({ values: directive.arguments.map((value) => expanded(value)), place }));
    const first = (...names: readonly string[]): string[] =>
      named(...names).flatMap(({ values }) => values.slice(0, 1));
    const proxied: ConfiguredPeer[] = named(
      'proxypass',
      'proxypassmatch',
      'balancermember',
      'sethandler',
      'rewriterule',
    ).flatMap(({ values, place }) => {
      const text = values.join(' ');
      const socket = /unix:([^|\s"]+)/u.exec(text)?.[1];
      return socket === undefined
        ? peersInLine(text, place)
        : [{ protocol: 'fastcgi', host: socket, port: null, place }];
    });
    const served = [
      ...first('documentroot'),
      ...named('alias', 'wsgiscriptalias', 'scriptalias').flatMap(({ values }) => values.slice(1, 2)),
    ].filter((path) => path.startsWith('/') && !/^\/usr\/(?:share\/(?:apache2|javascript)|lib\/cgi-bin)/u.test(path));
    const usesPhp =
      view.packagesLike('libapache2-mod-php*').length > 0 &&
      (tree.length === 0 ||
        all.some(
          ({ directive }) =>
            directive.name.toLowerCase() === 'loadmodule' && directive.arguments[0]?.startsWith('php') === true,
        ));
    const phpConfiguration = usesPhp
      ? ['/etc/php/*/apache2/php.ini', '/etc/php/*/apache2/conf.d/*.ini', '/etc/php.ini', '/etc/php.d/*.ini']
      : [];
    const runDirectory = variable('APACHE_RUN_DIR');
    return [
      commonServer(service, view, {
        command:
          debian && executable === '/usr/sbin/apache2'
            ? // apache2ctl reads envvars, without which Debian's configuration names undefined variables.
              ['/usr/sbin/apache2ctl', ...(root === '/etc/apache2' ? [] : ['-d', root]), '-D', 'FOREGROUND']
            : [
                executable,
                ...(optionValue(argv, '-d') === null ? [] : ['-d', root]),
                ...(optionValue(argv, '-f') === null ? [] : ['-f', configuration]),
                '-D',
                'FOREGROUND',
              ],
        prepare: debian ? [makeFolder(runDirectory, null), makeFolder(variable('APACHE_LOCK_DIR'), 'www-data')] : [],
        // Its unit's variables are about systemd's way of starting it.
        environment: {},
        stopSignal: 'SIGWINCH',
        packages: [
          ...view.packagesLike(debian ? 'apache2' : 'httpd'),
          ...(usesPhp ? phpPackages('apache2', view) : []),
          ...view.manualPackages('libapache2-mod-*').filter((name) => !name.startsWith('libapache2-mod-php')),
          ...(debian ? [] : view.packagesLike('mod_ssl')),
        ],
        configuration: [
          configuration,
          ...tree.map(({ file }) => file.path),
          ...(debian ? [`${root}/envvars`] : []),
          ...phpConfiguration.filter((path) => view.filesLike(path).length > 0),
          ...first('sslcertificatefile', 'sslcertificatekeyfile', 'sslcertificatechainfile', 'authuserfile').map(
            (path) => resolvePath(root, path),
          ),
        ],
        content: served.filter((path) => !path.startsWith('/var/lib/')),
        data: served.filter((path) => path.startsWith('/var/lib/')),
        scratch: debian
          ? [runDirectory, variable('APACHE_LOCK_DIR'), '/var/cache/apache2/mod_cache_disk']
          : ['/run/httpd'],
        logs: [
          ...first('errorlog', 'customlog')
            .filter((path) => path.startsWith('/') && !path.startsWith('/dev/'))
            .map((path) => folderOf(path)),
          debian ? variable('APACHE_LOG_DIR') : '/var/log/httpd',
        ],
        peers: proxied,
        ports: first('listen')
          .map((value) => portOf(value) ?? 0)
          .filter((port) => port > 0),
        probe: httpProbe(service, '/'),
        ...(usesPhp ? { evidence: ['mod_php is loaded'] } : {}),
      }),
    ];
  },
};
