import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'influxdb',
  title: 'InfluxDB',
  role: 'database',
  evidence: {
    units: ['influxdb', 'influxd'],
    packages: ['influxdb', 'influxdb2'],
    executables: ['/usr/bin/influxd', '/usr/lib/influxdb/scripts/influxd-systemd-start.sh'],
    ports: [8086, 8088],
    files: ['/etc/influxdb/influxdb.conf', '/etc/influxdb/config.toml'],
  },
  users: ['influxdb'],
  officialImage: 'docker.io/library/influxdb',
  unverified: true,
  recognise: atPlaces({
    command: ['/usr/bin/influxd'],
    configuration: ['/etc/influxdb/'],
    data: ['/var/lib/influxdb'],
  }),
};
