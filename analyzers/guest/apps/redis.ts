import type { ServerApplication } from '../recognition/application.ts';
import { recogniseRedis } from '../recognition/redis-like.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'redis',
  title: 'Redis',
  role: 'cache',
  evidence: {
    units: ['redis-server', 'redis-server@*', 'redis', 'redis@*', 'redis-sentinel'],
    packages: ['redis-server', 'redis', 'redis-sentinel'],
    // Debian links redis-server to redis-check-rdb, which is then what /proc shows.
    executables: [
      '/usr/bin/redis-server',
      '/usr/bin/redis-check-rdb',
      '/usr/bin/redis-sentinel',
      '/usr/local/bin/redis-server',
      '/opt/redis*/bin/redis-server',
    ],
    ports: [6379, 26_379],
    files: ['/etc/redis/redis.conf', '/etc/redis.conf'],
  },
  users: ['redis'],
  officialImage: 'docker.io/library/redis',
  unverified: false,
  recognise: (service, view) => recogniseRedis(service, view, 'redis'),
};
