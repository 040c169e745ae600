import type { ServerApplication } from '../recognition/application.ts';
import { optionValue, withoutOptions } from '../recognition/command-line.ts';
import { commonServer, portOf, startArguments } from '../recognition/common-server.ts';
import { yamlSettings } from '../recognition/yaml-settings.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'mongodb',
  title: 'MongoDB',
  role: 'database',
  evidence: {
    units: ['mongod', 'mongodb', 'mongos'],
    packages: ['mongodb-org-server', 'mongodb-enterprise-server', 'mongodb-server', 'mongodb-org-mongos'],
    executables: ['/usr/bin/mongod', '/usr/bin/mongos', '/usr/local/bin/mongod', '/opt/mongodb*/bin/mongod'],
    ports: [27_017, 27_018, 27_019],
    files: ['/etc/mongod.conf', '/etc/mongodb.conf'],
  },
  users: ['mongodb', 'mongod'],
  officialImage: 'docker.io/library/mongo',
  unverified: true,
  recognise: (service, view) => {
    const argv = startArguments(service, view);
    const configuration = optionValue(argv, '--config', '-f') ?? '/etc/mongod.conf';
    const settings = yamlSettings(view, configuration);
    const replicaSet = optionValue(argv, '--replSet') ?? settings.get('replication.replSetName')?.[0] ?? null;
    return [
      commonServer(service, view, {
        command: [
          service.executable ?? '/usr/bin/mongod',
          ...withoutOptions(service.argv.slice(1), { flags: ['--fork'], values: ['--pidfilepath'] }),
        ],
        configuration: [configuration],
        data: [optionValue(argv, '--dbpath') ?? settings.get('storage.dbPath')?.[0] ?? '/var/lib/mongodb'],
        scratch: ['/run/mongodb'],
        logs: ['/var/log/mongodb'],
        cluster: replicaSet === null ? null : { name: replicaSet, members: [] },
        ports: [portOf(optionValue(argv, '--port')) ?? portOf(settings.get('net.port')?.[0]) ?? 27_017],
      }),
    ];
  },
};
