import type { ConfiguredPeer } from '../../../src/model/guest.ts';
import type { ServerApplication } from '../recognition/application.ts';
import { splitWords } from '../recognition/command-line.ts';
import { commonServer, httpProbe, portOf, startArguments } from '../recognition/common-server.ts';
import { braceDirectives, type Directive } from '../recognition/directives.ts';
import { folderOf, resolvePath } from '../recognition/paths.ts';
import { peerAt, peersInLine } from '../recognition/peers.ts';

const usualConfiguration = '/etc/nginx/nginx.conf';

/** Directives that pass requests on, with the protocol that they speak. */
const passes: ReadonlyMap<string, string> = new Map([
  ['proxy_pass', 'http'],
  ['fastcgi_pass', 'fastcgi'],
  ['uwsgi_pass', 'uwsgi'],
  ['scgi_pass', 'scgi'],
  ['grpc_pass', 'grpc'],
  ['memcached_pass', 'memcached'],
]);

interface Placed {
  readonly directive: Directive;
  readonly place: string;
}

/** Where requests go: addresses as written, and the servers of an `upstream` in the place of its name. */
function peersOf(all: readonly Placed[]): ConfiguredPeer[] {
  const upstreams = new Map<string, { address: string; place: string }[]>();
  for (const { directive, place } of all) {
    const upstream = directive.within.find((block) => block.startsWith('upstream '))?.slice('upstream '.length);
    if (directive.name !== 'server' || upstream === undefined) continue;
    const servers = upstreams.get(upstream) ?? [];
    servers.push({ address: directive.arguments[0] ?? '', place });
    upstreams.set(upstream, servers);
  }
  const at = (protocol: string, address: string, place: string): ConfiguredPeer[] => {
    const socket = /^unix:([^:]+)/u.exec(address)?.[1];
    return socket === undefined ? peerAt(protocol, address, place) : [{ protocol, host: socket, port: null, place }];
  };
  return all.flatMap(({ directive, place }) => {
    const usual = passes.get(directive.name);
    const target = directive.arguments[0];
    if (usual === undefined || target === undefined || target.includes('$')) return [];
    const [, scheme, authority = ''] =
      /^(?:(https?|grpcs?):\/\/)?((?:unix:)?[^/]*(?:\/(?=.*\.sock)[^:]*)?)/u.exec(target) ?? [];
    const protocol = directive.within.some((block) => block === 'stream') ? 'tcp' : (scheme ?? usual);
    const servers = upstreams.get(authority);
    if (servers !== undefined) return servers.flatMap((server) => at(protocol, server.address, server.place));
    return authority.startsWith('unix:') || scheme === undefined
      ? at(protocol, authority, place)
      : peersInLine(target, place);
  });
}

export const application: ServerApplication = {
  kind: 'server',
  id: 'nginx',
  title: 'nginx',
  role: 'web server',
  evidence: {
    units: ['nginx'],
    packages: ['nginx', 'nginx-core', 'nginx-full', 'nginx-light', 'nginx-extras', 'nginx-common', 'nginx-mainline'],
    executables: ['/usr/sbin/nginx', '/usr/local/nginx/sbin/nginx', '/opt/nginx/sbin/nginx'],
    ports: [80, 443],
    files: [usualConfiguration],
  },
  users: ['www-data', 'nginx'],
  officialImage: 'docker.io/library/nginx',
  unverified: false,
  recognise: (service, view) => {
    const executable = service.executable ?? '/usr/sbin/nginx';
    // The master writes its command line into its title: "nginx: master process /usr/sbin/nginx -c …".
    const words = startArguments(service, view).flatMap((argument) => splitWords(argument));
    const named = words.indexOf('-c') < 0 ? undefined : words[words.indexOf('-c') + 1];
    const configuration = named ?? usualConfiguration;
    const base = folderOf(configuration);
    const tree = view.readTree(
      configuration,
      base,
      (text) => braceDirectives(text),
      ({ name, arguments: [pattern = ''] }) => (name === 'include' ? [pattern] : []),
    );
    const all = tree.flatMap(({ file, directives }) =>
      directives.map((directive) => ({ directive, place: `${file.path}:${directive.line}` })),
    );
    const first = (...names: readonly string[]): string[] =>
      all
        .flatMap(({ directive }) => (names.includes(directive.name) ? directive.arguments.slice(0, 1) : []))
        .filter((value) => !value.includes('$'));
    const modules = first('load_module').map((path) => path.replace(/^.*\/ngx_|_module\.so$/gu, ''));
    const files = first(
      'ssl_certificate',
      'ssl_certificate_key',
      'ssl_trusted_certificate',
      'auth_basic_user_file',
      'ssl_dhparam',
    );
    return [
      commonServer(service, view, {
        command: [executable, ...(named === undefined ? [] : ['-c', named]), '-g', 'daemon off;'],
        // ExecStartPre only tests the configuration.
        prepare: [],
        stopSignal: 'SIGQUIT',
        packages: [
          ...view.manualPackages('nginx', 'nginx-full', 'nginx-light', 'nginx-extras', 'nginx-core').slice(-1),
          ...view
            .packagesLike('libnginx-mod-*')
            .filter(
              (name) => modules.length === 0 || modules.some((module) => name.endsWith(module.replaceAll('_', '-'))),
            ),
        ],
        configuration: [
          configuration,
          ...tree.map(({ file }) => file.path),
          ...files.map((path) => resolvePath(base, path)),
        ],
        content: first('root', 'alias').filter((path) => path.startsWith('/')),
        scratch: [
          ...first('proxy_cache_path', 'fastcgi_cache_path', 'client_body_temp_path', 'proxy_temp_path'),
          '/var/lib/nginx',
        ],
        logs: [
          ...first('access_log', 'error_log')
            .filter((path) => path.startsWith('/') && !path.startsWith('/dev/'))
            .map((path) => folderOf(path)),
          '/var/log/nginx',
        ],
        peers: peersOf(all),
        ports: all
          .flatMap(({ directive }) =>
            directive.name === 'listen'
              ? [portOf(directive.arguments[0]) ?? (directive.arguments[0]?.startsWith('unix:') === true ? 0 : 80)]
              : [],
          )
          .filter((port) => port > 0),
        probe: httpProbe(service, '/'),
      }),
    ];
  },
};
