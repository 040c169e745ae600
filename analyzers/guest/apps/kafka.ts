import type { ServerApplication } from '../recognition/application.ts';
import { lastValue, portOf, type PlacedSetting, settingsOf } from '../recognition/common-server.ts';
import { hostAndPort, peerAt } from '../recognition/peers.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'kafka',
  title: 'Apache Kafka',
  role: 'queue',
  evidence: {
    units: ['kafka', 'kafka@*', 'confluent-kafka', 'confluent-server'],
    packages: ['confluent-kafka', 'confluent-server', 'kafka'],
    programs: { java: ['kafka.Kafka'] },
    ports: [9092, 9093],
    files: ['/etc/kafka/server.properties', '/opt/*/config/server.properties'],
  },
  users: ['kafka', 'cp-kafka'],
  officialImage: 'docker.io/apache/kafka',
  unverified: true,
  recognise: (service, view) => {
    const named = service.argv.filter((argument) => argument.endsWith('.properties'));
    const settings: PlacedSetting[] = settingsOf(view, ...named);
    const value = (key: string): string | null => lastValue(settings, key);
    const quorum = settings.filter(
      ({ key }) =>
        key === 'zookeeper.connect' ||
        key === 'controller.quorum.voters' ||
        key === 'controller.quorum.bootstrap.servers',
    );
    // "1@kafka1:9093,2@kafka2:9093" and "zk1:2181,zk2:2181/kafka".
    const hosts = quorum.flatMap(({ key, value: list, place }) =>
      list
        .replace(/\/.*$/u, '')
        .split(',')
        .map((address) => ({ key, place, address: address.trim().replace(/^\d+@/u, '') })),
    );
    const voters = hosts
      .filter(({ key }) => key !== 'zookeeper.connect')
      .flatMap(({ address }) => hostAndPort(address)?.host ?? []);
    return runtimeService(service, view, {
      configuration: named,
      data: (value('log.dirs') ?? value('log.dir') ?? '/tmp/kafka-logs').split(',').map((path) => path.trim()),
      peers: hosts.flatMap(({ key, address, place }) =>
        peerAt(key === 'zookeeper.connect' ? 'zookeeper' : 'kafka', address, place),
      ),
      cluster: quorum.length === 0 ? null : { name: value('cluster.id'), members: voters },
      ports: (value('listeners') ?? '')
        .split(',')
        .map((listener) => portOf(listener.trim()) ?? 0)
        .filter((port) => port > 0),
      evidence: jvmEvidence(service.argv),
    });
  },
};
