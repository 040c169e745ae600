import type { ServerApplication } from '../recognition/application.ts';
import { recogniseRedis } from '../recognition/redis-like.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'valkey',
  title: 'Valkey',
  role: 'cache',
  evidence: {
    units: ['valkey-server', 'valkey-server@*', 'valkey', 'valkey@*', 'valkey-sentinel'],
    packages: ['valkey-server', 'valkey', 'valkey-sentinel'],
    executables: [
      '/usr/bin/valkey-server',
      '/usr/bin/valkey-check-rdb',
      '/usr/bin/valkey-sentinel',
      '/usr/local/bin/valkey-server',
    ],
    ports: [6379, 26_379],
    files: ['/etc/valkey/valkey.conf'],
  },
  users: ['valkey'],
  officialImage: 'docker.io/valkey/valkey',
  unverified: true,
  recognise: (service, view) => recogniseRedis(service, view, 'valkey'),
};
