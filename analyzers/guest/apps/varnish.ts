import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, portOf, startArguments } from '../recognition/common-server.ts';
import { peerAt } from '../recognition/peers.ts';
import { optionValue } from '../recognition/command-line.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'varnish',
  title: 'Varnish',
  role: 'cache',
  evidence: {
    units: ['varnish', 'varnishd'],
    packages: ['varnish'],
    executables: ['/usr/sbin/varnishd', '/usr/local/sbin/varnishd'],
    ports: [6081, 6082, 80],
    files: ['/etc/varnish/default.vcl'],
  },
  users: ['vcache', 'varnish'],
  officialImage: 'docker.io/library/varnish',
  unverified: false,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const configuration = optionValue(argv, '-f') ?? '/etc/varnish/default.vcl';
    const file = view.file(configuration);
    const backends = [
      ...(file?.contents ?? '').matchAll(/^\s*\.host\s*=\s*"([^"]+)"\s*;(?:\s*\.port\s*=\s*"(\w+)")?/gmu),
    ];
    const peers = backends.flatMap((found) => {
      const line = (file?.contents ?? '').slice(0, found.index).split('\n').length;
      return peerAt('http', `${found[1] ?? ''}:${found[2] ?? '80'}`, `${configuration}:${line}`);
    });
    const start = service.unit?.execStart[0]?.argv ?? service.argv;
    return [
      commonServer(service, view, {
        command: [
          service.executable ?? '/usr/sbin/varnishd',
          ...start.slice(1).filter((argument) => argument !== '-F'),
          '-F',
        ],
        packages: view.packagesLike('varnish'),
        configuration: [configuration, '/etc/varnish/'],
        scratch: ['/var/lib/varnish'],
        peers,
        ports: [portOf(optionValue(argv, '-a')) ?? 6081],
      }),
    ];
  },
};
