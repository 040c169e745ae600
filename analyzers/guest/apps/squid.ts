import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, portOf, settingsOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import { peerAt } from '../recognition/peers.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'squid',
  title: 'Squid',
  role: 'proxy',
  evidence: {
    units: ['squid', 'squid3'],
    packages: ['squid', 'squid3', 'squid-openssl'],
    executables: ['/usr/sbin/squid', '/usr/sbin/squid3'],
    ports: [3128],
    files: ['/etc/squid/squid.conf'],
  },
  users: ['proxy', 'squid'],
  officialImage: 'docker.io/ubuntu/squid',
  unverified: false,
  recognise: (service, view) => {
    const settings = settingsOf(view, '/etc/squid/squid.conf', '/etc/squid/conf.d/*.conf');
    const user = view.account('proxy') === null ? 'squid' : 'proxy';
    return [
      commonServer(service, view, {
        command: [service.executable ?? '/usr/sbin/squid', '--foreground', '-sYC'],
        prepare: [makeFolder('/run/squid', user)],
        packages: view.packagesLike('squid', 'squid3', 'squid-openssl'),
        configuration: ['/etc/squid/'],
        data: settings.filter(({ key }) => key === 'cache_dir').flatMap(({ value }) => value.split(/\s+/u).slice(1, 2)),
        scratch: ['/var/spool/squid', '/run/squid'],
        logs: ['/var/log/squid'],
        peers: settings
          .filter(({ key }) => key === 'cache_peer')
          .flatMap(({ value, place }) => {
            const [host = '', , port = '3128'] = value.split(/\s+/u);
            return peerAt('http', `${host}:${port}`, place);
          }),
        ports: settings
          .filter(({ key }) => key === 'http_port' || key === 'https_port')
          .map(({ value }) => portOf(value.split(/\s+/u)[0]) ?? 0)
          .filter((port) => port > 0),
      }),
    ];
  },
};
