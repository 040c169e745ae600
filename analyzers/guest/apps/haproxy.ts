import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, httpProbe, portOf, startArguments } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { lineDirectives } from '../recognition/directives.ts';
import { folderOf } from '../recognition/paths.ts';
import { peerAt } from '../recognition/peers.ts';

const sections = [
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'userlist',
  'resolvers',
  'program',
  'cache',
  'ring',
];

export const application: ServerApplication = {
  kind: 'server',
  id: 'haproxy',
  title: 'HAProxy',
  role: 'load balancer',
  evidence: {
    units: ['haproxy', 'haproxy@*'],
    packages: ['haproxy'],
    executables: ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/opt/haproxy*/sbin/haproxy'],
    ports: [80, 443, 8404],
    files: ['/etc/haproxy/haproxy.cfg'],
  },
  users: ['haproxy'],
  officialImage: 'docker.io/library/haproxy',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const named = argv.flatMap((argument, index) =>
      argument === '-f' && argv[index + 1] !== undefined ? [argv[index + 1] ?? ''] : [],
    );
    const configurations = [...new Set(named.length > 0 ? named : ['/etc/haproxy/haproxy.cfg'])];
    // "-f" may name a folder.
    const files = configurations.flatMap((path) => [
      ...view.filesLike(path),
      ...view.filesLike(`${path.replace(/\/$/u, '')}/`),
    ]);
    const all = files.flatMap((file) =>
      lineDirectives(file.contents, sections).map((directive) => ({
        directive,
        place: `${file.path}:${directive.line}`,
      })),
    );
    const mode =
      all.find(({ directive }) => directive.name === 'mode' && directive.within[0] === 'defaults')?.directive
        .arguments[0] ?? 'tcp';
    const modes = new Map(
      all
        .filter(({ directive }) => directive.name === 'mode')
        .map(({ directive }) => [directive.within[0], directive.arguments[0] ?? 'tcp']),
    );
    const inSections = (name: string, ...kinds: readonly string[]): typeof all =>
      all.filter(
        ({ directive }) =>
          directive.name === name && kinds.some((kind) => directive.within[0]?.startsWith(`${kind} `) === true),
      );
    const members = inSections('peer', 'peers').flatMap(({ directive }) =>
      (directive.arguments[1] ?? '').split(':').slice(0, 1),
    );
    const socket = all.find(({ directive }) => directive.name === 'stats' && directive.arguments[0] === 'socket')
      ?.directive.arguments[1];
    const runs = socket !== undefined && socket.startsWith('/') ? folderOf(socket) : '/run/haproxy';
    return [
      commonServer(service, view, {
        command: [
          service.executable ?? '/usr/sbin/haproxy',
          '-W',
          '-db',
          ...configurations.flatMap((path) => ['-f', path]),
        ],
        prepare: [makeFolder(runs, 'haproxy')],
        stopSignal: 'SIGUSR1',
        packages: view.packagesLike('haproxy'),
        // What its own variables say is about systemd's way of starting it.
        environment: {},
        configuration: [...configurations, ...files.map(({ path }) => path), '/etc/haproxy/errors/'],
        scratch: [runs],
        peers: inSections('server', 'backend', 'listen').flatMap(({ directive, place }) => {
          const [, address = ''] = directive.arguments;
          return peerAt(modes.get(directive.within[0]) ?? mode, address, place).map((peer) => ({
            ...peer,
            port: portOf(address),
          }));
        }),
        cluster: members.length === 0 ? null : { name: null, members },
        ports: inSections('bind', 'frontend', 'listen')
          .map(({ directive }) => portOf(directive.arguments[0]) ?? 0)
          .filter((port) => port > 0),
        ...(mode === 'http' ? { probe: httpProbe(service, '/') } : {}),
      }),
    ];
  },
};
