import type { ServerApplication } from '../recognition/application.ts';
import { splitWords } from '../recognition/command-line.ts';
import { commonServer, startArguments } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { braceDirectives } from '../recognition/directives.ts';
import { folderOf, isWithin, resolvePath } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'bind',
  title: 'BIND',
  role: 'name server',
  evidence: {
    units: ['named', 'bind9', 'named-chroot'],
    packages: ['bind9', 'bind'],
    executables: ['/usr/sbin/named', '/usr/local/sbin/named'],
    ports: [53],
    files: ['/etc/bind/named.conf', '/etc/named.conf'],
  },
  users: ['bind', 'named'],
  officialImage: 'docker.io/internetsystemsconsortium/bind9',
  unverified: false,
  recognise: (service, view) => {
    const debian = view.file('/etc/named.conf') === null;
    const configuration = debian ? '/etc/bind/named.conf' : '/etc/named.conf';
    const user = debian ? 'bind' : 'named';
    const tree = view.readTree(
      configuration,
      folderOf(configuration),
      (text) => braceDirectives(text, 'c'),
      ({ name, arguments: [path = ''] }) => (name === 'include' ? [path] : []),
    );
    const all = tree.flatMap(({ file, directives }) =>
      directives.map((directive) => ({ directive, place: `${file.path}:${directive.line}` })),
    );
    const directory =
      all.find(({ directive }) => directive.name === 'directory')?.directive.arguments[0] ??
      (debian ? '/var/cache/bind' : '/var/named');
    const zones = all
      .filter(
        ({ directive }) => directive.name === 'file' && directive.within.some((block) => block.startsWith('zone ')),
      )
      .map(({ directive }) => resolvePath(directory, directive.arguments[0] ?? ''));
    const own = zones.filter((path) => !path.startsWith('/usr/share/'));
    const written = own.filter((path) => isWithin(path, '/var'));
    const given = startArguments(service, view)
      .slice(1)
      .flatMap((argument) => splitWords(argument));
    const at = given.indexOf('-u');
    return [
      commonServer(service, view, {
        command: [
          service.executable ?? '/usr/sbin/named',
          '-f',
          '-u',
          (at < 0 ? undefined : given[at + 1]) ?? user,
          ...(given.includes('-c') ? ['-c', given[given.indexOf('-c') + 1] ?? configuration] : []),
        ],
        prepare: [makeFolder('/run/named', user)],
        packages: view.packagesLike('bind9', 'bind'),
        environment: {},
        configuration: [
          ...tree.map(({ file }) => file.path),
          ...own.filter((path) => !isWithin(path, '/var')),
          ...(tree.length === 0 ? [configuration] : []),
          ...['/etc/bind/rndc.key', '/etc/default/named'].filter((path) => view.file(path) !== null),
        ],
        data: [...written.map((path) => folderOf(path)), ...(debian ? ['/var/lib/bind'] : ['/var/named'])].filter(
          (path) => path !== directory || written.length > 0,
        ),
        scratch: debian ? ['/run/named', directory] : ['/run/named'],
        peers: all
          .filter(
            ({ directive }) =>
              /^[\d.:a-f]+$/iu.test(directive.name) &&
              directive.within.some((block) => /^(?:forwarders|masters|primaries|also-notify)\b/u.test(block)),
          )
          .flatMap(({ directive, place }) => peerAt('dns', directive.name, place))
          .map((peer) => ({ ...peer, port: peer.port ?? 53 })),
        ports: [53],
      }),
    ];
  },
};
