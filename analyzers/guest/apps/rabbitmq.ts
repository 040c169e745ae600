import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, portOf, settingsOf } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'rabbitmq',
  title: 'RabbitMQ',
  role: 'queue',
  evidence: {
    units: ['rabbitmq-server'],
    packages: ['rabbitmq-server'],
    programs: { erlang: ['rabbit'] },
    ports: [5672, 15_672, 25_672],
    files: ['/etc/rabbitmq/rabbitmq.conf', '/etc/rabbitmq/rabbitmq-env.conf'],
  },
  companions: ['epmd'],
  users: ['rabbitmq'],
  officialImage: 'docker.io/library/rabbitmq',
  unverified: false,
  recognise: (service, view) => {
    const settings = settingsOf(view, '/etc/rabbitmq/rabbitmq.conf', '/etc/rabbitmq/conf.d/*.conf');
    const nodes = settings
      .filter(({ key }) => key.startsWith('cluster_formation.classic_config.nodes.'))
      .map(({ value }) => value.replace(/^.*@/u, ''));
    const name = settings.findLast(({ key }) => key === 'cluster_name')?.value ?? null;
    const discovered = settings.some(({ key }) => key === 'cluster_formation.peer_discovery_backend');
    const configured = settings
      .filter(({ key }) => /^listeners\.(?:tcp|ssl)\./u.test(key))
      .map(({ value }) => portOf(value) ?? 0);
    return [
      commonServer(service, view, {
        command: [service.unit?.execStart[0]?.path ?? '/usr/lib/rabbitmq/bin/rabbitmq-server'],
        prepare: [],
        stopSignal: 'SIGTERM',
        packages: view.packagesLike('rabbitmq-server'),
        workingDirectory: '/var/lib/rabbitmq',
        environment: { HOME: '/var/lib/rabbitmq' },
        configuration: [
          '/etc/rabbitmq/',
          ...(view.file('/etc/default/rabbitmq-server') === null ? [] : ['/etc/default/rabbitmq-server']),
        ],
        content: [],
        data: ['/var/lib/rabbitmq'],
        logs: ['/var/log/rabbitmq'],
        cluster: nodes.length > 0 || discovered ? { name, members: nodes } : null,
        ports: configured.filter((port) => port > 0).length > 0 ? configured.filter((port) => port > 0) : [5672],
        probe: { kind: 'exec', command: ['rabbitmq-diagnostics', '--quiet', 'check_running'] },
        evidence: ['its node is named after the host: data and cluster carry that name'],
      }),
    ];
  },
};
