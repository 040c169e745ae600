import type { ServerApplication } from '../recognition/application.ts';
import { portOf } from '../recognition/common-server.ts';
import { hostAndPort } from '../recognition/peers.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';
import { yamlSettings } from '../recognition/yaml-settings.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'cassandra',
  title: 'Apache Cassandra',
  role: 'database',
  evidence: {
    units: ['cassandra'],
    packages: ['cassandra'],
    programs: { java: ['org.apache.cassandra.service.CassandraDaemon'] },
    ports: [9042, 7000],
    files: ['/etc/cassandra/cassandra.yaml', '/etc/cassandra/conf/cassandra.yaml'],
  },
  users: ['cassandra'],
  officialImage: 'docker.io/library/cassandra',
  unverified: true,
  recognise: (service, view) => {
    const settings = yamlSettings(
      view,
      '/etc/cassandra/cassandra.yaml',
      '/etc/cassandra/conf/cassandra.yaml',
      '/opt/*/conf/cassandra.yaml',
    );
    const seeds = [...settings]
      .filter(([key]) => key.endsWith('.seeds'))
      .flatMap(([, values]) => values)
      .flatMap((value) => value.split(','))
      .map((value) => value.trim());
    const name = settings.get('cluster_name')?.[0] ?? null;
    return runtimeService(service, view, {
      command: ['/usr/sbin/cassandra', '-f'],
      packages: view.packagesLike('cassandra'),
      configuration: ['/etc/cassandra/'],
      data: [
        ...(settings.get('data_file_directories') ?? ['/var/lib/cassandra']),
        ...(settings.get('commitlog_directory') ?? []),
      ],
      logs: ['/var/log/cassandra'],
      cluster:
        name === null && seeds.length === 0
          ? null
          : { name, members: seeds.flatMap((seed) => hostAndPort(seed)?.host ?? []) },
      ports: [portOf(settings.get('native_transport_port')?.[0]) ?? 9042],
      evidence: jvmEvidence(service.argv),
    });
  },
};
