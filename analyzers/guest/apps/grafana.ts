import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'grafana',
  title: 'Grafana',
  role: 'monitoring server',
  evidence: {
    units: ['grafana-server', 'grafana'],
    packages: ['grafana', 'grafana-enterprise'],
    executables: [
      '/usr/sbin/grafana-server',
      '/usr/sbin/grafana',
      '/usr/share/grafana/bin/grafana',
      '/usr/share/grafana/bin/grafana-server',
      '/opt/grafana*/bin/grafana',
    ],
    ports: [3000],
    files: ['/etc/grafana/grafana.ini'],
  },
  users: ['grafana'],
  officialImage: 'docker.io/grafana/grafana',
  unverified: true,
  recognise: atPlaces({ configuration: ['/etc/grafana/'], data: ['/var/lib/grafana'], logs: ['/var/log/grafana'] }),
};
