import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'nats',
  title: 'NATS',
  role: 'queue',
  evidence: {
    units: ['nats', 'nats-server'],
    packages: ['nats-server'],
    executables: [
      '/usr/bin/nats-server',
      '/usr/sbin/nats-server',
      '/usr/local/bin/nats-server',
      '/opt/nats*/nats-server',
    ],
    ports: [4222, 6222, 8222],
    files: ['/etc/nats-server.conf', '/etc/nats/nats-server.conf'],
  },
  users: ['nats'],
  officialImage: 'docker.io/library/nats',
  unverified: true,
  recognise: atPlaces({
    configuration: ['/etc/nats-server.conf', '/etc/nats/nats-server.conf'],
    data: ['/var/lib/nats'],
  }),
};
