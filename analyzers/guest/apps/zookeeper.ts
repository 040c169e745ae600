import type { ServerApplication } from '../recognition/application.ts';
import { lastValue, portOf, settingsOf } from '../recognition/common-server.ts';
import { jvmEvidence, runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'zookeeper',
  title: 'Apache ZooKeeper',
  role: 'coordination service',
  evidence: {
    units: ['zookeeper', 'zookeeper-server', 'confluent-zookeeper'],
    packages: ['zookeeper', 'zookeeperd', 'zookeeper-server'],
    programs: {
      java: ['org.apache.zookeeper.server.quorum.QuorumPeerMain', 'org.apache.zookeeper.server.ZooKeeperServerMain'],
    },
    ports: [2181, 2888, 3888],
    files: ['/etc/zookeeper/conf/zoo.cfg', '/opt/*/conf/zoo.cfg'],
  },
  users: ['zookeeper'],
  officialImage: 'docker.io/library/zookeeper',
  unverified: true,
  recognise: (service, view) => {
    const configuration =
      service.argv.find((argument) => /\.(?:cfg|properties)$/u.test(argument)) ?? '/etc/zookeeper/conf/zoo.cfg';
    const settings = settingsOf(view, configuration);
    const members = settings
      .filter(({ key }) => /^server\.\d+$/u.test(key))
      .map(({ value }) => value.split(':')[0] ?? '');
    return runtimeService(service, view, {
      configuration: [configuration],
      data: [
        lastValue(settings, 'dataDir') ?? '/var/lib/zookeeper',
        ...settings.filter(({ key }) => key === 'dataLogDir').map(({ value }) => value),
      ],
      cluster: members.length === 0 ? null : { name: null, members },
      ports: [portOf(lastValue(settings, 'clientPort')) ?? 2181],
      evidence: jvmEvidence(service.argv),
    });
  },
};
