import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'nexus',
  title: 'Sonatype Nexus Repository',
  role: 'artefact repository',
  evidence: {
    units: ['nexus', 'nexus3'],
    programs: {
      java: ['org.sonatype.nexus.karaf.NexusMain', 'org.sonatype.nexus.bootstrap.*', 'sonatype-nexus-repository-*.jar'],
    },
    ports: [8081],
    files: ['/opt/*/etc/nexus-default.properties'],
  },
  users: ['nexus'],
  officialImage: 'docker.io/sonatype/nexus3',
  unverified: true,
  recognise: atPlaces({ data: ['/opt/sonatype-work', '/var/lib/nexus', '/nexus-data'] }),
};
