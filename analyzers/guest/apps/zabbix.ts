import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, lastValue, portOf, settingsOf } from '../recognition/common-server.ts';
import { peerAt } from '../recognition/peers.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'zabbix',
  title: 'Zabbix server or proxy',
  role: 'monitoring server',
  evidence: {
    units: ['zabbix-server', 'zabbix-proxy'],
    packages: ['zabbix-server-mysql', 'zabbix-server-pgsql', 'zabbix-proxy-*'],
    executables: [
      '/usr/sbin/zabbix_server',
      '/usr/sbin/zabbix_server_mysql',
      '/usr/sbin/zabbix_server_pgsql',
      '/usr/sbin/zabbix_proxy',
      '/usr/sbin/zabbix_proxy_*',
    ],
    ports: [10_051],
    files: ['/etc/zabbix/zabbix_server.conf', '/etc/zabbix/zabbix_proxy.conf'],
  },
  users: ['zabbix'],
  officialImage: 'docker.io/zabbix/zabbix-server-mysql',
  unverified: true,
  recognise: (service, view) => {
    const proxy = /proxy/u.test(service.executable ?? service.name);
    const configuration = `/etc/zabbix/zabbix_${proxy ? 'proxy' : 'server'}.conf`;
    const settings = settingsOf(view, configuration);
    const protocol = view.packagesLike('zabbix-server-pgsql', 'zabbix-proxy-pgsql').length > 0 ? 'postgresql' : 'mysql';
    const hosts = settings.filter(({ key }) => key === 'DBHost' || (proxy && key === 'Server'));
    return [
      commonServer(service, view, {
        title: proxy ? 'Zabbix proxy' : 'Zabbix server',
        command: [service.executable ?? '/usr/sbin/zabbix_server', '--foreground', '--config', configuration],
        configuration: [configuration],
        peers: hosts.flatMap(({ key, value, place }) => peerAt(key === 'DBHost' ? protocol : 'zabbix', value, place)),
        scratch: ['/run/zabbix'],
        logs: ['/var/log/zabbix'],
        ports: [portOf(lastValue(settings, 'ListenPort')) ?? 10_051],
      }),
    ];
  },
};
